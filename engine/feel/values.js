// FEEL values on their way to and from Python. JSON says most of it; dates, times and durations travel as
// `{"§": [kind, text]}`, and so does a context that happens to have a key `§` itself.

import { DateTime, Duration, FixedOffsetZone, SystemZone } from 'luxon';

const MARK = '§';

const readers = {
  date: (text) => DateTime.fromISO(text, { zone: FixedOffsetZone.utcInstance }),
  time: (text) => DateTime.fromISO(`1900-01-01T${text}`, { setZone: true }),
  datetime: (text) => DateTime.fromISO(text, { zone: SystemZone.instance }),
  duration: (text) => Duration.fromISO(text),
  context: (entries) => Object.fromEntries(entries.map(([key, value]) => [key, toFeel(value)])),
};

/** The FEEL value of what Python sent. */
export function toFeel(wire) {
  if (Array.isArray(wire)) {
    return wire.map(toFeel);
  }
  if (wire === null || typeof wire !== 'object') {
    return wire;
  }
  if (MARK in wire) {
    const [kind, content] = wire[MARK];
    return readers[kind](content);
  }
  return Object.fromEntries(Object.entries(wire).map(([key, value]) => [key, toFeel(value)]));
}

/** What Python gets for a FEEL value; a function or a range has no counterpart there and is refused. */
export function toWire(value) {
  if (value === null || value === undefined || (typeof value === 'number' && !Number.isFinite(value))) {
    return null;
  }
  if (['boolean', 'number', 'string'].includes(typeof value)) {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(toWire);
  }
  if (DateTime.isDateTime(value)) {
    return value.isValid ? momentToWire(value) : null;
  }
  if (Duration.isDuration(value)) {
    return value.isValid ? durationToWire(value) : null;
  }
  if (Object.getPrototypeOf(value) === Object.prototype) {
    return contextToWire(value);
  }
  throw new Error('not a value');
}

function contextToWire(context) {
  const entries = Object.entries(context).map(([key, value]) => [key, toWire(value)]);
  return MARK in context ? { [MARK]: ['context', entries] } : Object.fromEntries(entries);
}

// feelin tells a date from a moment by the same signs: 1900-01-01 is a time, midnight in its own UTC zone a date
function momentToWire(moment) {
  const isLocal = moment.zone === SystemZone.instance;
  if (moment.year === 1900 && moment.month === 1 && moment.day === 1) {
    return { [MARK]: ['time', moment.toISOTime({ includeOffset: !isLocal })] };
  }
  const isMidnight = moment.hour + moment.minute + moment.second + moment.millisecond === 0;
  if (isMidnight && moment.zone === FixedOffsetZone.utcInstance) {
    return { [MARK]: ['date', moment.toISODate()] };
  }
  return { [MARK]: ['datetime', moment.toISO()] };
}

function durationToWire(duration) {
  const months = duration.years * 12 + duration.quarters * 3 + duration.months;
  const rest = duration.set({ years: 0, quarters: 0, months: 0 }).toMillis();
  return { [MARK]: ['duration', [months, rest]] };
}

/** The value as JSON writes it, for `to json`: dates and durations as ISO text. */
export function toJson(value) {
  if (Array.isArray(value)) {
    return value.map(toJson);
  }
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toJson(one)]));
  }
  const wire = toWire(value);
  return wire !== null && typeof wire === 'object' ? (Duration.isDuration(value) ? value.toISO() : wire[MARK][1]) : wire;
}
