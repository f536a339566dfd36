// Which kind of value something is, in FEEL's words, and how two values of one kind are compared.

import { DateTime, Duration, FixedOffsetZone } from 'luxon';
import { evaluate } from '@bpmn-io/feelin';

/** `nil`, `boolean`, `number`, `string`, `list`, `context`, `duration`, `date`, `time`, `date time`, `range`, `other`. */
export function kindOf(value) {
  if (value === null || value === undefined) {
    return 'nil';
  }
  if (['boolean', 'number', 'string'].includes(typeof value)) {
    return typeof value;
  }
  if (Array.isArray(value)) {
    return 'list';
  }
  if (DateTime.isDateTime(value)) {
    return momentKind(value);
  }
  if (Duration.isDuration(value)) {
    return 'duration';
  }
  if (value instanceof Range) {
    return 'range';
  }
  return Object.getPrototypeOf(value) === Object.prototype ? 'context' : 'other';
}

// the same signs as feelin's own
function momentKind(moment) {
  if (moment.year === 1900 && moment.month === 1 && moment.day === 1) {
    return 'time';
  }
  const isMidnight = moment.hour + moment.minute + moment.second + moment.millisecond === 0;
  return isMidnight && moment.zone === FixedOffsetZone.utcInstance ? 'date' : 'date time';
}

/** feelin's class of ranges, which it does not export. */
export const Range = evaluate('[1..2]', {}).value.constructor;

/** Whether FEEL can put the two in order; a date and a moment may be compared, as feelin does. */
export const isOrdered = (a, b) => group(a) !== null && group(a) === group(b);

const ORDERED = ['number', 'string', 'time', 'date', 'date time', 'duration'];

function group(value) {
  const kind = kindOf(value);
  return ORDERED.includes(kind) ? kind.replace(' time', '') : null;
}

const DAY = 86_400_000;
const MONTH = (365.2425 * DAY) / 12; // as long as one is in the middle: a year is twelve of them

/** The months of a duration, years and quarters among them, and the milliseconds of the rest. */
export const monthsIn = ({ values }) => (values.years ?? 0) * 12 + (values.quarters ?? 0) * 3 + (values.months ?? 0);
export const rest = (duration) =>
  Duration.fromObject({ ...duration.toObject(), years: 0, quarters: 0, months: 0 }).toMillis();

/** How long a duration is, in milliseconds, beside others. */
export const lengthOf = (duration) => monthsIn(duration) * MONTH + rest(duration);

/** Less than 0, 0, more than 0; null where the two cannot be put in order. */
export function order(a, b) {
  if (!isOrdered(a, b)) {
    return null;
  }
  const [left, right] = [a, b].map((value) => (kindOf(value) === 'duration' ? lengthOf(value) : value.valueOf()));
  return left < right ? -1 : left > right ? 1 : 0;
}

/** FEEL's `a = b`: null where they are of two kinds. */
export function equal(a, b) {
  const kind = kindOf(a);
  return kind === kindOf(b) && ['string', 'number', 'boolean'].includes(kind) ? a === b : evaluate('a = b', { a, b }).value;
}
