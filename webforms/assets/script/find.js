// A long list gets a field to search it with: a select shows the options that fit, a list of boxes hides the others.
const words = (text) => text.toLocaleLowerCase("nb").normalize("NFC");
const nynorsk = document.documentElement.lang === "nn";
const say = { label: nynorsk ? "Søk i lista" : "Søk i listen", hits: (n) => `${n} ${nynorsk ? "treff" : "treff"}` };

function searchField(box, id) {
  const wrap = document.createElement("div");
  wrap.className = "find";
  const label = document.createElement("label");
  label.className = "help";
  label.htmlFor = `${id}-finn`;
  label.textContent = say.label;
  const input = document.createElement("input");
  Object.assign(input, { id: `${id}-finn`, type: "search", className: "ds-input", autocomplete: "off" });
  const hits = document.createElement("p");
  hits.className = "ds-sr-only";
  hits.setAttribute("role", "status");
  wrap.append(label, input, hits);
  box.before(wrap);
  // the search is no answer: Enter must not press the form's button
  input.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  return { input, tell: (count) => (hits.textContent = say.hits(count)) };
}

function findInSelect(select) {
  const all = [...select.options];
  if (all.length < 12 || select.disabled) return;
  const { input, tell } = searchField(select, select.id);
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    const wanted = words(input.value);
    const fit = all.filter((option) => !option.value || option.selected || words(option.text).includes(wanted));
    select.replaceChildren(...fit);
    tell(fit.filter((option) => option.value).length);
  });
}

function findInBoxes(box, number) {
  const { input, tell } = searchField(box, box.closest("[id]")?.id ?? `liste-${number}`);
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    const wanted = words(input.value);
    let count = 0;
    for (const line of box.children) {
      const fits = words(line.textContent).includes(wanted) || line.querySelector("input:checked");
      line.hidden = !fits;
      if (fits) count += 1;
    }
    tell(count);
  });
}

export function startFind(root) {
  for (const [number, one] of [...root.querySelectorAll("[data-find]")].entries()) {
    if (one.dataset.found) continue;
    one.dataset.found = "1";
    if (one instanceof HTMLSelectElement) findInSelect(one);
    else if (one.querySelector("input:enabled")) findInBoxes(one, number);
  }
}
