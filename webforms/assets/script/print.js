// A button that prints the page: shown only where a script can do it; without one the browser's own menu can.
export function startPrint() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
