// <file-list data-uploads data-state data-files data-scan data-most data-size>: the files of an answer. A file goes to the server
// as soon as it is chosen (upload.js) and is part of the answer from then on; its title, taking it out or changing the order is a
// change like any other. What the scanner says is asked for until it has said it.
import Sortable from "sortablejs";
import { csrfToken } from "./csrf.js";
import { FileSending } from "./file-sending.js";
import { button, iconButton, make, sizeOf } from "./file-parts.js";
import { fill } from "./words.js";

const MEGABYTE = 1024 * 1024;
const NONE = "无";
const ASK_AGAIN = 2000;
const HAN = /\p{Script=Han}/u;

/** The files that the server has now, with the titles that were typed here and are not saved yet. */
function withTitles(files, typed) {
  const titles = new Map(typed.map(({ digest, title }) => [digest, title]));
  return Array.isArray(files) ? files.map((file) => (titles.has(file.digest) ? { ...file, title: titles.get(file.digest) } : file)) : files;
}

class FileList extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.value_ = JSON.parse(this.querySelector("script").textContent) || [];
    this.scans = {};
    this.list = this.querySelector("ul.files");
    this.sendings = this.querySelector("ul.sendings");
    this.input = this.querySelector('input[type="file"]');
    this.none = this.querySelector("[data-none]");
    // The choice of a file is not a change of the answer; its upload is.
    for (const kind of ["input", "change"]) this.input?.addEventListener(kind, (event) => event.stopPropagation());
    this.input?.addEventListener("change", () => this.take([...this.input.files]));
    this.none?.addEventListener("change", (event) => this.tickNone(event));
    if (!this.isLocked) this.listenForDrops();
    if (!this.isLocked) this.takeDragging();
    queueMicrotask(() => this.draw()); // the words belong to an element that may start later
    this.ask();
  }

  disconnectedCallback() {
    clearTimeout(this.asking);
    this.sortable?.destroy();
  }

  get form() {
    return this.closest("form-autosave");
  }

  get words() {
    return this.form.words ?? JSON.parse(this.form.querySelector("script").textContent);
  }

  get isLocked() {
    return "locked" in this.dataset;
  }

  get value() {
    return this.value_;
  }

  set value(files) {
    this.value_ = files ?? [];
    this.draw();
    this.say(""); // what was said of the files before, with its button to undo it
  }

  get files() {
    return Array.isArray(this.value_) ? this.value_ : [];
  }

  listenForDrops() {
    const isFile = (event) => event.dataTransfer?.types.includes("Files");
    this.addEventListener("dragover", (event) => {
      if (!isFile(event)) return;
      event.preventDefault();
      this.classList.add("is-over");
    });
    this.addEventListener("dragleave", () => this.classList.remove("is-over"));
    this.addEventListener("drop", (event) => {
      this.classList.remove("is-over");
      if (!isFile(event)) return;
      event.preventDefault();
      this.take([...event.dataTransfer.files]);
    });
  }

  /** By mouse or pen; fingers have the buttons, so that they can scroll. */
  takeDragging() {
    this.sortable = Sortable.create(this.list, {
      animation: 120,
      draggable: "li",
      handle: ".rank-grip",
      ghostClass: "is-dragged",
      onEnd: ({ oldDraggableIndex: from, newDraggableIndex: to }) => from !== to && this.place(from, to),
    });
  }

  /** One after the other: each is whole before the next begins, and the order is that of the choice. */
  async take(files, replaces = "") {
    if (this.input) this.input.value = "";
    for (const file of files) {
      const problem = this.problemWith(file, replaces);
      if (problem) this.say(fill(this.words.uploadFailed, { name: file.name, message: problem }), true);
      else await new FileSending(this, file, replaces).sent;
    }
  }

  problemWith(file, replaces) {
    if (!replaces && this.files.length >= Number(this.dataset.most)) return fill(this.words.fileCount, { most: this.dataset.most });
    if (file.size > Number(this.dataset.size) * MEGABYTE) return fill(this.words.fileSize, { size: this.dataset.size });
    return "";
  }

  /** Ask what the field holds now, what was scanned, and what was begun and not finished. */
  async ask() {
    clearTimeout(this.asking);
    const reply = await fetch(`${this.dataset.state}?path=${encodeURIComponent(this.dataset.path)}`, { redirect: "manual" }).catch(() => null);
    if (!reply?.ok) return null;
    const found = await reply.json();
    const before = this.scans;
    const isNew = JSON.stringify(before) !== JSON.stringify(found.scans);
    const isDecided = this.files.some(({ digest }) => before[digest] && before[digest].state !== found.scans[digest]?.state);
    this.scans = found.scans;
    this.showUnfinished(found.uploads.filter(({ path }) => path === this.dataset.path));
    if (isNew) this.showScans();
    if (isDecided) this.form.checkSoon(); // what was found stops the submission
    if (this.files.some(({ digest }) => this.scans[digest]?.state === "waiting")) this.asking = setTimeout(() => this.ask(), ASK_AGAIN);
    return found;
  }

  async refresh() {
    const found = await this.ask();
    if (!found) return;
    const typed = this.form.kept.get(this.dataset.path) && this.files;
    this.dataset.version = found.version;
    this.value = typed ? withTitles(found.value, typed) : found.value;
    this.form.history.taken(this);
    if (typed) this.dispatchEvent(new Event("change", { bubbles: true }));
    this.form.checkSoon();
  }

  showUnfinished(uploads) {
    for (const old of this.sendings.querySelectorAll("[data-unfinished]")) old.remove();
    if (this.isLocked || this.sendings.children.length) return;
    for (const { name, size, received, key } of uploads) {
      const percent = Math.floor((100 * received) / size);
      const row = make("li", { className: "sending" }, make("span", { textContent: fill(this.words.unfinished, { name, percent }) }));
      row.dataset.unfinished = "";
      row.append(button("×", this.words.giveUp, name, () => this.giveUp(row, key)));
      this.sendings.append(row);
    }
  }

  async giveUp(row, key) {
    const headers = { "Tus-Resumable": "1.0.0", "X-CSRFToken": csrfToken() };
    await fetch(`${this.dataset.uploads}${key}/`, { method: "DELETE", headers }).catch(() => null);
    row.remove();
  }

  tickNone(event) {
    event.stopPropagation();
    this.change(this.none.checked ? NONE : []);
  }

  draw() {
    if (!this.list) return;
    const empty = make("li", { className: "files-empty", textContent: this.words.noFiles });
    const before = this.list.contains(document.activeElement) ? document.activeElement : null;
    this.list.replaceChildren(...(this.files.length ? this.files.map((file, index) => this.item(file, index)) : [empty]));
    if (before) this.goOn(before);
    for (const list of this.form.querySelectorAll("file-list")) list.showAlso?.();
    if (!this.none) return;
    this.none.checked = this.value_ === NONE;
    this.none.disabled = this.isLocked || this.files.length > 0;
  }

  /** Another file has come while somebody was at a row: the same box or button of its new row takes over. */
  goOn(before) {
    const name = before.getAttribute("aria-label");
    const now = name && [...this.list.querySelectorAll("input, button:not(:disabled)")].find((one) => one.getAttribute("aria-label") === name);
    now?.focus();
    if (now?.matches(".file-title")) now.setSelectionRange(before.selectionStart, before.selectionEnd);
  }

  item(file, index) {
    const about = [sizeOf(file.size), file.pages && fill(file.pages === 1 ? this.words.page : this.words.pages, { count: file.pages })].filter(Boolean).join(" · ");
    const row = make("li", {}, this.nameOf(file), make("span", { className: "file-size", textContent: about }));
    row.append(this.scanOf(file), make("span", { className: "file-also" }));
    if (!this.isLocked && this.files.length > 1) row.prepend(make("span", { className: "rank-grip", textContent: "⠿", ariaHidden: "true", title: this.words.drag }));
    if (this.isLocked) {
      if (file.title) row.append(make("span", { className: "file-title", textContent: file.title }));
      return row;
    }
    const last = this.files.length - 1;
    row.append(
      this.titleOf(file),
      make("span", { className: "file-buttons" },
        iconButton("arrow-up", this.words.up, file.name, () => this.swap(index, index - 1), index === 0),
        iconButton("arrow-down", this.words.down, file.name, () => this.swap(index, index + 1), index === last),
        iconButton("switch-horizontal", this.words.replace, file.name, () => this.replaceFile(file)),
        iconButton("trash", this.words.remove, file.name, () => this.takeOut(file)),
      ),
    );
    return row;
  }

  titleOf(file) {
    const input = make("input", { className: "form-control form-control-sm file-title", value: file.title ?? "", maxLength: 100 });
    input.placeholder = this.words.fileTitle;
    input.setAttribute("aria-label", `${this.words.fileTitle} ${file.name}`);
    for (const kind of ["input", "change"]) {
      input.addEventListener(kind, (event) => {
        event.stopPropagation();
        this.retitle(file.digest, kind === "input" ? input.value : input.value.trim(), kind);
      });
    }
    return input;
  }

  /** A title is a change of the whole answer; the row stays as it is, so that typing goes on. */
  retitle(digest, title, kind) {
    const file = this.files.find((one) => one.digest === digest);
    if (!file || title === (file.title ?? "")) return;
    this.value_ = this.files.map((one) => (one === file ? { ...file, title } : one));
    this.dispatchEvent(new Event(kind, { bubbles: true }));
  }

  nameOf(file) {
    const href = `${this.dataset.files}${file.digest}/`;
    const name = this.scans[file.digest]?.state === "infected" ? make("span") : make("a", { href, target: "_blank", rel: "noopener" });
    name.textContent = file.name;
    if (HAN.test(file.name)) name.lang = "zh-CN";
    name.dataset.preview = file.name;
    return name;
  }

  /** In place: a row drawn anew would lose the title being typed and the button being pressed. */
  showScans() {
    this.files.forEach((file, index) => {
      const row = this.list.children[index];
      row.querySelector("[data-preview]").replaceWith(this.nameOf(file));
      row.querySelector(".file-scan").replaceWith(this.scanOf(file));
    });
  }

  scanOf(file) {
    const scan = this.scans[file.digest];
    const words = { waiting: this.words.scanWaiting, infected: this.words.scanInfected, failed: this.words.scanFailed, clean: this.words.scanClean, not_scanned: this.words.scanNone };
    const text = fill(words[scan?.state] ?? "", { found: scan?.note ?? "" });
    const line = make("span", { className: `file-scan is-${scan?.state ?? "unknown"}`, textContent: text });
    if (scan?.state === "failed" && !this.isLocked) line.append(" ", button(this.words.scanAgain, this.words.scanAgain, file.name, () => this.scanAgain(file)));
    return line;
  }

  async scanAgain(file) {
    await fetch(this.dataset.scan.replace("DIGEST", file.digest), { method: "POST", headers: { "X-CSRFToken": csrfToken() } }).catch(() => null);
    this.ask();
  }

  replaceFile(file) {
    const chooser = make("input", { type: "file", accept: this.input.accept });
    chooser.addEventListener("change", () => this.take([...chooser.files], file.digest));
    chooser.click();
  }

  /** The other fields on this page that use a file: its number in the catalogue is the same there. */
  showAlso() {
    const others = [...this.form.querySelectorAll("file-list")].filter((list) => list !== this && list.list);
    this.files.forEach(({ digest }, index) => {
      const fields = others.filter((list) => list.files.some((file) => file.digest === digest)).map((list) => list.dataset.label);
      const line = this.list?.children[index]?.querySelector(".file-also");
      if (line) line.textContent = fields.length ? fill(this.words.alsoIn, { fields: fields.join("、") }) : "";
    });
  }

  place(from, to) {
    const files = [...this.files];
    files.splice(to, 0, ...files.splice(from, 1));
    this.change(files);
    this.say(fill(this.words.moved, { place: to + 1 }));
  }

  swap(from, to) {
    const sign = to < from ? this.words.up : this.words.down;
    this.place(from, to);
    // The button that was pressed goes along with its file; at the end of the list its neighbour takes over.
    const buttons = [...this.list.children[to].querySelectorAll("button:not(:disabled)")];
    (buttons.find((one) => one.getAttribute("aria-label").startsWith(sign)) ?? buttons[0])?.focus();
  }

  takeOut(file) {
    this.change(this.files.filter(({ digest }) => digest !== file.digest));
    const undo = this.form.history.button();
    this.say(fill(this.words.removed, { name: file.name }));
    this.querySelector(".file-state").append(" ", undo);
    undo.focus(); // the button that was pressed has gone with its row
  }

  change(files) {
    this.value = files;
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }

  say(text, isProblem = false) {
    const line = this.querySelector(".file-state");
    line.textContent = text;
    line.classList.toggle("is-problem", isProblem);
  }
}

customElements.define("file-list", FileList);
