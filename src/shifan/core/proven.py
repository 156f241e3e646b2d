"""What looking at a file has proven, line by line, and what it has not: the words an auditor reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["proven", "broken", "open"]

WORDS: dict[str, tuple[str, str]] = {
    "digest.content": (
        "内容的 SHA-256 与文件标记的校验码一致：{digest}",
        "the SHA-256 of the content is the digest that the file is marked with: {digest}",
    ),
    "digest.content.broken": (
        "内容已被改动：其 SHA-256 是 {found}，文件标记的是 {digest}",
        "the content was changed: its SHA-256 is {found}, the file is marked with {digest}",
    ),
    "digest.computed": ("内容的 SHA-256 是 {digest}", "the SHA-256 of the content is {digest}"),
    "digest.given": ("校验码与给定的一致", "the digest is the one given"),
    "digest.given.broken": (
        "校验码与给定的不一致：文件是 {digest}，给定的是 {given}",
        "the digest is not the one given: the file has {digest}, given was {given}",
    ),
    "digest.given.open": (
        "没有给定可信的校验码：文件自身前后一致，但不能由此得知它就是提交给组织单位的那一份。"
        "请用 --digest 给出回执、纸质件或组织单位告知的校验码，或到核验网页查询",
        "no trusted digest was given: the file agrees with itself, which does not say that it is what the organiser "
        "holds. Give the digest of the receipt, the sealed paper or the organiser with --digest, or ask the page",
    ),
    "content.none": (
        "文件不带原始内容，仅凭它无法核对正文；请用 --content 给出内容文件",
        "the file does not carry its content, so that its words cannot be compared; give the content with --content",
    ),
    "content.unreadable": ("内容不是有效的提交内容", "the content is not that of a submission"),
    "mark.none": ("文件没有本系统的标记", "the file has no mark of this system"),
    "pack.none": (
        "手边没有此申报所用的方案（摘要 {pack}），无法重新生成并比对正文；请用 --pack 给出",
        "the pack of this application (digest {pack}) is not at hand, so that no paper can be made anew; give --pack",
    ),
    "paper.bytes": (
        "由内容重新生成的文件与它逐字节相同：所印即所交",
        "the paper made anew from the content is the same byte for byte: what is printed is what was submitted",
    ),
    "paper.words": (
        "由内容重新生成的文件与它每页文字相同（字节不同：字体、排版版本或图片不同）",
        "the paper made anew has the same words on every page (the bytes differ: fonts, release or pictures)",
    ),
    "paper.different": (
        "第 {page} 页的文字与内容不符：此处是“…{found}…”，应为“…{wanted}…”",
        "the words of page {page} are not those of the content: “…{found}…” instead of “…{wanted}…”",
    ),
    "paper.failed": ("无法重新生成：{problem}", "the paper cannot be made anew: {problem}"),
    "paper.said": (
        "由内容重新生成的文件与它文字相同（字节不同：可能另存过，或版本、图片不同；版式没有比对）",
        "the paper made anew says the same (the bytes differ: saved anew, or another release; looks were not compared)",
    ),
    "paper.text": (
        "文字与内容不符：此处是“…{found}…”，应为“…{wanted}…”",
        "the words are not those of the content: “…{found}…” instead of “…{wanted}…”",
    ),
    "pictures.lacking": (
        "{count} 张图片不在手边，图片内容没有比对；申报材料包中有图片",
        "{count} pictures are not at hand and were not compared; the package of the application has them",
    ),
    "sums.fit": ("清单中的 {count} 个文件都未改动", "all {count} files of the list of digests are unchanged"),
    "sums.broken": ("与清单不符：{name}", "does not fit the list of digests: {name}"),
    "sums.missing": ("清单中的文件缺失：{name}", "a file of the list is missing: {name}"),
    "sums.extra": ("清单之外的文件：{name}", "a file that is not on the list: {name}"),
    "sums.none": ("压缩包中没有 SHA256SUMS 清单", "the archive has no list SHA256SUMS"),
    "files.fit": (
        "内容所列的 {count} 个佐证文件都在，且未改动",
        "all {count} files that the content names are there, unchanged",
    ),
    "files.missing": ("内容所列的文件不在包中：{name}", "a file that the content names is not in the archive: {name}"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at: `proven`, `broken`, or `open` where it was not decided; `file` in a package."""

    state: State
    rule: str
    params: tuple[tuple[str, str], ...] = ()
    file: str = ""

    def text(self, language: str) -> str:
        """This function will word the line in `zh` or `en`."""
        zh, en = WORDS[self.rule]
        words = zh if language == "zh" else en
        for name, value in self.params:
            words = words.replace("{" + name + "}", value)
        return words

    def as_json(self) -> dict[str, object]:
        """This function will give the line as the command prints it."""
        message = {"zh": self.text("zh"), "en": self.text("en")}
        return {"state": self.state, "rule": self.rule, "file": self.file, "message": message}


def line(state: State, rule: str, *, file: str = "", **params: str) -> Line:
    """This function will make a line; `params` fill its words."""
    return Line(state, rule, tuple(params.items()), file)
