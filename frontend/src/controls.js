// The controls of a form: each carries data-path, data-version and data-kind, which says how its value is read.
//   text    an input or textarea           value    an element with a `value` (rich-text, cascade-select, file-list)
//   bool    two radios                     choice   radios or a select, and perhaps a text of one's own
//   multi   checkboxes, and perhaps a text of one's own

/** The control that an event comes from, or null. */
export const controlOf = (target) => target.closest?.("[data-path]");

/** The control of a path on this page, or undefined. */
export function controlAt(root, path) {
  return [...root.querySelectorAll("[data-kind][data-path]")].find((control) => control.dataset.path === path);
}

function chosenOption(control) {
  const select = control.querySelector("select");
  if (select) return select.selectedOptions[0];
  return control.querySelector('input[type="radio"]:checked');
}

const ownText = (control) => control.querySelector("[data-own]")?.value.trim() ?? "";

const READ = {
  text: (control) => control.value,
  value: (control) => control.value,
  bool(control) {
    const chosen = chosenOption(control)?.value;
    return chosen === undefined ? null : chosen === "true";
  },
  choice(control) {
    const option = chosenOption(control);
    if (option?.hasAttribute("data-own-option")) return ownText(control) ? { own: ownText(control) } : null;
    return option?.value ?? "";
  },
  multi(control) {
    const ticked = [...control.querySelectorAll('input[type="checkbox"]:checked')];
    const codes = ticked.filter((box) => !box.hasAttribute("data-own-option")).map((box) => box.value);
    const own = ticked.length > codes.length && ownText(control);
    return own ? [...codes, { own }] : codes;
  },
};

const WRITE = {
  text(control, value) {
    control.value = value ?? "";
  },
  value(control, value) {
    control.value = value;
  },
  bool(control, value) {
    for (const radio of control.querySelectorAll("input")) radio.checked = radio.value === String(value);
  },
  choice(control, value) {
    const isOwn = value !== null && typeof value === "object";
    const options = [...control.querySelectorAll('option, input[type="radio"]')];
    const wanted = options.find((option) => (isOwn ? option.hasAttribute("data-own-option") : option.value === (value ?? "")));
    if (wanted?.matches("option")) wanted.selected = true;
    else if (wanted) wanted.checked = true;
    if (isOwn) control.querySelector("[data-own]").value = value.own;
    showOwn(control);
  },
  multi(control, value) {
    const own = (value ?? []).find((item) => item !== null && typeof item === "object");
    for (const box of control.querySelectorAll('input[type="checkbox"]')) {
      box.checked = box.hasAttribute("data-own-option") ? Boolean(own) : (value ?? []).includes(box.value);
    }
    if (own) control.querySelector("[data-own]").value = own.own;
    showOwn(control);
  },
};

export const read = (control) => READ[control.dataset.kind](control);

export function write(control, value) {
  WRITE[control.dataset.kind](control, value);
  control.dispatchEvent(new CustomEvent("control:written", { bubbles: true }));
}

/** Show the text of one's own only while its option is chosen. */
export function showOwn(control) {
  const own = control.querySelector("[data-own]");
  if (!own) return;
  const isChosen = Boolean(control.querySelector("[data-own-option]:checked"));
  if (isChosen && own.hidden && !own.value) requestAnimationFrame(() => own.focus());
  own.hidden = !isChosen;
}
