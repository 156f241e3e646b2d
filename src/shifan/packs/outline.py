"""Know how a pack reads at a glance: its tracks, stages, quotas, fields, and what is still to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from shifan.core.pack import Pack, Stage


def outline(pack: Pack) -> dict[str, object]:
    """Give the outline of a pack as JSON."""
    return {
        "pack": pack.id,
        "version": pack.version,
        "year": pack.year,
        "label": pack.label.model_dump(),
        "digest": pack.digest,
        "layers": list(pack.layers),
        "tracks": [
            {
                "id": track.id,
                "label": track.label.model_dump(),
                "sections": len(pack.form(track.id).sections),
                "fields": sum(1 for _ in pack.form(track.id).walk()),
                "rules": sum(1 for rule in pack.rules if not rule.tracks or track.id in rule.tracks),
            }
            for track in pack.tracks
        ],
        "stages": [
            {
                "id": stage.id,
                "kind": stage.kind,
                "label": stage.label.model_dump(),
                "dates": _dates(stage),
                "bodies": [body for body in (stage.body, *stage.other_bodies) if body],
            }
            for stage in pack.stages
        ],
        "quotas": [
            {
                "id": quota.id,
                "stage": quota.stage,
                "track": quota.track,
                "body": quota.body,
                "regions": list(quota.regions),
                "limit": quota.limit,
            }
            for quota in pack.quotas
        ],
        "documents": [{"id": item.id, "label": item.label.model_dump()} for item in pack.documents],
        "placeholders": [
            {"id": item.id, "label": item.label.model_dump(), "reading": item.reading.model_dump()}
            for item in pack.placeholders
        ],
        "clauses": len(pack.clauses),
    }


def lines(pack: Pack) -> Iterator[str]:
    """Word the outline of a pack for people, line by line."""
    yield f"{pack.label.zh}  {pack.id} {pack.version}"
    yield f"  {len(pack.clauses)} clauses, digest {pack.digest[:16]}" + "".join(
        f", over {name}" for name in pack.layers
    )
    yield "tracks"
    for track in pack.tracks:
        form = pack.form(track.id)
        rules = sum(1 for rule in pack.rules if not rule.tracks or track.id in rule.tracks)
        fields = sum(1 for _ in form.walk())
        yield f"  {track.id:<12} {track.label.zh}: {len(form.sections)} sections, {fields} fields, {rules} rules"
    yield "stages"
    for stage in pack.stages:
        bodies = ", ".join(body for body in (stage.body, *stage.other_bodies) if body)
        yield f"  {stage.id:<14} {_dates(stage):<24} {stage.label.zh}{'  ' + bodies if bodies else ''}"
    yield "quotas"
    for quota in pack.quotas:
        regions = f" ({', '.join(quota.regions)})" if quota.regions else ""
        yield f"  {quota.stage:<12} {quota.track:<12} {quota.body}{regions}: {quota.limit}"
    yield "to be confirmed"
    for item in pack.placeholders:
        yield f"  {item.id}: {item.reading.zh}"


def _dates(stage: Stage) -> str:
    if stage.days is not None:
        return f"{stage.days} {'working days' if stage.working_days else 'days'}"
    if not (stage.opens or stage.closes):
        return ""
    return f"{stage.opens or ''} – {stage.closes or ''}".strip()
