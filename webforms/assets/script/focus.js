// Where the eye goes first: the browser honours `autofocus` on fields; on messages this does.
export function startFocus() {
  const first = document.querySelector("[autofocus]");
  if (first && document.activeElement !== first) first.focus();
}

// In a menu that is pushed sideways on a phone, the page one is on stands in sight.
export function showWhereOneIs() {
  for (const here of document.querySelectorAll(".nav [aria-current], .tabs [aria-current]")) {
    const strip = here.closest("ul");
    strip.scrollLeft += here.getBoundingClientRect().left - strip.getBoundingClientRect().left - 16;
  }
}
