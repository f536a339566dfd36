// Draws a diagram with the real bpmn-js and tells where everything ended up: boxes, way points and the text as drawn.
import Viewer from "bpmn-js/lib/Viewer";

const rounded = (box) => [box.x, box.y, box.width, box.height].map((value) => Math.round(value * 10) / 10);

function text(registry, element) {
  const drawn = registry.getGraphics(element).querySelector(":scope > .djs-visual text");
  if (!drawn || !drawn.textContent.trim()) return null;
  const box = drawn.getBBox();
  // a connection's own group is not moved, a shape's is
  const at = element.waypoints ? { x: 0, y: 0 } : element;
  return rounded({ x: at.x + box.x, y: at.y + box.y, width: box.width, height: box.height });
}

function measured(registry, element) {
  return {
    id: element.id,
    type: element.type.replace("bpmn:", ""),
    of: element.labelTarget ? element.labelTarget.id : null,
    parent: element.parent ? element.parent.id : null,
    host: element.host ? element.host.id : null,
    box: element.waypoints ? null : rounded(element),
    points: (element.waypoints || []).map((point) => [point.x, point.y]),
    ends: element.waypoints ? [element.source.id, element.target.id] : [],
    text: element.type === "bpmn:Participant" || element.type === "bpmn:Lane" ? null : text(registry, element),
  };
}

window.draw = async (xml) => {
  const canvas = document.body.appendChild(document.createElement("div"));
  canvas.style.cssText = "width: 800px; height: 600px";
  const viewer = new Viewer({ container: canvas });
  const { warnings } = await viewer.importXML(xml);
  const registry = viewer.get("elementRegistry");
  const elements = registry.filter((element) => element.parent).map((element) => measured(registry, element));
  return { warnings: warnings.map((warning) => warning.message), elements };
};
