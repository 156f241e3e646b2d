"""The words that the form's scripts show, in the reader's language."""

from django.utils.translation import get_language, gettext, ngettext

# The editor's own words are Chinese; these replace them for readers of another language.
EDITOR = {
    "toolbar": "Format",
    "bold": "Bold",
    "italic": "Italic",
    "underline": "Underline",
    "superscript": "Superscript",
    "subscript": "Subscript",
    "heading": "Heading",
    "bulletList": "Bullets",
    "orderedList": "Numbers",
    "picture": "Insert a picture",
    "table": "Insert a table",
    "addRow": "Add a row below",
    "addColumn": "Add a column to the right",
    "deleteRow": "Delete this row",
    "deleteColumn": "Delete this column",
    "deleteTable": "Delete the table",
    "undo": "Undo",
    "redo": "Redo",
    "caption": "Caption (printed below the picture)",
    "alt": "Description for those who cannot see the picture",
    "uploading": "Uploading the picture…",
    "uploadFailed": "The picture was not uploaded: {message}",
    "picturesLost": "{count} pictures did not come along with the text; insert them one by one",
    "required": "Please fill this in",
    "count": "{count} characters",
    "countOf": "{count} / {max} characters",
    "over": "{count} / {max} characters, {more} too many",
}


def form_words() -> dict[str, str]:
    """This function will give the words of saving, rows and files."""
    return (
        _step_words()
        | {
            "saving": gettext("正在保存…"),
            "saved": gettext("已保存 {time}"),
            "waiting": gettext("有改动，即将保存"),
            "offline": gettext("离线，{count} 处内容已存在本机"),
            "failed": gettext("未能保存 {count} 处，内容已存在本机"),
            "memory": gettext("未能保存，本机存储已满，请勿关闭页面"),
            "refused": gettext("{count} 处内容不能保存，见标注处"),
            "conflict": gettext("{count} 处与他人的修改冲突，请选择"),
            "signedOut": gettext("登录已过期，{count} 处内容已存在本机。"),
            "signIn": gettext("在新窗口登录，然后回到本页继续"),
            "retry": gettext("现在重试"),
            "kept": gettext("本机保存了 {count} 处未上传的内容："),
            "restore": gettext("恢复"),
            "discard": gettext("放弃"),
            "resolve": gettext("查看并选择"),
            "wroteAt": gettext("{who} 于 {when} 保存"),
            "emptied": gettext("（已清空）"),
            "removeRow": gettext("删除“{name}”？其中填写的内容将一并删除，删除后可以撤销。"),
            "removed": gettext("已删除“{name}”。"),
            "undo": gettext("撤销"),
            "moved": gettext("已移到第 {place} 位"),
            "rowsMoved": gettext("{who} 调整了各行的顺序。"),
            "rowsChanged": gettext("{who} 增减了这里的行。"),
            "rowsShow": gettext("显示最新的行"),
            "colleague": gettext("其他人"),
            "count": gettext("{count} 字"),
            "countOf": gettext("{count} / {limit} 字"),
            "over": gettext("{count} / {limit} 字，超出 {more} 字"),
            "up": gettext("上移"),
            "down": gettext("下移"),
            "remove": gettext("删除"),
        }
        | file_words()
    )


def file_words() -> dict[str, str]:
    """This function will give the words of files and of what the scanner says of them."""
    return {
        "uploading": gettext("正在上传 {name} {percent}%"),
        "uploaded": gettext("已上传 {name}"),
        "uploadFailed": gettext("{name} 没有上传成功：{message}"),
        "uploadSignedOut": gettext("登录已过期，登录后可从中断处继续"),
        "networkFailed": gettext("网络中断，请重试"),
        "unfinished": gettext("{name} 上传到 {percent}% 时中断，请重新选择同一文件继续"),
        "pause": gettext("暂停"),
        "goOn": gettext("继续"),
        "giveUp": gettext("取消上传"),
        "replace": gettext("替换"),
        "fileTitle": gettext("材料名称"),
        "page": ngettext("{count} 页", "{count} 页", 1),
        "pages": ngettext("{count} 页", "{count} 页", 2),
        "scanWaiting": gettext("等待安全扫描"),
        "scanInfected": gettext("发现“{found}”，不能打开，请删除"),
        "scanFailed": gettext("安全扫描未完成"),
        "scanClean": gettext("已通过安全扫描"),
        "scanNone": gettext("未经安全扫描"),
        "scanAgain": gettext("重新扫描"),
        "fileSize": gettext("文件超过 {size} MB"),
        "fileCount": gettext("最多 {most} 个文件"),
        "drag": gettext("拖动调整顺序"),
        "alsoIn": gettext("同时用于：{fields}"),
        "noFiles": gettext("尚未上传文件"),
    }


def _step_words() -> dict[str, str]:
    """Give the words of undoing and of pasted cells."""
    return {
        "undone": gettext("已撤销：{name}"),
        "redone": gettext("已重做：{name}"),
        "addedRow": gettext("添加一行"),
        "removedRow": gettext("删除“{name}”"),
        "movedRow": gettext("移动“{name}”"),
        "addingRows": gettext("正在添加行 {count}"),
        "pasted": gettext("粘贴表格"),
        "pastedCells": gettext("已粘贴 {count} 格。"),
        "pastedRows": gettext("新增 {count} 行。"),
        "pastedBelow": gettext("有 {count} 行放不下，未粘贴。"),
        "pastedBeside": gettext("有 {count} 列放不下，未粘贴。"),
        "pastedNot": gettext("第 {row} 行“{label}”不能填“{text}”。"),
        "pastedMore": gettext("另有 {count} 格不能填。"),
    }


def rich_text_words() -> dict[str, str]:
    """This function will give the words of the editor where they are not its own."""
    return {} if (get_language() or "zh").startswith("zh") else EDITOR
