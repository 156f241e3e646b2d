// Pasting into <rich-text>: text from Word and WPS is cleaned (office-html.js), its pictures are uploaded first and then named by
// their digest; what cannot be taken along is said.
import { cleaned } from "./office-html.js";
import { send, showProblem, takePictures } from "./rich-text-upload.js";
import { picturesOf } from "./rtf-pictures.js";
import { fill } from "./words.js";

/** ProseMirror's hook for pasting, taken before it reads the clipboard itself: the styles there are forbidden on our pages. */
export function pastesClean(element) {
  return { handleDOMEvents: { paste: (_, event) => take(element, event) } };
}

/** Take over a paste; false leaves it to ProseMirror. */
function take(element, event) {
  const html = event.clipboardData?.getData("text/html") ?? "";
  const isOurs = html.includes("data-pm-slice"); // needs no cleaning
  const body = html && !isOurs ? cleaned(html) : null;
  // Office offers a picture of the text beside the text itself: that one is not meant.
  const isText = body?.textContent.trim() || body?.querySelector("img[src^='data:']");
  const isTaken = !isText && !isOurs && takePictures(element, event.clipboardData?.files);
  if (!isTaken && !isText && !body?.querySelector("img")) return false;
  if (!isTaken) paste(element, body, picturesOf(event.clipboardData.getData("text/rtf")));
  event.preventDefault();
  return true;
}

async function paste(element, body, fromRtf) {
  const images = [...body.querySelectorAll("img")].filter((image) => !image.dataset.digest);
  const local = images.filter((image) => /^file:/i.test(image.getAttribute("src") ?? ""));
  const isPaired = local.length === fromRtf.length;
  const lost = [];
  if (images.length) element.setAttribute("aria-busy", "true");
  for (const image of images) {
    const file = local.includes(image) ? isPaired && fromRtf[local.indexOf(image)] : await fileOf(image);
    const stored = file && element.hasAttribute("upload") ? await send(element.getAttribute("upload"), file).catch(() => null) : null;
    if (stored) Object.assign(image.dataset, { digest: stored.digest, name: stored.name ?? file.name });
    else lost.push(image);
    if (stored) image.removeAttribute("src");
    else image.remove();
  }
  element.removeAttribute("aria-busy");
  if (!element.editor) return;
  element.editor.view.focus();
  element.editor.view.pasteHTML(body.innerHTML);
  if (lost.length) showProblem(element, fill(element.words.picturesLost, { count: lost.length }));
}

async function fileOf(image) {
  const source = image.getAttribute("src") ?? "";
  const kind = source.match(/^data:(image\/(?:png|jpeg|webp));base64,/i)?.[1];
  if (!kind) return null;
  const digits = atob(source.slice(source.indexOf(",") + 1).replace(/\s/g, ""));
  const bytes = Uint8Array.from(digits, (one) => one.charCodeAt(0));
  return new File([bytes], `picture.${kind.split("/")[1].replace("jpeg", "jpg")}`, { type: kind });
}
