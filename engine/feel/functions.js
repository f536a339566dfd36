// FEEL functions that Camunda documents and feelin lacks, or has with a fault. Only for diagrams and decision tables:
// a form's expressions follow the viewer. All give the same for the same arguments; `random number` and `uuid` do not
// and are therefore no functions here.

import { DateTime, Duration, FixedOffsetZone } from 'luxon';
import { evaluate } from '@bpmn-io/feelin';

import { equal, kindOf, order } from './kinds.js';
import { toJson } from './values.js';
import { now } from './zone.js';

/** Thrown by `assert`: the routine's author wants the case to stop here. */
export class Refusal extends Error {}

const named = (parameters, call) => Object.assign(call, { $args: parameters });
const text = (value, use) => (typeof value === 'string' ? use(value) : null);
const list = (value) => (value === null || value === undefined ? null : Array.isArray(value) ? value : [value]);
const spread = (values) => (values.length === 1 && Array.isArray(values[0]) ? values[0] : values);
const isSame = (a, b) => equal(a ?? null, b ?? null) === true;

function outermost(values, sign) {
  const all = spread(values);
  const first = all.length && order(all[0], all[0]) === 0 ? all[0] : null;
  return all.reduce((found, value) => {
    const by = found === null ? null : order(value, found);
    return by === null ? null : by * sign > 0 ? value : found;
  }, first);
}

function median(values) {
  const all = spread(values);
  if (!all.length || all.some((value) => typeof value !== 'number')) {
    return null;
  }
  const sorted = [...all].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function joined(values, delimiter, prefix, suffix) {
  const all = list(values);
  if (all === null || all.some((value) => value !== null && typeof value !== 'string')) {
    return null;
  }
  return `${prefix ?? ''}${all.filter((value) => value !== null).join(delimiter ?? '')}${suffix ?? ''}`;
}

function partition(values, size) {
  const all = list(values);
  if (all === null || !(size >= 1)) {
    return null;
  }
  const whole = Math.floor(size);
  return Array.from({ length: Math.ceil(all.length / whole) }, (_, n) => all.slice(n * whole, (n + 1) * whole));
}

function fromJson(written) {
  try {
    return text(written, JSON.parse);
  } catch {
    return null;
  }
}

function extract(string, pattern) {
  return text(string, () => text(pattern, () => [...string.matchAll(new RegExp(pattern, 'gu'))].map(([found]) => found)));
}

function base64(written) {
  const bytes = [...unescape(encodeURIComponent(written))].map((sign) => sign.charCodeAt(0));
  const signs = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let found = '';
  for (let n = 0; n < bytes.length; n += 3) {
    const [a, b = 0, c = 0] = bytes.slice(n, n + 3);
    const four = [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63].map((at) => signs[at]);
    found += four.slice(0, Math.min(4, bytes.length - n + 1)).join('');
  }
  return found.padEnd(Math.ceil(found.length / 4) * 4, '=');
}

const inMoment = (value, use) => (['date', 'date time'].includes(kindOf(value)) ? use(value) : null);
const dateOf = (moment) => DateTime.fromISO(moment.toISODate(), { zone: FixedOffsetZone.utcInstance });

/** `R3/PT1H`, as a timer that repeats is written; without a number it has no end. */
function cycle(times, interval) {
  const [count, every] = kindOf(times) === 'duration' ? [null, times] : [times ?? null, interval];
  const isCount = count === null || (Number.isInteger(count) && count >= 0);
  return isCount && kindOf(every) === 'duration' ? `R${count ?? ''}/${every.toISO()}` : null;
}

// -- ranges: a point is a range that begins and ends in it

function asRange(value) {
  if (kindOf(value) === 'range') {
    return { start: value.start, end: value.end, from: value['start included'], to: value['end included'] };
  }
  return { start: value, end: value, from: true, to: true };
}

const relation = (parameters, holds) =>
  named(parameters, (first, second) => {
    if ([first, second].some((one) => one === null || one === undefined)) {
      return null;
    }
    const [a, b] = [asRange(first), asRange(second)];
    const isKnown = [a.start, a.end, b.start, b.end].every((edge) => edge !== null && edge !== undefined);
    return isKnown && order(a.start, b.end) !== null ? holds(a, b) : null;
  });

const startsSame = (a, b) => order(a.start, b.start) === 0 && a.from === b.from;
const endsSame = (a, b) => order(a.end, b.end) === 0 && a.to === b.to;
const startsIn = (a, b) => order(a.start, b.start) > 0 || (order(a.start, b.start) === 0 && (b.from || !a.from));
const endsIn = (a, b) => order(a.end, b.end) < 0 || (order(a.end, b.end) === 0 && (b.to || !a.to));
const isBefore = (a, b) => order(a.end, b.start) < 0 || (order(a.end, b.start) === 0 && !(a.to && b.from));
const isWithin = (a, b) => startsIn(a, b) && endsIn(a, b);
const startsFirst = (a, b) => order(a.start, b.start) < 0 || (order(a.start, b.start) === 0 && a.from && !b.from);
const endsFirst = (a, b) => order(a.end, b.end) < 0 || (order(a.end, b.end) === 0 && !a.to && b.to);
const overlaps = (a, b) => !isBefore(a, b) && !isBefore(b, a);

// called as it is: read anew each time, five hundred dates took longer than an expression may
const feelinDate = evaluate('date', {}).value;

const RANGES = ['range1', 'range2'];

export const own = {
  now: named([], () => now()),
  // feelin's own today() is a moment in local time, which is never equal to a date
  today: named([], () => dateOf(now())),
  // feelin's own gives the day in UTC: half past midnight was yesterday
  date: named(['year', 'month', 'day', 'from'], (year, month, day, from) => {
    const moment = from ?? year ?? null;
    return kindOf(moment) === 'date time' ? dateOf(moment) : feelinDate(year ?? null, month ?? null, day ?? null, from ?? null);
  }),

  'is defined': named(['value'], (value) => value !== null && value !== undefined),
  'get or else': named(['value', 'default'], (value, other) => value ?? other ?? null),
  assert: named(['value', 'condition', 'cause'], (value, condition, cause) => {
    if (condition !== true) {
      throw new Refusal(typeof cause === 'string' ? cause : '');
    }
    return value ?? null;
  }),

  trim: named(['string'], (string) => text(string, () => string.trim())),
  'is blank': named(['string'], (string) => text(string, () => string.trim() === '')),
  extract: named(['string', 'pattern'], extract),
  'to base64': named(['value'], (value) => text(value, base64)),
  'from json': named(['value'], fromJson),
  'to json': named(['value'], (value) => JSON.stringify(toJson(value))),
  'string join': named(['list', 'delimiter', 'prefix', 'suffix'], joined),

  min: named(['...list'], (...values) => outermost(values, -1)),
  max: named(['...list'], (...values) => outermost(values, 1)),
  median: named(['...list'], (...values) => median(values)),
  'list contains': named(['list', 'element'], (values, element) => list(values)?.some((one) => isSame(one, element)) ?? null),
  'index of': named(['list', 'match'], (values, match) => list(values)?.flatMap((one, n) => (isSame(one, match) ? [n + 1] : [])) ?? null),
  'is empty': named(['list'], (values) => (list(values) === null ? null : list(values).length === 0)),
  'duplicate values': named(['list'], (values) => {
    const all = list(values);
    const isFirst = (one, at) => all.findIndex((other) => isSame(one, other)) === at;
    return all?.filter((one, at) => isFirst(one, at) && all.slice(at + 1).some((other) => isSame(one, other))) ?? null;
  }),
  partition: named(['list', 'size'], partition),

  abs: named(['n'], (n) => {
    if (kindOf(n) === 'duration') {
      return n.toMillis() < 0 ? n.negate() : n;
    }
    return typeof n === 'number' ? Math.abs(n) : null;
  }),
  ...Object.fromEntries(
    ['round up', 'round down', 'round half up', 'round half down'].map((name) => [
      name,
      named(['n', 'scale'], (n, scale) => evaluate(`${name}(n, scale)`, { n: n ?? null, scale: scale ?? 0 }).value),
    ]),
  ),

  cycle: named(['repetitions', 'interval'], cycle),
  'last day of month': named(['date'], (date) => inMoment(date, () => dateOf(date.endOf('month')))),
  'day of week': named(['date'], (date) => inMoment(date, () => date.weekdayLong)),
  'day of year': named(['date'], (date) => inMoment(date, () => date.ordinal)),
  'month of year': named(['date'], (date) => inMoment(date, () => date.monthLong)),
  'week of year': named(['date'], (date) => inMoment(date, () => date.weekNumber)),
  'years and months duration': named(['from', 'to'], (from, to) =>
    inMoment(from, () => inMoment(to, () => Duration.fromObject(wholeMonths(from, to)))),
  ),

  'get value': named(['m', 'key'], (m, key) =>
    list(key)?.reduce((at, step) => (kindOf(at) === 'context' && Object.hasOwn(at, step) ? at[step] : null), m) ?? null,
  ),

  before: relation(['a', 'b'], isBefore),
  after: relation(['a', 'b'], (a, b) => isBefore(b, a)),
  meets: relation(RANGES, (a, b) => order(a.end, b.start) === 0 && a.to && b.from),
  'met by': relation(RANGES, (a, b) => order(b.end, a.start) === 0 && b.to && a.from),
  overlaps: relation(RANGES, overlaps),
  'overlaps before': relation(RANGES, (a, b) => startsFirst(a, b) && endsFirst(a, b) && overlaps(a, b)),
  'overlaps after': relation(RANGES, (a, b) => startsFirst(b, a) && endsFirst(b, a) && overlaps(a, b)),
  finishes: relation(['a', 'range'], (a, b) => endsSame(a, b) && startsIn(a, b)),
  'finished by': relation(['range', 'b'], (a, b) => endsSame(b, a) && startsIn(b, a)),
  includes: relation(['range', 'value'], (a, b) => isWithin(b, a)),
  during: relation(['a', 'range'], isWithin),
  starts: relation(['a', 'range'], (a, b) => startsSame(a, b) && endsIn(a, b)),
  'started by': relation(['range', 'b'], (a, b) => startsSame(b, a) && endsIn(b, a)),
  coincides: relation(['a', 'b'], (a, b) => startsSame(a, b) && endsSame(a, b)),
};

function wholeMonths(from, to) {
  const months = Math.trunc(to.diff(from, 'months').toObject().months);
  return { years: Math.trunc(months / 12), months: months % 12 };
}

/** Those of our functions that `written` may call, so that feelin need not be told of all of them each time. */
export const calledIn = (written) =>
  Object.fromEntries(Object.entries(own).filter(([name]) => written.includes(name.split(' ', 1)[0])));
