// The routine as a picture with marks for what is done, now and ahead. The outline beside it says the same in words.
// It opens on the drawing where the open step is, near enough to be read; a press or a key shows the whole.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const READABLE = 0.95; // the drawing's letters are 12 px
const NEAREST = 1.3;
const LEGIBLE = 0.25; // below, not even the shape of the whole can be seen
const STRIDE = 90;
const EDGE = 16;
const box = document.querySelector("[data-diagrams]");

async function start() {
  const answer = await fetch(box.dataset.diagrams, { credentials: "same-origin" });
  const { drawings, opens } = await answer.json();
  const container = box.querySelector("[data-canvas]");
  const viewer = new NavigatedViewer({ container });
  const tools = box.querySelector("[data-tools]");
  const crumbs = box.querySelector("[data-crumbs]");
  const byProcess = new Map(drawings.map((one) => [one.process, one]));
  const canvas = () => viewer.get("canvas");
  let here;

  async function show(drawing, element) {
    here = drawing;
    await viewer.importXML(drawing.xml);
    const registry = viewer.get("elementRegistry");
    for (const [id, state] of Object.entries(drawing.states)) {
      if (registry.get(id)) canvas().addMarker(id, `is-${state}`);
    }
    for (const inner of drawings) if (inner.caller === here.process && registry.get(inner.call)) canvas().addMarker(inner.call, "is-way-in");
    tellWhere();
    whole();
    lookAt(element ?? nowIn(drawing) ?? (canvas().zoom() < LEGIBLE ? beginning() : undefined));
    tools.querySelector("[data-zoom=step]").hidden = !(element ?? nowIn(drawing));
  }

  // on a small screen a whole drawing is a grey line: open where it begins
  function beginning() {
    return viewer.get("elementRegistry").find((one) => one.type === "bpmn:StartEvent")?.id;
  }

  function nowIn(drawing) {
    return Object.entries(drawing.states).find(([id, state]) => state === "now" && viewer.get("elementRegistry").get(id))?.[0];
  }

  function whole() {
    canvas().zoom("fit-viewport", "auto");
  }

  // the step with what comes right before and after it, never smaller than can be read
  function lookAt(id) {
    const step = id && viewer.get("elementRegistry").get(id);
    if (!step || canvas().zoom() >= READABLE) return;
    const near = [step, ...step.incoming.map((flow) => flow.source), ...step.outgoing.map((flow) => flow.target)];
    const reach = Math.max(...near.map((one) => Math.abs(one.x + one.width / 2 - step.x - step.width / 2) + one.width / 2));
    const size = canvas().getSize();
    const scale = Math.min(NEAREST, Math.max(READABLE, size.width / (2 * reach + 40)));
    const view = { width: size.width / scale, height: size.height / scale };
    const { inner } = canvas().viewbox();
    const x = within(step.x + step.width / 2, view.width, inner.x, inner.width);
    const y = within(step.y + step.height / 2, view.height, inner.y, inner.height);
    canvas().viewbox({ x, y, ...view });
  }

  // where the view begins so that `middle` is in its middle, moved so far that it shows nothing beside the drawing
  function within(middle, length, start, whole) {
    if (whole + 2 * EDGE <= length) return start + (whole - length) / 2;
    return Math.min(Math.max(middle - length / 2, start - EDGE), start + whole + EDGE - length);
  }

  // Håndtering › Tiltaksrunde: up to who calls, down to what is called
  function tellWhere() {
    const chain = [];
    for (let one = here; one; one = byProcess.get(one.caller)) chain.unshift(one);
    const inner = drawings.filter((one) => one.caller === here.process);
    crumbs.replaceChildren(...chain.map((one) => line(one, one === here)), ...inner.map((one) => line(one, false, true)));
    crumbs.closest("nav").hidden = drawings.length < 2;
  }

  function line(drawing, isHere, isInner = false) {
    const item = document.createElement("li");
    const part = document.createElement(isHere ? "strong" : "button");
    part.textContent = drawing.name;
    if (isHere) part.setAttribute("aria-current", "true");
    else {
      part.type = "button";
      part.className = "ds-link link-button";
      part.addEventListener("click", () => {
        show(drawing, isInner ? undefined : here.call).then(() => crumbs.querySelector("[aria-current]").focus());
      });
    }
    if (isHere) part.tabIndex = -1;
    if (isInner) item.dataset.inner = "";
    item.append(part);
    return item;
  }

  const moves = {
    in: () => viewer.get("zoomScroll").stepZoom(1),
    out: () => viewer.get("zoomScroll").stepZoom(-1),
    fit: whole,
    step: () => lookAtAgain(),
  };
  function lookAtAgain() {
    whole();
    lookAt(nowIn(here));
  }
  const keys = {
    ArrowLeft: () => canvas().scroll({ dx: STRIDE, dy: 0 }),
    ArrowRight: () => canvas().scroll({ dx: -STRIDE, dy: 0 }),
    ArrowUp: () => canvas().scroll({ dx: 0, dy: STRIDE }),
    ArrowDown: () => canvas().scroll({ dx: 0, dy: -STRIDE }),
    "+": moves.in,
    "-": moves.out,
    0: moves.fit,
    Home: moves.step,
  };
  tools.addEventListener("click", (event) => moves[event.target.closest("[data-zoom]")?.dataset.zoom]?.());
  container.addEventListener("keydown", (event) => {
    const move = !event.ctrlKey && !event.metaKey && !event.altKey && keys[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  });
  viewer.on("element.click", ({ element }) => {
    const inner = drawings.find((one) => one.caller === here.process && one.call === element.id);
    if (inner) show(inner);
  });
  await show(byProcess.get(opens?.process) ?? drawings[0], opens?.element);
  tools.hidden = false;
  // a phone that is turned gets the step again, not a cut or an empty corner
  let width = container.clientWidth;
  new ResizeObserver(() => {
    if (container.clientWidth === width) return;
    width = container.clientWidth;
    canvas().resized();
    lookAtAgain();
  }).observe(container);
}

if (box) {
  start().catch(() => {
    box.querySelector("[data-canvas]").hidden = true;
    box.querySelector("[data-failed]").hidden = false;
  });
}
