// A long list gets a field to search it with: a select shows the options that fit, a list of boxes hides the others.
const words = (text) => text.toLocaleLowerCase("nb").normalize("NFC");
const MANY = 6;
const nynorsk = document.documentElement.lang === "nn";
const say = { label: nynorsk ? "Søk i lista" : "Søk i listen", others: nynorsk ? "Søk for å finne andre" : "Søk for å finne andre", hits: (n) => `${n} ${nynorsk ? "treff" : "treff"}` };

function searchField(box, id, text = say.label) {
  const wrap = document.createElement("div");
  wrap.className = "find";
  const label = document.createElement("label");
  label.className = "help";
  label.htmlFor = `${id}-finn`;
  label.textContent = text;
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

// a row of many choices, such as a week's duties, would be twice as long with a search each; typing in a select finds too
const isOneOfMany = (select) => (select.closest(".list-row")?.querySelectorAll("select").length ?? 0) >= MANY;

function findInSelect(select) {
  const others = select.querySelector("optgroup[data-others]");
  if ((select.options.length < 12 && !others) || select.disabled || isOneOfMany(select)) return;
  const { input, tell } = searchField(select, select.id, others ? say.others : say.label);
  // each holder of options with all it had: the select itself, or its groups
  const groups = [...select.querySelectorAll("optgroup")];
  const holders = (groups.length ? groups : [select]).map((holder) => [holder, [...holder.querySelectorAll("option")]]);
  const fill = () => {
    const wanted = words(input.value);
    let count = 0;
    for (const [holder, all] of holders) {
      // who is seldom chosen is shown only when looked for
      const isAsked = holder !== others || wanted;
      const fits = (option) => !option.value || option.selected || (isAsked && words(option.text).includes(wanted));
      const fit = all.filter(fits);
      holder.replaceChildren(...fit);
      holder.hidden = !fit.length;
      count += fit.filter((option) => option.value).length;
    }
    tell(count);
  };
  input.addEventListener("input", (event) => {
    event.stopPropagation();
    fill();
  });
  if (others) fill();
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
