"""The wording of built-in findings about comments and earlier answers, Chinese first and English second."""

MESSAGES: dict[str, tuple[str, str]] = {
    "comment.empty": ("请写下批注内容。", "Please write a comment."),
    "comment.long": (
        "批注不超过 {most} 字，现为 {count} 字。",
        "A comment has at most {most} characters; this one has {count}.",
    ),
    "history.unknown": (
        "“{label}”没有这个修改记录，可能在提交时已清理。",
        "“{label}” has no such earlier version; it may have been cleared when submitting.",
    ),
}
