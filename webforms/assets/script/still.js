// Nothing moves under a finger or a mouse button that is down: the browser makes no click of a press that ends on
// something else than it began on, and what was pressed would not be done.
const LONGEST = 4000;
let released = Promise.resolve();

addEventListener(
  "pointerdown",
  () => {
    released = new Promise((done) => {
      setTimeout(done, LONGEST);
      // the click comes right after, in the same turn
      for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(done), { once: true });
    });
  },
  true,
);

/** Resolve when nothing is pressed, at the latest after some seconds: what is shown may change now. */
export const still = () => released;
