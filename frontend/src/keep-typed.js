// <form data-keep="key">: what is typed into its text boxes stays in this browser until [data-forget="key"] is shown,
// so that somebody who goes back to the form to mend a field finds it again. Ticks are not kept: one declares anew.
const boxes = (form) => [...form.elements].filter((box) => box.matches("textarea[name]"));

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? {};
  } catch {
    return {};
  }
}

function keep(form) {
  const typed = Object.fromEntries(boxes(form).map((box) => [box.name, box.value]));
  try {
    localStorage.setItem(form.dataset.keep, JSON.stringify(typed));
  } catch {
    // A full or forbidden storage keeps nothing; the page works without.
  }
}

for (const form of document.querySelectorAll("form[data-keep]")) {
  const typed = read(form.dataset.keep);
  for (const box of boxes(form)) if (typed[box.name]) box.value = typed[box.name];
  document.addEventListener("input", (event) => event.target.form === form && keep(form));
}

for (const { dataset } of document.querySelectorAll("[data-forget]")) {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(dataset.forget)) localStorage.removeItem(key);
  } catch {
    // Nothing was kept.
  }
}
