// The side panels of a form: renewed without moving the focus, the scroll or what was folded; a link in them leads into the
// control it is about, also when that stands in a row that is folded.

/** Put new content into a panel; nothing moves if nothing has changed. */
export function keepPanel(box, html) {
  if (box.dataset.html === html) return;
  box.dataset.html = html;
  const held = box.contains(document.activeElement) ? document.activeElement : null;
  const [href, tag] = [held?.getAttribute("href"), held?.tagName];
  const [left, folded] = [box.firstElementChild?.scrollLeft ?? 0, box.querySelector("details")?.open];
  box.innerHTML = html;
  if (folded !== undefined && box.querySelector("details")) box.querySelector("details").open = folded;
  if (box.firstElementChild) box.firstElementChild.scrollLeft = left;
  if (!held) return;
  const again = [...box.querySelectorAll("a, button, summary")].find((one) => one.tagName === tag && one.getAttribute("href") === href);
  if (again) again.focus({ preventScroll: true });
  else Object.assign(box, { tabIndex: -1 }).focus({ preventScroll: true });
}

/** Lead to the place that the address names: unfold what it stands in, and put the cursor there. */
function enter() {
  const place = location.hash.startsWith("#f-") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!place || !place.closest("form-autosave")) return;
  for (let around = place.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
  place.scrollIntoView({ block: "start" });
  const control = place.querySelector("input:not([type=hidden], :disabled), select:not(:disabled), textarea:not(:disabled), rich-text");
  (control ?? place).focus({ preventScroll: true });
}

function showCurrent() {
  const list = document.querySelector(".form-frame .section-list");
  const current = list?.querySelector("[aria-current]")?.parentElement;
  if (current) list.scrollLeft = current.offsetLeft - list.offsetLeft - (list.clientWidth - current.clientWidth) / 2;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".form-findings a[href*='#f-'], .request-places a[href*='#f-']");
  // The address may be that of this page already: then nothing happens by itself.
  if (link?.pathname === location.pathname && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if (location.hash === link.hash) enter();
    else location.hash = link.hash;
  }
});
showCurrent(); // at once, and again when fonts and pictures have their widths
window.addEventListener("hashchange", enter);
window.addEventListener("load", () => {
  showCurrent();
  enter();
});
