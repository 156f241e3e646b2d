"""What is said of files that come in, in both languages."""

MESSAGES: dict[str, tuple[str, str]] = {
    "file.unknown": (
        "“{label}”引用了不属于本申报的文件，请重新上传。",
        "“{label}” names a file that does not belong to this application; please upload it again.",
    ),
    "file.many": (
        "“{name}”不能放在这里，此处最多 {most} 个文件。",
        "“{name}” does not fit here; there may be {most} files at most.",
    ),
    "file.gone": ("该文件已不在原处，请刷新页面。", "The file is no longer there; please reload the page."),
    "file.waiting": (
        "文件“{name}”正在等待安全扫描，扫描通过前只有上传人可以打开。",
        "“{name}” waits for the virus scan; until then only the person who uploaded it can open it.",
    ),
    "file.infected": (
        "文件“{name}”经安全扫描发现“{found}”，任何人不能打开，请删除并换用没有问题的文件。",
        "“{name}” was found to hold {found}; nobody can open it. Remove it and use a clean file instead.",
    ),
    "file.unscanned": (
        "文件“{name}”尚未完成安全扫描，不影响提交；如发现问题将另行通知。",
        "“{name}” has not been scanned for viruses yet. You may submit; if something is found, you will be told.",
    ),
    "file.bomb": (
        "文件“{name}”解压后过大或包含过多内容，不予接收。",
        "“{name}” unpacks to too much and is not accepted.",
    ),
    "file.type": (
        "文件“{name}”的实际内容为 {found}，此处只接受 {accepted}。",
        "“{name}” is really {found}; only {accepted} is accepted here.",
    ),
    "file.large": ("文件“{name}”大小为 {size}，上限 {most}。", "“{name}” has {size}; the limit is {most}."),
    "file.pixels": (
        "图片“{name}”为 {width}×{height} 像素，超过上限 {most}。",
        "The picture “{name}” has {width}×{height} pixels; the limit is {most}.",
    ),
    "file.broken": ("文件“{name}”已损坏或无法读取。", "“{name}” is damaged or cannot be read."),
    "file.macro": (
        "文件“{name}”含有宏或可执行内容，不予接收。",
        "“{name}” holds macros or executable content and is not accepted.",
    ),
}
