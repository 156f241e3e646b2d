// <a href="/files/…" data-preview="审计报告.pdf">: shows a picture, or a PDF in the browser's own viewer, in a dialog on this page.
// Without scripts, with a modifier key, or for any other kind of file, the link is followed as usual. Escape closes the dialog and
// the browser gives the focus back to the link; clause-dialog.js closes it by its button or a click beside it.
import { make } from "./file-parts.js";

const PICTURE = /\.(png|jpe?g|webp)$/i;
const PAGES = /\.pdf$/i;

function shown(href, name) {
  if (PICTURE.test(name)) return make("img", { src: href, alt: name });
  return PAGES.test(name) ? make("iframe", { src: href, title: name }) : null;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-preview]");
  const dialog = link && document.getElementById("file-dialog");
  if (!dialog || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const name = link.dataset.preview;
  const inside = shown(link.href, name);
  if (!inside) return;
  event.preventDefault();
  dialog.querySelector("#file-title").textContent = name;
  for (const one of dialog.querySelectorAll(".file-head a")) one.href = link.href;
  dialog.querySelector("[data-download]").download = name;
  dialog.querySelector(".file-shown").replaceChildren(inside);
  inside.addEventListener("error", () => location.assign(link.href));
  dialog.addEventListener("close", () => dialog.querySelector(".file-shown").replaceChildren(), { once: true });
  link.focus();
  dialog.showModal();
  dialog.querySelector("[data-close]").focus();
});
