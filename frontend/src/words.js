// The words of <rich-text>, in the language of the notices. A page in another language gives its own, see rich-text.js.
const WORDS = {
  toolbar: "格式",
  bold: "加粗",
  italic: "斜体",
  underline: "下划线",
  superscript: "上标",
  subscript: "下标",
  heading: "小标题",
  bulletList: "项目符号",
  orderedList: "编号",
  picture: "插入图片",
  table: "插入表格",
  addRow: "下方加一行",
  addColumn: "右侧加一列",
  deleteRow: "删除此行",
  deleteColumn: "删除此列",
  deleteTable: "删除表格",
  undo: "撤销",
  redo: "重做",
  caption: "图注（印在图下）",
  alt: "替代文字（给看不见图的人）",
  uploading: "正在上传图片…",
  uploadFailed: "图片没有上传成功：{message}",
  picturesLost: "{count} 张图片没有随文字粘贴过来，请用“插入图片”单独插入",
  required: "请填写此项",
  count: "{count} 字",
  countOf: "{count} / {max} 字",
  over: "{count} / {max} 字，超出 {more} 字",
};

export function wordsFor(element) {
  const given = element.closest("[data-rich-text-words]")?.dataset.richTextWords;
  return given ? { ...WORDS, ...JSON.parse(given) } : WORDS;
}

/** fill("{n} of {total}", {n: 1, total: 3}) */
export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
}
