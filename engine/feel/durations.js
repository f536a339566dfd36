// What FEEL says of durations and feelin does not: `(today() - dag).days`, `duration("P1W").days`, `duration("P200D") =
// duration("P190D")`, `duration("PT90M") / 2`. Only for diagrams and decision tables, as all of `strictly`: a form
// follows the viewer.

import { DateTime, Duration } from 'luxon';

import { kindOf, lengthOf, monthsIn, rest } from './kinds.js';
import { isOn } from './strict.js';

const SECOND = 1000;
const DAY = 86_400 * SECOND;

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

// luxon counts a year as 365 days and twelve months as 360, so a year was not as long as twelve months. feelin multiplies
// and divides what has such a number, times and durations by one another too: `measured` tells that one was asked for.

let hasMeasured = false;

const { toMillis } = Duration.prototype;
Duration.prototype.toMillis = function () {
  return isAsked() && monthsIn(this) ? lengthOf(this) : toMillis.call(this);
};

for (const kind of [Duration, DateTime]) {
  const { valueOf } = kind.prototype;
  kind.prototype.valueOf = function () {
    hasMeasured = true;
    return valueOf.call(this);
  };
}

/** Run `calculate` and return `[what it gives, whether a time or a duration stood for a number]`. */
export function measured(calculate) {
  const outer = hasMeasured;
  hasMeasured = false;
  try {
    const value = calculate();
    return [value, hasMeasured];
  } finally {
    hasMeasured = outer;
  }
}

// -- FEEL's sign stands before all of a text, luxon's before each part: `-P1Y2M`

const { toISO } = Duration.prototype;
Duration.prototype.toISO = function (...given) {
  const parts = Object.values(this.values);
  const isNegative = isOn() && parts.some((one) => one < 0) && !parts.some((one) => one > 0);
  return isNegative ? `-${toISO.apply(this.negate(), given)}` : toISO.apply(this, given);
};

// -- a duration times or divided by a number

const NAMES = { '*': 'skalertOpp', '/': 'skalertNed' };

function scaled(duration, by) {
  const [months, milliseconds] = [monthsIn(duration), rest(duration)].map((part) => Math.trunc(by(part)));
  return Number.isFinite(months + milliseconds) ? Duration.fromObject({ months, milliseconds }) : null;
}

function times(a, b) {
  const [left, right] = [kindOf(a), kindOf(b)];
  if (left === 'number' && right === 'number') {
    return a * b;
  }
  if (left === 'duration' && right === 'number') {
    return scaled(a, (part) => part * b);
  }
  return left === 'number' && right === 'duration' ? scaled(b, (part) => part * a) : null;
}

function over(a, b) {
  const [left, right] = [kindOf(a), kindOf(b)];
  if (left === 'duration' && right === 'duration') {
    const hasMonths = monthsIn(b) !== 0;
    const [one, other, strange] = hasMonths ? [monthsIn(a), monthsIn(b), rest(a) || rest(b)] : [rest(a), rest(b), monthsIn(a)];
    return other && !strange ? one / other : null;
  }
  if (right !== 'number' || !b) {
    return null;
  }
  return left === 'number' ? a / b : left === 'duration' ? scaled(a, (part) => part / b) : null;
}

const called = (call) => Object.assign(call, { $args: ['a', 'b'] });

/** What a text that `written` has made calls. */
export const scaling = { [NAMES['*']]: called(times), [NAMES['/']]: called(over) };

/** The text with each `*`, `/` and sign in `tree` as a call of `scaling`, null where it has none. */
export function written(tree) {
  let hasAny = false;
  const write = (node) => {
    const [left, sign, right] = node.children;
    if (node.name === 'ArithmeticExpression' && sign?.text in NAMES && right) {
      hasAny = true;
      return `${NAMES[sign.text]}(${write(left)}, ${write(right)})`;
    }
    if (node.name === 'ArithmeticExpression' && left.text === '-' && sign && !right) {
      hasAny = true;
      return `${NAMES['*']}(-1, ${write(sign)})`;
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
