// feelin puts a date, a text and a number in order as JavaScript does: `"10" > 3` is true there. In FEEL it is null.
// Each range and comparison of feelin asks its range's `includes`; here that answers null for a value of another kind,
// and notes it. The viewer does as feelin does, so forms are left alone: nothing is noted outside `strictly`.

import { isOrdered, Range } from './kinds.js';

let isStrict = false;
let hasMismatch = false;

Object.defineProperty(Range.prototype, 'includes', {
  set(includes) {
    Object.defineProperty(this, 'includes', {
      enumerable: true,
      value: (value) => (isStrict && value !== null && !fits(this, value) ? noted() : includes(value)),
    });
  },
});

function fits({ start, end }, value) {
  const edge = start ?? end;
  return edge === null || edge === undefined || isOrdered(edge, value);
}

function noted() {
  hasMismatch = true;
  return null;
}

/** Whether what runs now is a diagram's or a table's, and not a form's. */
export const isOn = () => isStrict;

/** Run `calculate` and return `[what it gives, whether values of two kinds were put in order]`. */
export function strictly(calculate) {
  const outer = [isStrict, hasMismatch];
  [isStrict, hasMismatch] = [true, false];
  try {
    const value = calculate();
    return [value, hasMismatch];
  } finally {
    [isStrict, hasMismatch] = outer;
  }
}
