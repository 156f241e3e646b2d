// <a href="/rounds/…/clauses/002-013/" data-dialog="clause-dialog">: opens the page behind the link as a dialog on this one.
// Without scripts, with a modifier key, or when anything fails, the link is followed as usual.
// The server sends the bare sentence when it sees the header HX-Request.
async function open(link, dialog) {
  const reply = await fetch(link.href, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!reply.ok) throw new Error(String(reply.status));
  dialog.innerHTML = await reply.text();
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-dialog]");
  const dialog = link && document.getElementById(link.dataset.dialog);
  if (!dialog || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link, dialog).catch(() => location.assign(link.href));
});

// A click on the ground behind it, or on a button that says so, closes it; Escape does by itself.
document.addEventListener("click", (event) => {
  const dialog = event.target.closest("dialog[open]");
  if (dialog && (event.target === dialog || event.target.closest("[data-close]"))) dialog.close();
});
