// What FEEL says of durations and feelin does not: `(today() - dag).days`, `duration("P1W").days`, `duration("P200D") =
// duration("P190D")`, `duration("PT90M") / 2`. Only for diagrams and decision tables, as all of `strictly`: a form
// follows the viewer.

import { DateTime, Duration } from 'luxon';

import { kindOf } from './kinds.js';
import { isOn } from './strict.js';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

const monthsIn = ({ values }) => (values.years ?? 0) * 12 + (values.quarters ?? 0) * 3 + (values.months ?? 0);
const rest = (duration) => Duration.fromObject({ ...duration.toObject(), years: 0, quarters: 0, months: 0 }).toMillis();

// -- its parts, counted anew from all of it: luxon has them as they were written, a difference has milliseconds only

const PARTS = {
  years: (duration) => monthsIn(duration) / 12,
  months: (duration) => monthsIn(duration) % 12,
  days: (duration) => rest(duration) / DAY,
  hours: (duration) => (rest(duration) % DAY) / (3600 * SECOND),
  minutes: (duration) => (rest(duration) % (3600 * SECOND)) / (60 * SECOND),
  seconds: (duration) => (rest(duration) % (60 * SECOND)) / SECOND,
};

let depth = 0; // within luxon's own arithmetic, which reads the parts as they were written

const isAsked = () => isOn() && depth === 0;

for (const [name, part] of Object.entries(PARTS)) {
  const { get } = Object.getOwnPropertyDescriptor(Duration.prototype, name);
  Object.defineProperty(Duration.prototype, name, {
    configurable: true,
    get() {
      return isAsked() && this.isValid ? Math.trunc(part(this)) + 0 : get.call(this);
    },
  });
}

for (const [kind, names] of [
  [DateTime, ['plus', 'minus', 'diff']],
  [Duration, ['plus', 'minus', 'get', 'toISO']],
]) {
  for (const name of names) {
    const own = kind.prototype[name];
    kind.prototype[name] = function (...given) {
      depth += 1;
      try {
        return own.apply(this, given);
      } finally {
        depth -= 1;
      }
    };
  }
}

// -- feelin takes two durations over 180 days for the same where less than a month is between them: it asks for days
// first, then for the seconds between them

const as = Duration.prototype.as;
Duration.prototype.as = function (unit) {
  if (!isAsked()) {
    return as.call(this, unit);
  }
  return unit === 'days' ? 0 : Math.sign(monthsIn(this)) || Math.sign(rest(this));
};

// -- a duration times or divided by a number

const NAMES = { '*': 'skalertOpp', '/': 'skalertNed' };

const scaled = (duration, by) =>
  Number.isFinite(by)
    ? Duration.fromObject({ months: Math.trunc(monthsIn(duration) * by), milliseconds: Math.trunc(rest(duration) * by) })
    : null;

function times(a, b) {
  const [left, right] = [kindOf(a), kindOf(b)];
  if (left === 'number' && right === 'number') {
    return a * b;
  }
  if (left === 'duration' && right === 'number') {
    return scaled(a, b);
  }
  return left === 'number' && right === 'duration' ? scaled(b, a) : null;
}

function over(a, b) {
  const [left, right] = [kindOf(a), kindOf(b)];
  if (left === 'duration' && right === 'duration') {
    const [one, other] = monthsIn(b) ? [monthsIn(a), monthsIn(b)] : [rest(a), rest(b)];
    return other ? one / other : null;
  }
  if (right !== 'number' || !b) {
    return null;
  }
  return left === 'number' ? a / b : left === 'duration' ? scaled(a, 1 / b) : null;
}

const called = (call) => Object.assign(call, { $args: ['a', 'b'] });

/** What a text that `written` has made calls. */
export const scaling = { [NAMES['*']]: called(times), [NAMES['/']]: called(over) };

/** The text with each `*` and `/` in `tree` as a call of `scaling`, null where it has none. */
export function written(tree) {
  let hasAny = false;
  const write = (node) => {
    const [left, sign, right] = node.children;
    if (node.name === 'ArithmeticExpression' && sign?.text in NAMES && right) {
      hasAny = true;
      return `${NAMES[sign.text]}(${write(left)}, ${write(right)})`;
    }
    let [found, at] = ['', node.from];
    for (const child of node.children) {
      found += node.text.slice(at - node.from, child.from - node.from) + write(child);
      at = child.to;
    }
    return found + node.text.slice(at - node.from);
  };
  const text = write(tree);
  return hasAny ? text : null;
}
