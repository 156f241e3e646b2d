// <dialog id="talk-dialog">: what is sent from a form inside it comes back into it, and the count beside the field follows.
// Without scripts, or when anything fails, the form is sent as usual and answered by a page of its own.
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
