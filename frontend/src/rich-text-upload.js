// Pictures: chosen, pasted or dropped, sent to the `upload` address as the field `file`, which answers {"digest", "name"}
// or, with another status than 2xx, {"error": "…"} in words for the writer.
import { csrfToken } from "./csrf.js";
import { fill } from "./words.js";

const PICTURES = ["image/png", "image/jpeg", "image/webp"];
const pictures = (files) => [...(files ?? [])].filter((file) => PICTURES.includes(file.type));

export async function send(url, file) {
  const body = new FormData();
  body.append("file", file);
  const response = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrfToken() } });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error || String(response.status));
  return answer;
}

async function insert(element, files, position) {
  const { editor, words } = element;
  for (const file of files) {
    element.setAttribute("aria-busy", "true");
    try {
      const { digest, name } = await send(element.getAttribute("upload"), file);
      const node = { type: "image", attrs: { digest, name: name ?? file.name } };
      const at = Math.min(position ?? editor.state.selection.to, editor.state.doc.content.size);
      editor.chain().focus().insertContentAt(at, node).run();
    } catch (error) {
      const message = fill(words.uploadFailed, { message: error.message });
      element.dispatchEvent(new CustomEvent("rich-text:upload-failed", { bubbles: true, detail: { message } }));
      showProblem(element, message);
    } finally {
      element.removeAttribute("aria-busy");
    }
  }
}

export function showProblem(element, message) {
  element.querySelector(".rt-problem")?.remove();
  const note = Object.assign(document.createElement("div"), { className: "rt-problem", textContent: message });
  note.setAttribute("role", "alert");
  element.append(note);
  setTimeout(() => note.remove(), 12000);
}

export function choosePicture(element) {
  const field = Object.assign(document.createElement("input"), { type: "file", accept: PICTURES.join(","), multiple: true });
  field.addEventListener("change", () => insert(element, pictures(field.files)));
  field.click();
}

/** Put pictures from files where the cursor is; false where there is none or none may be put. */
export function takePictures(element, files) {
  const found = pictures(files);
  if (!found.length || !element.hasAttribute("upload")) return false;
  insert(element, found);
  return true;
}

/** ProseMirror's hook for dropping. */
export function dropsPictures(element) {
  const take = (event, files, position) => {
    if (!files.length || !element.hasAttribute("upload")) return false;
    event.preventDefault();
    insert(element, files, position);
    return true;
  };
  return {
    handleDrop: (view, event) => {
      const position = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
      return take(event, pictures(event.dataTransfer?.files), position);
    },
  };
}
