"""Know how a pack reads at a glance: its tracks, stages, quotas, fields, and what is still to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator

from shifan.core.pack import Pack, Stage, Track


def outline(pack: Pack) -> dict[str, object]:
    """Give the outline of a pack as JSON."""
    return {
        "pack": pack.id,
        "version": pack.version,
        "year": pack.year,
        "label": pack.label.model_dump(),
        "digest": pack.digest,
        "layers": list(pack.layers),
        "tracks": [_track(pack, track) for track in pack.tracks],
        "stages": [_stage(stage) for stage in pack.stages],
        "quotas": [
            quota.model_dump(include={"id", "stage", "track", "body", "regions", "limit"}) for quota in pack.quotas
        ],
        "documents": [{"id": item.id, "label": item.label.model_dump()} for item in pack.documents],
        "placeholders": [
            {"id": item.id, "label": item.label.model_dump(), "reading": item.reading.model_dump()}
            for item in pack.placeholders
        ],
        "clauses": len(pack.clauses),
    }


def _track(pack: Pack, track: Track) -> dict[str, object]:
    return {
        "id": track.id,
        "label": track.label.model_dump(),
        "sections": len(pack.form(track.id).sections),
        "fields": sum(1 for _ in pack.form(track.id).walk()),
        "rules": sum(1 for rule in pack.rules if not rule.tracks or track.id in rule.tracks),
    }


def _stage(stage: Stage) -> dict[str, object]:
    return {
        "id": stage.id,
        "kind": stage.kind,
        "label": stage.label.model_dump(),
        "dates": _dates(stage),
        "bodies": [body for body in (stage.body, *stage.other_bodies) if body],
    }


def lines(pack: Pack) -> Iterator[str]:
    """Word the outline of a pack for people, line by line."""
    yield f"{pack.label.zh}  {pack.id} {pack.version}"
    yield f"  {len(pack.clauses)} clauses, digest {pack.digest[:16]}" + "".join(
        f", over {name}" for name in pack.layers
    )
    yield "tracks"
    for track in pack.tracks:
        counts = ", ".join(f"{_track(pack, track)[key]} {key}" for key in ("sections", "fields", "rules"))
        yield f"  {track.id:<12} {track.label.zh}: {counts}"
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
