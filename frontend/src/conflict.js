// #conflict-dialog: one field, two texts. Resolves to "yours", "theirs" or "" when nothing was chosen yet.
import { fill } from "./words.js";

export function chooseText(conflict, words) {
  const dialog = document.getElementById("conflict-dialog");
  const put = (name, text) => (dialog.querySelector(`[data-conflict-${name}]`).textContent = text);
  put("label", conflict.label);
  put("who", fill(words.wroteAt, { who: conflict.who, when: conflict.when }));
  put("yours", conflict.yours_text || words.emptied);
  put("theirs", conflict.theirs_text || words.emptied);
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true }));
}
