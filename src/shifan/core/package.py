"""What a package holds and how it is laid out: folders, names, order, list of digests, index, discs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from shifan.core import archive_name, digest
from shifan.core.form import AttachmentField, Words
from shifan.core.pack import Pack
from shifan.core.plan import Plan
from shifan.core.reading import findings_of
from shifan.core.values import Json

PACKAGE, DISC, SHEET = "engine.package", "engine.disc", "engine.print_sheet"  # no document of a pack is called so
LABELS: Mapping[str, Words] = {
    PACKAGE: Words(zh="材料包", en="Package"),
    DISC: Words(zh="光盘映像", en="Disc image"),
    SHEET: Words(zh="打印清单", en="Print sheet"),
}
PATTERN = "{recommender}—{rank}—{title}—{applicant}"  # where the pack has none of its own
PAPERS, PROOFS, PICTURES, CHECKS = "1 文书", "2 佐证材料", "3 图片", "4 核验"
SUMS, INDEX = "SHA256SUMS", "目录.txt"
CD, DVD = 700 * 1024 * 1024, 4_700_000_000  # bytes
OVERHEAD = 64 * 1024  # of a disc's own tables, and what one file wastes at its end
SECTOR = 2048
LIST_PAPERS = "0 推荐材料"

Paper = tuple[int, str, str]  # key, format, label
Listed = tuple[str, str, int]  # digest, name, size in bytes


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a package: its path there, and its bytes, or the digest under which they are stored.

    `size` is in bytes where it is known; `paper` is the key of a document that may have yet to be made.
    """

    path: str
    data: bytes = b""
    stored: str = ""
    size: int = 0
    paper: int = 0
    title: str = ""


# A track of what a body hands in: its name, its tables and letters, its applications as (folder, pieces).
Track = tuple[str, Sequence[Paper], Sequence[tuple[str, Sequence[Piece]]]]


def is_made(plan_id: str) -> bool:
    """This function will say whether the engine makes a document of its own accord, without a pack's plan."""
    return plan_id.startswith("engine.")


def label(plan_id: str) -> Words:
    """This function will name what the engine makes; of several discs each has its number."""
    kind, _, number = plan_id.partition("/")
    words = LABELS[kind]
    return Words(zh=f"{words.zh} {number}", en=f"{words.en} {number}") if number else words


def files(plan: Plan, content: Mapping[str, Json]) -> tuple[list[Listed], list[Listed]]:
    """This function will give the frozen files as (digest, name, size): proofs and pictures, in the form's order."""
    track, flat, named = content["track"], content["answers"], content["files"]
    if not (isinstance(track, str) and isinstance(flat, Mapping) and isinstance(named, list)):
        raise TypeError("the content is not that of a submission")
    patterns = [pattern for pattern, _ in plan.pack.form(track).walk()]
    placed: list[tuple[tuple[int, ...], bool, Listed]] = []
    for at, one in enumerate(named):
        assert isinstance(one, Mapping)
        path = str(one["path"])
        field = plan.field(track, path)
        place = (*_place(patterns, path, flat), at)
        listed = (str(one["digest"]), str(one["name"]), int(str(one["size"])))
        placed.append((place, isinstance(field, AttachmentField), listed))
    placed.sort(key=lambda one: one[0])
    return _once(placed, True), _once(placed, False)


def _once(placed: Iterable[tuple[tuple[int, ...], bool, Listed]], is_proof: bool) -> list[Listed]:
    """Give each file once, where it comes first."""
    first: dict[str, Listed] = {}
    for _, proof, listed in placed:
        if proof is is_proof:
            first.setdefault(listed[0], listed)
    return list(first.values())


def _place(patterns: Sequence[str], path: str, flat: Mapping[str, Json]) -> tuple[int, ...]:
    """Say where an answer stands: the place of its field in the form, then that of its row in each repeat."""
    parts = path.split(".")
    for number, pattern in enumerate(patterns):
        wanted = pattern.split(".")
        if len(wanted) == len(parts) and all(one in ("*", two) for one, two in zip(wanted, parts, strict=True)):
            stars = [at for at, one in enumerate(wanted) if one == "*"]
            return (number, *(_row(flat.get(".".join(parts[:at])), parts[at]) for at in stars))
    return (len(patterns),)


def _row(keys: Json | None, key: str) -> int:
    return keys.index(key) if isinstance(keys, list) and key in keys else 0


def source(digests: Sequence[str]) -> str:
    """This function will give the digest that stands for several lists, in the order in which they were sent."""
    return digest.of({"lists": list(digests)})


def handed_in(
    papers: Sequence[Paper], tracks: Sequence[Track], heading: Sequence[str], pack: bytes = b""
) -> tuple[list[Piece], list[list[Piece]]]:
    """This function will lay out what a body hands in: a folder for each track, in it one for each application.

    Gives what stands around the applications (index, print sheet, tables, letters), which every disc holds, and the
    applications one by one.
    """
    own = _numbered(LIST_PAPERS, [_paper(one) for one in papers])
    own += [Piece(f"{LIST_PAPERS}/pack.json", pack, size=len(pack))] if pack else []
    laid: list[list[Piece]] = []
    for above, (_, listed, applications) in zip(archive_name.different(one[0] for one in tracks), tracks, strict=True):
        own += inside(above, _numbered(LIST_PAPERS, [_paper(one) for one in listed]))
        names = archive_name.different(name for name, _ in applications)
        laid += [inside(f"{above}/{name}", pieces) for name, (_, pieces) in zip(names, applications, strict=True)]
    everything = [*own, *(piece for one in laid for piece in one)]
    return [_index(everything, heading, ()), *own], laid


def pattern(pack: Pack) -> str:
    """This function will give how the notice names what is handed over on a disc or by mail."""
    named = [item.file_name for item in pack.papers if item.file_name]
    return next(iter(named), PATTERN)


def folder(pack: Pack, facts: dict[str, str], *, is_ranked: bool) -> str:
    """This function will name the folder of an application: on a list as the notice says, alone by its number."""
    return archive_name.filled(pattern(pack) if is_ranked else "{number}—{title}—{applicant}", facts)


def application(
    content: Mapping[str, Json],
    papers: Sequence[Paper],
    proofs: Sequence[Listed],
    pictures: Sequence[Listed],
    pack: bytes = b"",
    withheld: Sequence[str] = (),
) -> list[Piece]:
    """This function will lay out one application: papers, proofs, pictures.

    Papers and proofs keep their order, which their numbers show. `pack` is its JSON, for those who check without us;
    `withheld` names files that are left out, such as infected ones.
    """
    found = _numbered(PAPERS, [_paper(one) for one in papers])
    found += _numbered(PROOFS, [Piece(name, stored=one, size=size, title=name) for one, name, size in proofs])
    found += _numbered(PICTURES, [Piece(name, stored=one, size=size, title=name) for one, name, size in pictures])
    checks = {"content.json": digest.canonical(content), "findings.txt": _findings(content), "pack.json": pack}
    found += [Piece(f"{CHECKS}/{name}", data, size=len(data)) for name, data in checks.items() if data]
    return [_index(found, _heading(content), withheld), *found]


def _paper(paper: Paper) -> Piece:
    key, form, label = paper
    name = f"{label}（PDF-A）.pdf" if form == "pdfa" else f"{label}.{form}"
    return Piece(name, paper=key, title=label)


def inside(name: str, pieces: Iterable[Piece]) -> list[Piece]:
    """This function will put pieces into a folder; paths that grow too long lose some of their file's name."""
    made = []
    for piece in pieces:
        above, slash, last = f"{name}/{piece.path}".rpartition("/")
        room = archive_name.LONGEST_PATH - len(above) - 1
        made.append(replace(piece, path=f"{above}{slash}{archive_name.safe(last, min(room, archive_name.LONGEST))}"))
    return made


def sums(digests: Iterable[tuple[str, str]]) -> bytes:
    """This function will write a list of (path, digest) as `sha256sum --check` reads it."""
    return "".join(f"{value}  {path}\n" for path, value in digests).encode()


def size_on_disc(sizes: Iterable[int]) -> int:
    """This function will give the room that files take on a disc, each in three file systems' tables."""
    return sum(-(-size // SECTOR) * SECTOR + 3 * SECTOR for size in sizes)


def discs(sizes: Sequence[int], capacity: int = DVD) -> tuple[tuple[int, ...], ...]:
    """This function will spread things (sizes on disc) over discs in their order; none is cut in two.

    Raises ValueError with the place of one that no disc can hold.

    >>> discs([3, 3, 2, 5], 6)
    ((0, 1), (2,), (3,))
    """
    spread: list[list[int]] = []
    left = 0
    for place, size in enumerate(sizes):
        if size > capacity:
            raise ValueError(place)
        if size > left:
            spread.append([])
            left = capacity
        spread[-1].append(place)
        left -= size
    return tuple(tuple(one) for one in spread)


def medium(size: int) -> Words:
    """This function will name the disc that something fits on."""
    if size <= CD:
        return Words(zh="一张 CD（700 MB）即可", en="fits on a CD (700 MB)")
    if size <= DVD:
        return Words(zh="超过 CD 容量，须用 DVD（4.7 GB）", en="too large for a CD, needs a DVD (4.7 GB)")
    return Words(zh="超过一张 DVD 的容量，须分盘", en="too large for one DVD, needs several")


def _numbered(above: str, pieces: Sequence[Piece]) -> list[Piece]:
    width = max(2, len(str(len(pieces))))
    names = archive_name.different(f"{place:0{width}} {piece.path}" for place, piece in enumerate(pieces, start=1))
    return [replace(piece, path=f"{above}/{name}") for piece, name in zip(pieces, names, strict=True)]


def _heading(content: Mapping[str, Json]) -> list[str]:
    applicant = content.get("applicant")
    lines = [("编号", content.get("number")), ("提交次数", content.get("submission"))]
    lines += [("申报单位", applicant.get("name") if isinstance(applicant, Mapping) else "")]
    lines += [("提交时间", content.get("submitted_at")), ("校验码（SHA-256）", digest.of(content))]
    return [f"{label}：{value}" for label, value in lines if value]


def _findings(content: Mapping[str, Json]) -> bytes:
    lines = []
    for number, finding in enumerate((one for one in findings_of(content) if any(one.message)), start=1):
        lines.append(f"{number}. {finding.text('zh')}")
        lines += [f"   申报单位说明：{' '.join(finding.reason.split())}"] if finding.reason else []
    return _text(["提交时的提示", "", *(lines or ["无"])])


def _index(pieces: Sequence[Piece], heading: Sequence[str], withheld: Sequence[str]) -> Piece:
    lines = [*heading, "", "本包文件"]
    lines += [f"{piece.path}" for piece in pieces]
    if withheld:
        lines += ["", "未收入（未通过安全检查）", *withheld]
    lines += ["", f"{SUMS} 列有每个文件的 SHA-256；核验：sha256sum -c {SUMS}，或 shifan verify 本包.zip"]
    data = _text(lines)
    return Piece(INDEX, data, size=len(data))


def _text(lines: Iterable[str]) -> bytes:
    """Write text as Windows' own editor reads it too: UTF-8 with a mark, lines ended by two characters."""
    return ("\ufeff" + "".join(f"{line}\r\n" for line in lines)).encode()
