// <cascade-select data-list="/…/options/gbt4754/" data-levels="section,division,group" data-names="门类,大类,中类">: one code of a
// tree, chosen level by level. The page brings the selects for what is chosen; what lies below another choice is fetched.
class CascadeSelect extends HTMLElement {
  connectedCallback() {
    if (this.started) return;
    this.started = true;
    this.addEventListener("change", (event) => this.onChoice(event), { capture: true });
  }

  get selects() {
    return [...this.querySelectorAll("select")];
  }

  /** The code of the deepest level chosen, or "". */
  get value() {
    return this.selects.map((select) => select.value).filter(Boolean).at(-1) ?? "";
  }

  set value(code) {
    // Another's choice: its way down is not known here, so it stands alone until the page is opened again.
    for (const select of this.selects.slice(1)) select.remove();
    const [first] = this.selects;
    if (code && ![...first.options].some((option) => option.value === code)) first.add(new Option(code, code));
    first.value = code ?? "";
  }

  async onChoice(event) {
    const changed = event.target;
    for (const select of this.selects.slice(this.selects.indexOf(changed) + 1)) select.remove();
    if (!changed.value) return;
    const query = new URLSearchParams({ parent: changed.value, level: this.dataset.levels });
    const reply = await fetch(`${this.dataset.list}?${query}`).catch(() => null);
    const { options } = reply?.ok ? await reply.json() : { options: [] };
    if (options.length && this.selects.includes(changed) && this.selects.at(-1) === changed) this.append(this.makeSelect(options));
  }

  makeSelect(options) {
    const names = this.dataset.names.split(",");
    const name = names[this.dataset.levels.split(",").indexOf(options[0].level)] ?? "";
    const select = Object.assign(document.createElement("select"), { className: "form-select", name: this.selects[0]?.name ?? "" });
    const label = this.selects[0]?.getAttribute("aria-label")?.split(" ")[0] ?? "";
    select.setAttribute("aria-label", `${label} ${name}`.trim());
    select.add(new Option(this.dataset.choose + name, ""));
    for (const { code, name: words } of options) select.add(new Option(words, code));
    return select;
  }
}

customElements.define("cascade-select", CascadeSelect);
