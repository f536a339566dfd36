// The routine as a picture with marks for what is done, now and ahead. The outline beside it says the same in words.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";

const READABLE = 0.7;
const box = document.querySelector("[data-diagrams]");

async function start() {
  const answer = await fetch(box.dataset.diagrams, { credentials: "same-origin" });
  const diagrams = await answer.json();
  const viewer = new NavigatedViewer({ container: box.querySelector("[data-canvas]") });
  let at = 0;

  async function draw() {
    await viewer.importXML(diagrams[at].xml);
    const canvas = viewer.get("canvas");
    const registry = viewer.get("elementRegistry");
    for (const [id, state] of Object.entries(diagrams[at].states)) {
      if (registry.get(id)) canvas.addMarker(id, `is-${state}`);
    }
    const fitting = canvas.zoom("fit-viewport", "auto");
    if (fitting < READABLE) lookAtNow(canvas, registry);
  }

  // a wide routine is unreadable as a whole: start where the case is now
  function lookAtNow(canvas, registry) {
    const now = Object.entries(diagrams[at].states).find(([id, state]) => state === "now" && registry.get(id));
    if (!now) return;
    const { x, y, width, height } = registry.get(now[0]);
    const size = canvas.getSize();
    const box = { width: size.width / READABLE, height: size.height / READABLE };
    canvas.viewbox({ x: x + width / 2 - box.width / 2, y: y + height / 2 - box.height / 2, ...box });
  }

  const tools = box.querySelector("[data-tools]");
  const zoom = { in: () => viewer.get("zoomScroll").stepZoom(1), out: () => viewer.get("zoomScroll").stepZoom(-1), fit: () => viewer.get("canvas").zoom("fit-viewport", "auto") };
  tools.addEventListener("click", (event) => zoom[event.target.closest("[data-zoom]")?.dataset.zoom]?.());
  box.querySelector("[data-pages]").hidden = diagrams.length < 2;
  box.querySelector("[data-next]").addEventListener("click", () => {
    at = (at + 1) % diagrams.length;
    draw();
  });
  await draw();
  tools.hidden = false;
}

if (box) {
  start().catch(() => {
    box.querySelector("[data-canvas]").hidden = true;
    box.querySelector("[data-failed]").hidden = false;
  });
}
