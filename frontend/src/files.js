// <file-list data-upload data-files data-most data-size>: the files of an answer. A file goes to the server as soon as it is chosen
// and is part of the answer from then on; taking one out or changing the order is a change like any other.
import { csrfToken } from "./csrf.js";
import { fill } from "./words.js";

const MEGABYTE = 1024 * 1024;
const sizeOf = (bytes) => (bytes >= MEGABYTE ? `${(bytes / MEGABYTE).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1024))} kB`);

class FileList extends HTMLElement {
  connectedCallback() {
    if (this.list) return;
    this.value_ = JSON.parse(this.querySelector("script").textContent) || [];
    this.list = this.querySelector("ul");
    this.input = this.querySelector('input[type="file"]');
    // The choice of a file is not a change of the answer; its upload is.
    for (const kind of ["input", "change"]) this.input?.addEventListener(kind, (event) => event.stopPropagation());
    this.input?.addEventListener("change", () => this.take([...this.input.files]));
    queueMicrotask(() => this.draw()); // the words belong to an element that may start later
  }

  get words() {
    return this.closest("form-autosave").words ?? JSON.parse(this.closest("form-autosave").querySelector("script").textContent);
  }

  get value() {
    return this.value_;
  }

  set value(files) {
    this.value_ = files ?? [];
    this.draw();
  }

  async take(files) {
    for (const file of files) {
      const problem = this.problemWith(file);
      if (problem) this.say(fill(this.words.uploadFailed, { name: file.name, message: problem }), true);
      else if (!(await this.upload(file))) break;
    }
    this.input.value = "";
  }

  problemWith(file) {
    if (this.value_.length >= Number(this.dataset.most)) return fill(this.words.fileCount, { most: this.dataset.most });
    if (file.size > Number(this.dataset.size) * MEGABYTE) return fill(this.words.fileSize, { size: this.dataset.size });
    return "";
  }

  async upload(file) {
    await this.closest("form-autosave").flush();
    try {
      const answer = await this.send(file);
      this.dataset.version = answer.version;
      this.value = answer.value;
      this.say(fill(this.words.uploaded, { name: answer.name }));
      this.closest("form-autosave").checkSoon();
      return true;
    } catch (error) {
      this.say(fill(this.words.uploadFailed, { name: file.name, message: error.message }), true);
      return false;
    }
  }

  send(file) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const failed = () => reject(new Error(this.words.networkFailed));
      request.open("POST", `${this.dataset.upload}?path=${encodeURIComponent(this.dataset.path)}`);
      request.setRequestHeader("X-CSRFToken", csrfToken());
      request.responseType = "json";
      request.upload.onprogress = ({ loaded, total }) =>
        this.say(fill(this.words.uploading, { name: file.name, percent: Math.round((100 * loaded) / total) }));
      request.onload = () => (request.status === 200 && request.response ? resolve(request.response) : reject(new Error(request.response?.error ?? this.words.networkFailed)));
      request.onerror = failed;
      const body = new FormData();
      body.append("file", file);
      request.send(body);
    });
  }

  draw() {
    if (!this.list) return;
    const empty = Object.assign(document.createElement("li"), { className: "files-empty", textContent: this.words.noFiles });
    this.list.replaceChildren(...(this.value_.length ? this.value_.map((file, index) => this.item(file, index)) : [empty]));
  }

  item(file, index) {
    const row = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: `${this.dataset.files}${file.digest}/`, target: "_blank", textContent: file.name });
    const size = Object.assign(document.createElement("span"), { className: "file-size", textContent: sizeOf(file.size) });
    row.append(link, size);
    if ("locked" in this.dataset) return row;
    const last = this.value_.length - 1;
    row.append(
      this.button("↑", this.words.up, file, index === 0, () => this.swap(index, index - 1)),
      this.button("↓", this.words.down, file, index === last, () => this.swap(index, index + 1)),
      this.button("×", this.words.remove, file, false, () => this.change(this.value_.toSpliced?.(index, 1) ?? this.value_.filter((_, at) => at !== index))),
    );
    return row;
  }

  button(sign, words, file, isOff, act) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-icon btn-sm", textContent: sign, disabled: isOff });
    button.setAttribute("aria-label", `${words} ${file.name}`);
    button.addEventListener("click", act);
    return button;
  }

  swap(from, to) {
    const files = [...this.value_];
    [files[from], files[to]] = [files[to], files[from]];
    this.change(files);
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
