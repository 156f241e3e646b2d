// <form-autosave data-url data-findings data-login data-key>: saves every control inside it while somebody types.
//
// A change is sent a second after the last key, at once when the focus leaves, and every two seconds at most. The server answers
// {versions, conflicts, findings}. What is not acknowledged stays in the browser's storage under data-key (kept-changes.js).
// State: [data-save-state]. Notes with buttons: [data-save-notes]. Two people on one field: #conflict-dialog.
// Events, bubbling: `autosave:saved` after each answer of the server. Methods: flush() → Promise, checkSoon().
import { controlAt, controlOf, read, showOwn, write } from "./controls.js";
import { csrfToken } from "./csrf.js";
import { chooseText } from "./conflict.js";
import { KeptChanges } from "./kept-changes.js";
import { keepPanel } from "./panel.js";
import { SheetPaste } from "./sheet-paste.js";
import { FormHistory } from "./undo.js";
import { fill } from "./words.js";

const PAUSE = 1000;
const LONGEST = 2000;
const CHECK_PAUSE = 1200;
const AGAIN = 5000;
const MOST_AT_ONCE = 200;

const isWithin = (path, place) => path === place || path.startsWith(`${place}.`);

class FormAutosave extends HTMLElement {
  connectedCallback() {
    if (this.kept) return;
    this.words = JSON.parse(this.querySelector(":scope > script[type='application/json']").textContent);
    this.kept = new KeptChanges(this.dataset.key);
    this.conflicts = new Map();
    this.history = new FormHistory(this);
    new SheetPaste(this);
    this.keepFocusClear();
    this.addEventListener("input", (event) => this.onChange(event, PAUSE));
    this.addEventListener("change", (event) => this.onChange(event, 0));
    this.addEventListener("focusout", () => this.kept.size && this.schedule(0));
    this.leave = (event) => this.onLeave(event);
    this.online = () => this.flush();
    window.addEventListener("beforeunload", this.leave);
    window.addEventListener("online", this.online);
    // Only then have all controls started, so that what they hold can be compared.
    if (document.readyState === "complete") this.offerKept();
    else window.addEventListener("load", () => this.offerKept(), { once: true });
  }

  /** A field that comes into focus is scrolled clear of what stays in sight above it, however many notes stand there. */
  keepFocusClear() {
    const top = this.querySelector(".form-top");
    const page = document.documentElement.style;
    if (top) new ResizeObserver(() => (page.scrollPaddingTop = `${top.offsetHeight + 16}px`)).observe(top);
  }

  disconnectedCallback() {
    window.removeEventListener("beforeunload", this.leave);
    window.removeEventListener("online", this.online);
  }

  onChange(event, pause) {
    const control = controlOf(event.target);
    if (!control?.dataset.kind) return;
    showOwn(control);
    this.history.changed(control);
    this.keep(control);
    this.show("waiting");
    this.schedule(pause);
  }

  keep(control) {
    const { path, version } = control.dataset;
    this.kept.put(path, read(control), Number(version));
  }

  schedule(pause) {
    this.since ??= Date.now();
    const wait = Math.max(0, Math.min(pause, this.since + LONGEST - Date.now()));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), wait);
  }

  /** Send what is waiting; resolves when the server has answered or cannot be reached. */
  async flush() {
    clearTimeout(this.timer);
    if (this.sending) return this.sending.then(() => this.flush());
    const changes = this.kept.list().filter(({ path }) => !this.conflicts.has(path) && !this.isRefused(path)).slice(0, MOST_AT_ONCE);
    if (!changes.length) return this.settle();
    this.since = null;
    this.show("saving");
    this.sending = this.send(changes);
    try {
      await this.sending;
    } finally {
      this.sending = null;
    }
  }

  async send(changes) {
    let reply;
    try {
      reply = await fetch(this.dataset.url, {
        method: "POST",
        redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() },
        body: JSON.stringify({ changes }),
      });
    } catch {
      return this.tryLater("offline");
    }
    if (reply.type === "opaqueredirect" || reply.status === 401) return this.askToSignIn();
    const answer = await reply.json().catch(() => null);
    if (!answer) return this.tryLater("failed");
    if (!reply.ok) return this.refuse(changes, answer.findings ?? []);
    this.accept(changes, answer);
  }

  accept(changes, { versions, conflicts, findings, saved_at: time }) {
    for (const { path, value } of changes) {
      if (!(path in versions)) continue;
      const control = controlAt(this, path);
      if (control) control.dataset.version = versions[path];
      const newer = this.kept.get(path);
      // Typed on while the answer was on its way: that is a change to what has just been saved.
      if (newer && newer.value !== value && JSON.stringify(newer.value) !== JSON.stringify(value)) {
        this.kept.put(path, newer.value, versions[path]);
      } else this.kept.remove(path);
    }
    for (const conflict of conflicts) this.conflicts.set(conflict.path, conflict);
    for (const finding of findings) if (!(finding.path in versions)) this.markRefused(changes, finding);
    this.note(null);
    this.time = time;
    this.settle();
    if (this.kept.list().some(({ path }) => !this.conflicts.has(path) && !this.isRefused(path))) this.schedule(PAUSE);
    this.dispatchEvent(new CustomEvent("autosave:saved", { bubbles: true, detail: { versions, conflicts, findings } }));
    this.checkSoon();
    if (this.conflicts.size) this.resolveConflicts();
  }

  /** What the server does not take stays here, marked at its field, until it is changed again. */
  markRefused(changes, finding) {
    const change = changes.find(({ path }) => path === finding.path);
    if (!change) return;
    this.refused ??= new Map();
    this.refused.set(finding.path, JSON.stringify(change.value));
    const around = [...this.querySelectorAll("[data-findings-of]")].filter((box) => isWithin(finding.path, box.dataset.findingsOf));
    const place = around.sort((one, other) => other.dataset.findingsOf.length - one.dataset.findingsOf.length)[0];
    if (!place) return;
    for (const old of place.querySelectorAll("[data-refused]")) if (old.dataset.refused === finding.path) old.remove();
    const problem = this.problem(finding.text);
    problem.dataset.refused = finding.path;
    place.append(problem);
  }

  isRefused(path) {
    return this.refused?.get(path) === JSON.stringify(this.kept.get(path)?.value);
  }

  refuse(changes, findings) {
    for (const { path, value } of changes) (this.refused ??= new Map()).set(path, JSON.stringify(value));
    this.note(findings.map((finding) => finding.text).join(" ") || fill(this.words.failed, { count: this.kept.size }));
    this.show("failed");
  }

  problem(text) {
    const box = document.createElement("div");
    box.className = "finding finding-block";
    box.textContent = text;
    return box;
  }

  tryLater(state) {
    this.show(state);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), AGAIN);
  }

  askToSignIn() {
    this.show("failed");
    const link = Object.assign(document.createElement("a"), { href: this.dataset.login, target: "_blank", rel: "noopener" });
    link.textContent = this.words.signIn;
    this.note(fill(this.words.signedOut, { count: this.kept.size }), link, this.button(this.words.retry, () => this.flush()));
  }

  settle() {
    if (this.conflicts.size) return this.show("conflict");
    const refused = this.kept.list().filter(({ path }) => this.isRefused(path)).length;
    if (refused) return this.show("refused", refused);
    if (this.kept.size) return this.show("waiting");
    if (this.time) this.show("saved");
  }

  show(state, count = this.conflicts.size && state === "conflict" ? this.conflicts.size : this.kept.size) {
    const box = this.querySelector("[data-save-state]");
    const isLost = !this.kept.isStored && state !== "saved";
    box.className = `save-state is-${isLost ? "failed" : state === "refused" ? "conflict" : state}`;
    const words = fill(isLost ? this.words.memory : this.words[state], { time: this.time ?? "", count });
    if (box.textContent !== words) box.textContent = words;
  }

  /** A line above the form, with buttons; null takes it away. */
  note(text, ...buttons) {
    const box = this.querySelector("[data-save-notes]");
    box.replaceChildren();
    if (!text) return;
    const line = Object.assign(document.createElement("div"), { className: "alert alert-warning save-note" });
    line.setAttribute("role", "alert");
    line.append(Object.assign(document.createElement("span"), { textContent: text }), ...buttons);
    box.append(line);
  }

  /** Tell those who do not see the page what has just been done. */
  say(text) {
    this.querySelector("[data-say]").textContent = text;
  }

  button(words, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm", textContent: words });
    button.addEventListener("click", act);
    return button;
  }

  /** What an earlier visit could not send is offered, never sent by itself. */
  offerKept() {
    const left = this.kept.left().filter(({ path, value }) => {
      const control = controlAt(this, path);
      return !control || JSON.stringify(read(control)) !== JSON.stringify(value);
    });
    if (!left.length) return this.kept.forget();
    const restore = this.button(this.words.restore, () => this.restore(left));
    const discard = this.button(this.words.discard, () => {
      this.kept.forget();
      this.note(null);
    });
    this.note(fill(this.words.kept, { count: left.length }), restore, discard);
  }

  restore(left) {
    this.note(null);
    this.kept.adopt(left);
    for (const { path, value } of left) {
      const control = controlAt(this, path);
      if (control) write(control, value);
    }
    this.flush();
  }

  async resolveConflicts() {
    if (this.choosing) return;
    this.choosing = true;
    for (const [path, conflict] of this.conflicts) {
      const choice = await chooseText(conflict, this.words);
      if (!choice) {
        this.note(fill(this.words.conflict, { count: this.conflicts.size }), this.button(this.words.resolve, () => this.resolveConflicts()));
        break;
      }
      this.settleConflict(path, conflict, choice);
    }
    this.choosing = false;
    if (!this.conflicts.size) this.note(null);
    this.flush();
  }

  settleConflict(path, conflict, choice) {
    this.conflicts.delete(path);
    const control = controlAt(this, path);
    if (control) control.dataset.version = conflict.version;
    if (choice === "yours") return this.kept.put(path, this.kept.get(path)?.value ?? conflict.yours, conflict.version);
    this.kept.remove(path);
    if (!control) return;
    write(control, conflict.theirs);
    this.history.taken(control);
  }

  checkSoon() {
    clearTimeout(this.checking);
    if (!this.dataset.findings) return;
    this.checking = setTimeout(() => this.check(), CHECK_PAUSE);
  }

  /** Ask what a check says now, and put its pieces where they belong; the fields themselves stay untouched. */
  async check() {
    const reply = await fetch(this.dataset.findings, { redirect: "manual" }).catch(() => null);
    if (!reply?.ok) return;
    const found = await reply.json();
    keepPanel(document.getElementById("panel"), found.panel);
    keepPanel(document.getElementById("sections"), found.sections);
    const hidden = new Set(found.hidden);
    for (const field of this.querySelectorAll("[data-field]")) field.hidden = hidden.has(field.dataset.field);
    for (const title of this.querySelectorAll("[data-row-title]")) {
      const name = found.titles[title.closest("[data-field]").dataset.field];
      title.textContent = name ? ` · ${name}` : "";
    }
    for (const output of this.querySelectorAll("[data-computed]")) output.textContent = found.computed[output.dataset.computed] || "—";
    for (const box of this.querySelectorAll("[data-findings-of]")) this.showProblems(box, found.fields[box.dataset.findingsOf] ?? "");
  }

  showProblems(box, html) {
    const path = box.dataset.findingsOf;
    const stays = [...this.kept.changes.keys()].some((changed) => isWithin(changed, path) && this.isRefused(changed));
    if (stays || box.innerHTML.trim() === html.trim()) return;
    box.innerHTML = html;
    const field = box.closest("[data-field]");
    const blocked = new Set([...box.querySelectorAll(".finding-block")].map((finding) => finding.dataset.path ?? path));
    for (const control of field?.querySelectorAll("[aria-describedby]") ?? []) {
      if (!control.getAttribute("aria-describedby").includes(`e-${path}`) || control.matches("fieldset")) continue;
      if (blocked.has(path) || blocked.has(control.dataset.path)) control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    }
  }

  onLeave(event) {
    if (!this.kept.size) return;
    const body = JSON.stringify({ changes: this.kept.list().slice(0, MOST_AT_ONCE) });
    // A browser sends at most 64 kB after a page has gone; anything larger waits in its storage.
    if (body.length < 20000) {
      const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrfToken() };
      fetch(this.dataset.url, { method: "POST", keepalive: true, headers, body }).catch(() => {});
    }
    if (!this.kept.isStored) event.preventDefault();
  }
}

customElements.define("form-autosave", FormAutosave);
