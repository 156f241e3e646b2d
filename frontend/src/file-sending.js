// The line of a file on its way: how far it is, with pause, continue and cancel. `sent` resolves when it has ended, however it did.
import { button, make } from "./file-parts.js";
import { send } from "./upload.js";
import { fill } from "./words.js";

export class FileSending {
  constructor(list, file, replaces) {
    Object.assign(this, { list, file, replaces });
    this.bar = make("progress", { max: file.size || 1, value: 0 });
    this.bar.setAttribute("aria-label", file.name);
    this.text = make("span", { className: "sending-text" });
    this.pause = button("⏸", list.words.pause, file.name, () => this.toggle());
    this.stop = button("×", list.words.giveUp, file.name, () => this.giveUp());
    this.row = make("li", { className: "sending" }, this.text, this.bar, this.pause, this.stop);
    for (const old of list.sendings.querySelectorAll("[data-unfinished]")) old.remove();
    list.sendings.append(this.row);
    this.sent = new Promise((resolve) => (this.end = resolve));
    this.start();
  }

  get words() {
    return this.list.words;
  }

  async start() {
    const { uploads: url, path } = this.list.dataset;
    this.show(0);
    await this.list.form.flush();
    this.upload = await send(this.file, { url, path, replaces: this.replaces }, {
      progress: (loaded, total) => this.show(loaded, total),
      done: () => this.done(),
      failed: (why) => this.failed(why),
    });
  }

  show(loaded, total = this.file.size) {
    this.bar.value = loaded;
    const percent = total ? Math.floor((100 * loaded) / total) : 0;
    const words = fill(this.words.uploading, { name: this.file.name, percent });
    if (this.text.textContent !== words) this.text.textContent = words;
  }

  async done() {
    this.row.remove();
    await this.list.refresh();
    this.list.say(fill(this.words.uploaded, { name: this.file.name }));
    this.end();
  }

  failed({ kind, text }) {
    const message = text || (kind === "signedOut" ? this.words.uploadSignedOut : this.words.networkFailed);
    const words = fill(this.words.uploadFailed, { name: this.file.name, message });
    if (kind === "refused") {
      this.row.remove();
      this.list.say(words, true);
      return this.end();
    }
    this.text.textContent = words;
    this.text.classList.add("is-problem");
    this.setPaused(true);
    if (kind === "signedOut" && !this.link) {
      const href = this.list.form.dataset.login;
      this.link = make("a", { href, target: "_blank", rel: "noopener", textContent: this.words.signIn });
      this.text.after(this.link);
    }
  }

  setPaused(isPaused) {
    this.isPaused = isPaused;
    this.pause.textContent = isPaused ? "▶" : "⏸";
    const words = isPaused ? this.words.goOn : this.words.pause;
    this.pause.setAttribute("aria-label", `${words} ${this.file.name}`);
    this.pause.title = words;
  }

  async toggle() {
    this.setPaused(!this.isPaused);
    this.text.classList.remove("is-problem");
    this.link?.remove();
    this.link = null;
    if (this.isPaused) return this.upload.abort();
    this.upload.start();
  }

  async giveUp() {
    await this.upload?.abort(true).catch(() => null);
    this.row.remove();
    this.list.say("");
    this.end();
  }
}
