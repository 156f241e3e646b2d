// <presence-line data-url data-section data-since data-changed>: says who else is in which section, and shows what others
// have saved in fields of this page that nobody here has touched, and how many comments are open. Asks every 20 seconds while the page is seen.
import { controlAt, write } from "./controls.js";
import { csrfToken } from "./csrf.js";
import { fill } from "./words.js";

const EVERY = 20000;

class PresenceLine extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.since = this.dataset.since ?? "";
    this.timer = setInterval(() => document.visibilityState === "visible" && this.ask(), EVERY);
    this.seen = () => document.visibilityState === "visible" && this.ask();
    document.addEventListener("visibilitychange", this.seen);
    this.ask();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.seen);
  }

  async ask() {
    const body = new URLSearchParams({ section: this.dataset.section, since: this.since });
    const headers = { Accept: "application/json", "X-CSRFToken": csrfToken() };
    const reply = await fetch(this.dataset.url, { method: "POST", redirect: "manual", headers, body }).catch(() => null);
    if (!reply?.ok) return;
    const { html, changed, comments, now } = await reply.json();
    if (this.innerHTML !== html.trim()) this.innerHTML = html.trim();
    if (this.since) this.since = now;
    for (const one of changed) this.show(one);
    for (const link of document.querySelectorAll("[data-talk]")) link.querySelector(".talk-count").textContent = comments[link.dataset.talk] ?? "";
  }

  /** Put what somebody else has saved into a field that is untouched here; one that is being written in stays. */
  show({ path, value, version, who }) {
    const form = document.querySelector("form-autosave");
    const rows = form?.querySelector(`row-list[data-repeat="${CSS.escape(path)}"]`);
    if (rows) return rows.follow(value ?? [], who);
    const control = form && controlAt(form, path);
    if (!control || control.contains(document.activeElement) || control === document.activeElement) return;
    if (form.kept?.get(path) || Number(control.dataset.version) >= version) return;
    control.dataset.version = version;
    write(control, value);
    form.history.taken(control);
    const field = control.closest("[data-field]");
    field?.querySelector(":scope > .field-changed")?.remove();
    const mark = Object.assign(document.createElement("p"), { className: "field-changed", textContent: fill(this.dataset.changed, { who }) });
    field?.append(mark);
  }
}

customElements.define("presence-line", PresenceLine);
