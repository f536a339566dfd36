// The routine as a picture with marks for what is done, now and ahead. The outline beside it says the same in words.
// It opens on the drawing where the open steps are, near enough to be read: all of them where they fit together, else
// the first. A press or a key shows the whole.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const READABLE = 0.95; // the drawing's letters are 12 px
const NEAREST = 1.3;
const TOGETHER = 0.8; // several steps in one view may be somewhat smaller
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
  let first;

  async function show(drawing, element) {
    here = drawing;
    await viewer.importXML(drawing.xml);
    container.querySelector("[data-waiting]")?.remove();
    const registry = viewer.get("elementRegistry");
    for (const [id, state] of Object.entries(drawing.states)) {
      if (registry.get(id)) canvas().addMarker(id, `is-${state}`);
    }
    for (const inner of drawings) if (inner.caller === here.process && registry.get(inner.call)) canvas().addMarker(inner.call, "is-way-in");
    tellWhere();
    first = element;
    fit();
    tools.querySelector("[data-zoom=step]").hidden = !wanted().length;
  }

  // a box without a size (hidden, or a window on its way to another size) has no scale: it is fitted when it gets one
  const hasRoom = () => container.clientWidth > 0 && container.clientHeight > 0;

  function fit() {
    if (!hasRoom()) return;
    whole();
    const steps = wanted();
    if (steps.length) lookAt(steps);
    else if (canvas().zoom() < LEGIBLE) lookAt([beginning()]);
  }

  // the steps to be seen: the one asked for first, then the other open ones
  function wanted() {
    const registry = viewer.get("elementRegistry");
    const open = Object.entries(here.states).filter(([id, state]) => state === "now" && registry.get(id)).map(([id]) => id);
    return first && registry.get(first) ? [first, ...open.filter((id) => id !== first)] : open;
  }

  // on a small screen a whole drawing is a grey line: open where it begins
  function beginning() {
    return viewer.get("elementRegistry").find((one) => one.type === "bpmn:StartEvent")?.id;
  }

  function whole() {
    if (hasRoom()) canvas().zoom("fit-viewport", "auto");
  }

  // the steps together; when that would be too small to read, the first with what comes right before and after it
  function lookAt(ids) {
    const steps = ids.map((id) => viewer.get("elementRegistry").get(id)).filter(Boolean);
    if (!steps.length || !hasRoom() || canvas().zoom() >= READABLE) return;
    if (steps.length < 2 || !lookAtAll(steps)) lookAtOne(steps[0]);
  }

  function lookAtAll(steps) {
    const left = Math.min(...steps.map((one) => one.x));
    const top = Math.min(...steps.map((one) => one.y));
    const width = Math.max(...steps.map((one) => one.x + one.width)) - left;
    const height = Math.max(...steps.map((one) => one.y + one.height)) - top;
    const size = canvas().getSize();
    const scale = Math.min(NEAREST, size.width / (width + 2 * EDGE), size.height / (height + 2 * EDGE));
    if (scale < TOGETHER) return false;
    moveTo(left + width / 2, top + height / 2, Math.min(scale, READABLE));
    return true;
  }

  function lookAtOne(step) {
    const near = [step, ...step.incoming.map((flow) => flow.source), ...step.outgoing.map((flow) => flow.target)];
    const reach = Math.max(...near.map((one) => Math.abs(one.x + one.width / 2 - step.x - step.width / 2) + one.width / 2));
    const scale = Math.min(NEAREST, Math.max(READABLE, canvas().getSize().width / (2 * reach + 40)));
    moveTo(step.x + step.width / 2, step.y + step.height / 2, scale);
  }

  function moveTo(middleX, middleY, scale) {
    const size = canvas().getSize();
    const view = { width: size.width / scale, height: size.height / scale };
    const { inner } = canvas().viewbox();
    const x = within(middleX, view.width, inner.x, inner.width);
    const y = within(middleY, view.height, inner.y, inner.height);
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
    step: fit,
  };
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
  // a frame on paper has another size: what is seen is scaled into it, not cut
  const sheet = () => container.querySelector(".djs-container > svg");
  const isOnPaper = () => sheet().hasAttribute("viewBox");
  addEventListener("beforeprint", () => {
    if (hasRoom()) sheet().setAttribute("viewBox", `0 0 ${container.clientWidth} ${container.clientHeight}`);
  });
  addEventListener("afterprint", () => sheet().removeAttribute("viewBox"));
  // a phone that is turned gets the steps again, not a cut or an empty corner; a height alone follows the browser's bars
  let width = 0;
  new ResizeObserver(() => {
    if (!hasRoom() || isOnPaper()) return;
    canvas().resized();
    if (container.clientWidth === width) return;
    width = container.clientWidth;
    fit();
  }).observe(container);
}

if (box) {
  start().catch(() => {
    box.querySelector("[data-canvas]").hidden = true;
    box.querySelector("[data-failed]").hidden = false;
  });
}
