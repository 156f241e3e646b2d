"""Packages: what is in them, under which names, and what becomes of one that cannot be made."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage

from shifan import jobs
from shifan.actions import document, package
from shifan.actions.file import storage_name, store
from shifan.cli import main
from shifan.core import digest
from shifan.core import package as layout
from shifan.core.document import Heading
from shifan.core.finding import Refused
from shifan.core.form import Words
from shifan.facts import plan_of
from shifan.models import Event, File, IssuedDocument, RankedList, Submission
from shifan.queries import package as packages
from shifan.queries import print_sheet as print_sheets
from shifan.queries import verification
from shifan.render.disc import read_iso
from tests.desks import LATER, make_clerk, make_sent
from tests.make import make_application, make_member, make_organisation, make_pack, make_round, make_user

pytestmark = pytest.mark.django_db


def clock():
    return LATER


def make_submission_with_files(name: str = "示例甲") -> Submission:
    """A submission with two proofs whose names trouble Windows, and the picture of a text."""
    application = make_application(organisation=make_organisation(name=name))
    row = application.submissions.get()
    proofs = [store(f"%PDF {name} {number}".encode(), "pdf", LATER) for number in (1, 2)]
    names = ("CON.pdf", "审计:报告?.pdf")
    row.content["files"] = [
        {"digest": one.digest, "name": called, "size": one.size, "path": "files.others"}
        for one, called in zip(proofs, names, strict=True)
    ]
    row.digest = digest.of(row.content)
    row.save()
    return row


def ask(subject: str, kind: str = "zip") -> list[IssuedDocument]:
    packaged = packages.of(subject)
    assert packaged is not None
    return package.ask(by=make_user(), packaged=packaged, kind=kind, now=LATER)


def make_sent_of_two_tracks(names: tuple[str, ...]) -> RankedList:
    """A city's list on the first of two tracks."""
    tracks = make_pack().tracks
    second = tracks[0].model_copy(update={"id": "second", "label": Words(zh="示范工厂", en="Factories")})
    make_round(changed=make_pack().model_copy(update={"tracks": (*tracks, second)}))
    return make_sent(names=names)


def send_second(first: RankedList) -> RankedList:
    """The same list on the second track, a day later."""
    content = {**first.content, "track": "second"}
    about = {"round": first.round, "body": first.body, "stage": first.stage, "state": "sent"}
    when = {"sent_at": first.sent_at + timedelta(days=1), "sent_by": first.sent_by}
    return RankedList.objects.create(**about, **when, track="second", content=content, digest=digest.of(content))


def make(issued: IssuedDocument) -> IssuedDocument:
    return package.make(document_id=issued.pk, now=LATER, clock=clock)


def written(issued: IssuedDocument, tmp_path: Path) -> Path:
    place = tmp_path / f"{issued.pk}.{issued.form}"
    with default_storage.open(storage_name(make(issued).file_id)) as kept:
        place.write_bytes(kept.read())
    return place


def test_a_package_of_a_submission_holds_everything_in_order(tmp_path: Path) -> None:
    row = make_submission_with_files()

    place = written(ask(f"submission:{row.pk}")[0], tmp_path)

    with ZipFile(place) as archive:
        names = archive.namelist()
        tops = {name.partition("/")[0] for name in names}
        content = archive.read(next(name for name in names if name.endswith("content.json")))
    assert len(tops) == 1
    assert [name.partition("/")[2] for name in names] == [
        "目录.txt",
        "2 佐证材料/01 CON.pdf",
        "2 佐证材料/02 审计_报告_.pdf",
        "4 核验/content.json",
        "4 核验/findings.txt",
        "4 核验/pack.json",
        "SHA256SUMS",
    ]
    assert digest.of(json.loads(content)) == row.digest


def test_the_same_submission_gives_the_same_bytes() -> None:
    row = make_submission_with_files()
    issued = ask(f"submission:{row.pk}")[0]
    first = make(issued).file_id
    IssuedDocument.objects.filter(pk=issued.pk).update(state="queued", file=None)

    assert make(issued).file_id == first


def test_a_package_proves_itself_and_a_changed_proof_is_found_out(tmp_path: Path, capsys) -> None:
    row = make_submission_with_files()
    place = written(ask(f"submission:{row.pk}")[0], tmp_path)

    assert main(["verify", str(place), "--digest", row.digest, "--json"]) == 0
    assert [line["rule"] for line in json.loads(capsys.readouterr().out)["lines"]] == [
        "sums.fit",
        "digest.computed",
        "files.fit",
        "digest.given",
    ]
    with ZipFile(place) as archive:
        archive.extractall(tmp_path / "out")
    top = next((tmp_path / "out").iterdir())
    (top / "2 佐证材料" / "01 CON.pdf").write_bytes(b"forged")
    (top / "2 佐证材料" / "03 new.pdf").write_bytes(b"added")
    forged = tmp_path / "forged.zip"
    with ZipFile(forged, "w") as archive:
        for path in sorted(top.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(top.parent).as_posix())

    assert main(["verify", str(forged), "--json"]) == 1
    found = {line["rule"] for line in json.loads(capsys.readouterr().out)["lines"] if line["state"] == "broken"}
    assert found == {"sums.broken", "sums.extra", "files.missing"}


def test_a_package_of_a_body_holds_its_papers_and_a_folder_for_each(tmp_path: Path, capsys) -> None:
    ranked = make_sent(names=("示例甲", "示例乙"))

    place = written(ask(f"body:{ranked.body_id}")[0], tmp_path)

    with ZipFile(place) as archive:
        names = [name.partition("/")[2] for name in archive.namelist()]
        archive.extractall(tmp_path / "out")
    body = ranked.body.organisation.name
    track = plan_of(ranked.round).pack.track(ranked.track).label.zh
    assert names[:8] == [
        "目录.txt",
        "0 推荐材料/01 打印清单.pdf",
        "0 推荐材料/02 打印清单.xlsx",
        "0 推荐材料/pack.json",
        f"{track}/0 推荐材料/01 推荐汇总表.pdf",
        f"{track}/0 推荐材料/02 推荐汇总表.xlsx",
        f"{track}/0 推荐材料/03 推荐函.pdf",
        f"{track}/0 推荐材料/04 推荐函.docx",
    ]
    assert f"{track}/{body}—01—示例数字化车间—示例甲/4 核验/content.json" in names
    assert f"{track}/{body}—02—示例数字化车间—示例乙/4 核验/content.json" in names
    top = next((tmp_path / "out").iterdir())
    summed = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=top, capture_output=True, check=False
    )
    assert summed.returncode == 0
    assert main(["verify", str(place)]) == 0
    assert capsys.readouterr().out.count("SHA-256") >= 2


def test_a_package_of_a_body_has_a_folder_for_each_track_it_has_sent(tmp_path: Path) -> None:
    first = make_sent_of_two_tracks(names=("示例甲",))
    subject, early = f"body:{first.body_id}", ask(f"body:{first.body_id}")[0]
    send_second(first)

    late = ask(subject)[0]
    with ZipFile(written(late, tmp_path)) as archive:
        names = [name.partition("/")[2] for name in archive.namelist()]
        index = archive.read(f"{archive.namelist()[0].partition('/')[0]}/目录.txt").decode()
    with ZipFile(written(early, tmp_path)) as archive:
        before = {name.split("/")[1] for name in archive.namelist()}

    assert early.source != late.source
    assert {name.partition("/")[0] for name in names} == {
        "目录.txt", "SHA256SUMS", "0 推荐材料", "优秀场景", "示范工厂",
    }  # fmt: skip
    assert before == {"目录.txt", "SHA256SUMS", "0 推荐材料", "优秀场景"}  # what had been sent when it was asked for
    assert "示范工厂：推荐 1 项，名单校验码（SHA-256）：" in index


def test_the_print_sheet_of_a_body_is_of_all_its_tracks_and_is_known_by_its_code() -> None:
    first = make_sent_of_two_tracks(names=("示例甲",))
    send_second(first)
    sheet = next(one for one in ask(f"body:{first.body_id}", "sheet") if one.form == "pdf")

    made = document.make(document_id=sheet.pk, now=LATER)
    composed = print_sheets.composed(made)
    found = verification.find(AnonymousUser(), made.source, LATER)

    assert [one.text for one in composed.blocks if isinstance(one, Heading) and one.level == 2] == [
        "优秀场景", "示范工厂",
    ]  # fmt: skip
    assert [(one.kind, one.is_unchanged, [each.kind for each in one.about]) for one in found] == [
        ("deed", True, ["ranked_list", "ranked_list"])
    ]


def test_the_organiser_asks_for_what_all_bodies_handed_in_at_once() -> None:
    make_sent(names=("示例甲",))
    make_sent(names=("示例乙",), region="130200")
    round_ = make_round()
    organiser = make_member(round_.organiser)

    counts = [package.ask_all(by=organiser, round_=round_, kind="zip", now=LATER) for _ in range(2)]

    assert counts == [2, 0]
    assert IssuedDocument.objects.filter(form="zip").count() == 2
    assert (Event.objects.latest("position").verb, Event.objects.latest("position").data["count"]) == (
        "package.ask_all", 0,
    )  # fmt: skip
    for by, kind in ((organiser, "rar"), (make_clerk(), "zip")):
        with pytest.raises(Refused):
            package.ask_all(by=by, round_=round_, kind=kind, now=LATER)


def test_a_disc_holds_the_same_under_the_same_names(tmp_path: Path) -> None:
    ranked = make_sent(names=("示例甲",))
    zipped = written(ask(f"body:{ranked.body_id}")[0], tmp_path)

    disc = written(ask(f"body:{ranked.body_id}", "iso")[0], tmp_path)

    with ZipFile(zipped) as archive:
        for name in archive.namelist():
            assert read_iso(disc, name.partition("/")[2]) == archive.read(name)


def test_progress_is_stored_and_the_end_is_recorded() -> None:
    issued = make(ask(f"body:{make_sent().body_id}")[0])
    issued.refresh_from_db()

    assert (issued.state, issued.done, issued.total, issued.moved_at) == ("ready", issued.total, issued.total, LATER)
    assert issued.total > 5
    assert Event.objects.latest("position").verb == "document.make"


def test_asking_twice_gives_the_same_and_records_it() -> None:
    ranked = make_sent()

    assert ask(f"body:{ranked.body_id}") == ask(f"body:{ranked.body_id}")
    assert Event.objects.latest("position").verb == "package.ask"
    with pytest.raises(Refused):
        ask(f"body:{ranked.body_id}", "rar")


def test_a_file_lost_from_the_storage_ends_the_package_with_its_name() -> None:
    row = make_submission_with_files()
    default_storage.delete(storage_name(row.content["files"][0]["digest"]))
    issued = ask(f"submission:{row.pk}")[0]

    with pytest.raises(package.PackageError, match=r"01 CON\.pdf"):
        jobs.make_document.func(issued.pk)

    issued.refresh_from_db()
    assert (issued.state, issued.file) == ("failed", None)
    assert "01 CON.pdf" in issued.problem


def test_a_paper_that_cannot_be_made_is_named_and_fails_itself() -> None:
    ranked = make_sent(names=("示例甲",))
    paper = IssuedDocument.objects.get(plan="summary_table", form="pdf")
    IssuedDocument.objects.filter(pk=paper.pk).update(form="odd")

    with pytest.raises(package.PackageError, match="推荐汇总表"):
        make(ask(f"body:{ranked.body_id}")[0])

    assert IssuedDocument.objects.get(pk=paper.pk).state == "failed"


def test_an_infected_proof_is_left_out_and_named() -> None:
    row = make_submission_with_files()
    File.objects.filter(digest=row.content["files"][0]["digest"]).update(scan=File.Scan.INFECTED)
    packaged = packages.of(f"submission:{row.pk}")

    pieces = packages.contents(packaged).pieces

    assert [piece.title for piece in pieces if piece.stored] == ["审计:报告?.pdf"]
    assert "CON.pdf" in pieces[0].data.decode()


def test_what_is_too_large_for_one_disc_goes_on_several() -> None:
    ranked = make_sent(names=("示例甲", "示例乙"))
    contents = packages.contents(packages.of(f"body:{ranked.body_id}"))
    heavy = packages.Contents(
        contents.top, contents.own,
        tuple((*one, package.Piece("x.pdf", stored="0" * 64, size=2_500_000_000)) for one in contents.applications),
    )  # fmt: skip

    assert package.discs(contents, {}) == ((0, 1),)
    assert package.discs(heavy, {}) == ((0,), (1,))
    huge = packages.Contents("", (), ((package.Piece("甲/x", stored="0" * 64, size=5_000_000_000),),))
    with pytest.raises(package.PackageError, match="甲/x"):
        package.discs(huge, {})


def test_a_disc_more_than_was_thought_is_asked_for_when_the_papers_have_a_size(monkeypatch) -> None:
    ranked = make_sent(names=("示例甲", "示例乙"))
    issued = next(one for one in ask(f"body:{ranked.body_id}", "iso") if one.form == "iso")
    whole = packages.contents(packages.of(issued.subject))
    for paper in dict.fromkeys(piece.paper for piece in whole.pieces if piece.paper):
        document.make(document_id=paper, now=LATER)
    sizes = dict(IssuedDocument.objects.exclude(file=None).values_list("pk", "file__size"))
    own = layout.size_on_disc(sizes.get(one.paper, one.size) for one in whole.own)
    each = max(layout.size_on_disc(one.size for one in pieces) for pieces in whole.applications)
    monkeypatch.setattr(layout, "DVD", own + layout.OVERHEAD + each)

    made = make(issued)

    discs = IssuedDocument.objects.filter(form="iso").order_by("pk")
    assert (made.plan, [one.plan for one in discs]) == ("engine.disc", ["engine.disc", "engine.disc/2"])
    assert make(discs[1]).state == "ready"


def test_a_print_sheet_says_copies_pages_and_where_to_sign() -> None:
    ranked = make_sent(names=("示例甲",))

    for issued in ask(f"body:{ranked.body_id}", "sheet"):
        made = document.make(document_id=issued.pk, now=LATER)
        assert (made.state, made.file.size > 2000) == ("ready", True)


def test_a_body_that_has_sent_nothing_has_no_package() -> None:
    ranked = make_sent()
    RankedList.objects.update(state="open", sent_at=None)

    assert packages.of(f"body:{ranked.body_id}") is None


def test_the_package_of_an_application_of_others_is_not_found(sign_in) -> None:
    row = make_submission_with_files()
    url = f"/packages/submission/{row.pk}/"

    seen = {
        who: sign_in(user).get(url).status_code
        for who, user in {
            "own": row.application.organisation.memberships.first().user,
            "desk": make_clerk(),
            "other": make_user(organisation=make_organisation()),
            "expert": make_user(is_expert=True),
        }.items()
    }

    assert seen == {"own": 200, "desk": 200, "other": 404, "expert": 404}
