// Where the eye goes first: the browser honours `autofocus` on fields; on messages this does.
export function startFocus() {
  const first = document.querySelector("[autofocus]");
  if (first && document.activeElement !== first) first.focus();
}
