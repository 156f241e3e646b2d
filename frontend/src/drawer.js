// <dialog id="talk-dialog">: what is sent from a form inside it comes back into it, and the count beside the field follows.
// Ctrl+Alt+M in a field opens it. Without scripts, or when anything fails, the form is sent as usual and answered by a page of its own.
import { csrfToken } from "./csrf.js";

async function send(form, button, dialog) {
  const body = new FormData(form, button);
  const headers = { "HX-Request": "true", "X-CSRFToken": csrfToken() };
  const reply = await fetch(form.action, { method: "POST", body, headers, credentials: "same-origin" });
  if (!reply.ok && reply.status !== 422) throw new Error(String(reply.status));
  dialog.innerHTML = await reply.text();
  const talk = dialog.querySelector("[data-place]");
  const open = dialog.querySelectorAll(".thread[data-open]").length;
  for (const count of document.querySelectorAll(`[data-talk="${CSS.escape(talk.dataset.place)}"] .talk-count`)) {
    count.textContent = open || "";
  }
  (dialog.querySelector("[role=alert]") || dialog.querySelector("#comment-text"))?.focus();
}

// In a field, also in a cell of a table, the keyboard opens what is said about it as in word processors.
document.addEventListener("keydown", (event) => {
  if (event.code !== "KeyM" || !event.ctrlKey || !event.altKey) return;
  const place = event.target.closest("[data-field]")?.dataset.field;
  const link = place && document.querySelector(`[data-talk="${CSS.escape(place)}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("dialog form[data-drawer]");
  if (!form || form.dataset.sending) return;
  event.preventDefault();
  form.dataset.sending = "yes";
  send(form, event.submitter, form.closest("dialog")).catch(() => {
    const verb = document.createElement("input");
    Object.assign(verb, { type: "hidden", name: "verb", value: event.submitter?.value || "say" });
    form.append(verb);
    form.submit();
  });
});
