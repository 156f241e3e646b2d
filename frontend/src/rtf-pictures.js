// The pictures in the RTF that Word and WPS put on the clipboard beside the HTML, in their order: the HTML names them by files of
// its own machine, which no page may read. A picture is a group {\pict … \pngblip … hexadecimal digits}; programs write it a
// second time in a form for old readers, and the bullets of lists are pictures as well: those are passed over.
const PART = /[{}]|\\\*|\\([a-z]+)(-?\d+)? ?|\\'[0-9a-f]{2}|\\[^]|[^{}\\]+/giy;
const AGAIN = new Set(["nonshppict", "shprslt", "listpicture", "picprop"]);
const KINDS = { pngblip: ["png", "image/png"], jpegblip: ["jpg", "image/jpeg"] };

/** A File for each picture; null for one of a kind that browsers cannot show, such as a Windows metafile. */
export function picturesOf(rtf) {
  const found = [];
  const groups = [];
  PART.lastIndex = 0;
  for (let part = PART.exec(rtf); part; part = PART.exec(rtf)) {
    const [text, word, number] = part;
    const group = groups.at(-1);
    if (text === "{") groups.push({ isPassed: group?.isPassed ?? false });
    else if (text === "}") {
      const ended = groups.pop();
      if (ended?.digits) found.push(fileOf(ended, found.length + 1));
    } else if (!group || group.isPassed) continue;
    else if (AGAIN.has(word)) group.isPassed = true;
    else if (word === "pict") group.digits = [];
    else if (word === "bin") PART.lastIndex += Number(number); // bytes instead of digits: nothing that a clipboard's text keeps
    else if (KINDS[word]) group.kind = KINDS[word];
    else if (!word && group.digits) group.digits.push(text);
  }
  return found;
}

function fileOf({ kind, digits }, place) {
  const hex = digits.join("").replace(/[^0-9a-f]+/gi, "");
  if (!kind || !hex) return null;
  const bytes = new Uint8Array(hex.length >> 1);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = parseInt(hex.slice(2 * at, 2 * at + 2), 16);
  return new File([bytes], `picture-${place}.${kind[0]}`, { type: kind[1] });
}
