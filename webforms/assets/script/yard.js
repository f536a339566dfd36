// Marks on the map of a schoolyard: pointed at, tapped, or set with the keys; kept in the rows below, which the form
// sends. Knows the page's rows and its picture; the server decides what is right.
const nynorsk = document.documentElement.lang === "nn";
const MOST = 200;
const say = {
  map: nynorsk ? "Kart med merke" : "Kart med merker",
  set: (kind, square) => `${kind}: rute ${square}`,
  gone: (square) => (nynorsk ? `Merket i rute ${square} er fjerna` : `Merket i rute ${square} er fjernet`),
  full: nynorsk
    ? `Det er sett ${MOST} merke, og det kan ikkje vere fleire. Fjern eitt for å setje eit nytt.`
    : `Det er satt ${MOST} merker, og det kan ikke være flere. Fjern ett for å sette et nytt.`,
  none: nynorsk ? "Det er ikkje noko merke her" : "Det er ikke noe merke her",
};
const LETTERS = "ABCDEFGHIJ";
const SVG = "http://www.w3.org/2000/svg";
const STEP = 2, LEAP = 10, REACH = 6, SMALLEST = 0.65; // a mark is 30 points wide: at least 20 on the screen
const within = (value) => Math.min(100, Math.max(0, value));
const squareOf = (x, y) => LETTERS[Math.min(9, Math.floor(x / 10))] + (Math.min(9, Math.floor(y / 10)) + 1);

export function startYards(root) {
  for (const yard of root.querySelectorAll("[data-yard]")) startYard(yard);
}

function startYard(yard) {
  const part = (name) => yard.querySelector(`[data-yard-${name}]`);
  const map = part("map"), svg = map.querySelector("svg"), marks = part("marks"), rows = part("rows");
  const { width, height } = svg.viewBox.baseVal;
  const picks = [...yard.querySelectorAll("[data-yard-pick]")];
  let kind = picks[0]?.dataset.yardPick, at = { x: 51, y: 51 };

  const lines = () => [...rows.children];
  const of = (line, name) => line.querySelector(`[data-yard-${name}]`);
  const pointOf = (line) => {
    const [x, y] = ["x", "y"].map((name) => of(line, name).value);
    return x === "" || y === "" ? null : { x: Number(x), y: Number(y) };
  };
  // what is done is seen on the map; what is not done is shown too
  const tell = (text, isShown = false) => {
    const told = part("told");
    told.classList.toggle("ds-sr-only", !isShown);
    told.textContent = text;
    if (isShown) told.scrollIntoView({ block: "nearest" });
  };
  const isFull = () => rows.children.length >= MOST;
  const refuse = () => tell(say.full, true);
  const changed = () => (draw(), rows.dispatchEvent(new Event("input", { bubbles: true })));

  const cross = document.createElementNS(SVG, "path");
  cross.setAttribute("class", "yard-cross");
  svg.append(cross);

  function draw() {
    const scale = Math.max(marks.dataset.scale, (width / (svg.getBoundingClientRect().width || width)) * SMALLEST);
    marks.replaceChildren();
    for (const line of lines()) {
      const point = pointOf(line), value = of(line, "kind").value;
      if (!point || !value) continue;
      const use = document.createElementNS(SVG, "use");
      use.setAttribute("href", `#merke-${value}`);
      use.setAttribute("transform", `translate(${(point.x * width) / 100} ${(point.y * height) / 100}) scale(${scale})`);
      marks.append(use);
    }
    const [x, y, arm] = [(at.x * width) / 100, (at.y * height) / 100, width / 40];
    cross.setAttribute("d", `M${x - arm} ${y}H${x + arm}M${x} ${y - arm}V${y + arm}`);
  }

  function number() {
    lines().forEach((line, place) => {
      for (const one of line.querySelectorAll("[name], [value^='fjern ']")) {
        const own = one.name === "_rad" ? "value" : "name";
        one[own] = one[own].replace(/\.(?:\d+|NR)(?=[.:]|$)/, `.${place}`);
      }
      for (const name of ["kind", "square"]) {
        const field = of(line, name), label = field.closest(".ds-field").querySelector("label");
        label.htmlFor = field.id = field.id.replace(/-(?:\d+|NR)-(?=[a-z]+$)/, `-${place}-`);
      }
    });
    part("count").value = rows.children.length;
  }

  function put(line, point) {
    for (const name of ["x", "y"]) of(line, name).value = Math.round(point[name] * 10) / 10;
    of(line, "square").value = squareOf(point.x, point.y);
  }

  function set() {
    if (isFull()) return refuse();
    const line = part("new").content.firstElementChild.cloneNode(true);
    line.removeAttribute("id");
    of(line, "kind").value = kind;
    put(line, at);
    rows.append(line);
    number();
    changed();
    tell(say.set(of(line, "kind").selectedOptions[0].textContent, squareOf(at.x, at.y)));
  }

  function remove(line) {
    const point = pointOf(line);
    line.remove();
    number();
    changed();
    tell(say.gone(point ? squareOf(point.x, point.y) : ""));
  }

  function removeNearest() {
    const near = lines()
      .map((line) => ({ line, point: pointOf(line) }))
      .filter(({ point }) => point)
      .map(({ line, point }) => ({ line, away: Math.hypot(point.x - at.x, point.y - at.y) }))
      .filter(({ away }) => away <= REACH)
      .sort((one, other) => one.away - other.away)[0];
    if (near) remove(near.line);
    else tell(say.none);
  }

  function move(dx, dy) {
    const before = squareOf(at.x, at.y);
    at = { x: within(at.x + dx), y: within(at.y + dy) };
    draw();
    if (squareOf(at.x, at.y) !== before) tell(squareOf(at.x, at.y));
  }

  function pick(value) {
    kind = value;
    for (const one of picks) one.setAttribute("aria-pressed", String(one.dataset.yardPick === value));
  }

  map.addEventListener("click", (event) => {
    const box = svg.getBoundingClientRect();
    at = { x: within(((event.clientX - box.left) / box.width) * 100), y: within(((event.clientY - box.top) / box.height) * 100) };
    set();
  });
  map.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.shiftKey ? LEAP : STEP;
    const does = {
      ArrowLeft: () => move(-step, 0), ArrowRight: () => move(step, 0), ArrowUp: () => move(0, -step), ArrowDown: () => move(0, step),
      Enter: set, " ": set, Delete: removeNearest, Backspace: removeNearest,
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });
  for (const one of picks) one.addEventListener("click", () => pick(one.dataset.yardPick));
  rows.addEventListener("click", (event) => {
    const button = event.target.closest("[data-yard-remove]");
    if (!button) return;
    event.preventDefault();
    remove(button.closest("li"));
    map.focus();
  });
  yard.querySelector("[value^='legg-til ']").addEventListener("click", (event) => {
    if (!isFull()) return;
    event.preventDefault();
    refuse();
  });
  rows.addEventListener("change", (event) => {
    const line = event.target.closest("li"), square = event.target.matches("[data-yard-square]") && event.target.value;
    if (square) put(line, { x: LETTERS.indexOf(square[0]) * 10 + 5, y: Number(square.slice(1)) * 10 - 5 });
    draw();
  });

  map.tabIndex = 0;
  map.setAttribute("role", "application");
  map.setAttribute("aria-label", say.map);
  map.setAttribute("aria-describedby", map.dataset.how);
  part("tools").hidden = part("how").hidden = false;
  new ResizeObserver(draw).observe(svg);
  draw();
}
