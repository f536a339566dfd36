// Dates and times as the viewer reads and writes them, on Oslo's wall clock (rule 10). Minutes count from midnight.

import { DateTime } from 'luxon';

import { now, offsetAt } from '../zone.js';

const DAY = 24 * 60;
const MINUTE = 60_000;

const isParsed = (text) => !Number.isNaN(Date.parse(text));

/** Whether an imported text may be a date: three parts, no time. */
export const isDateText = (text) => isParsed(text) && !text.includes('T') && text.split('-').length === 3;

/** Whether an imported text may be a date and time: a whole date before the T. */
export function isMomentText(text) {
  const parts = text.split('T');
  return isParsed(text) && parts.length === 2 && parts[0].split('-').length === 3;
}

/** The minutes of an ISO time in Oslo today, or null. */
export function minutesOf(text) {
  if (!text || typeof text !== 'string') {
    return null;
  }
  const here = -offsetNow();
  if (text.includes('Z')) {
    return shifted(plainMinutes(text.replace('Z', '')), 0, here);
  }
  for (const [sign, direction] of [['+', -1], ['-', 1]]) {
    if (text.includes(sign)) {
      const [time, offset] = text.split(sign);
      return shifted(plainMinutes(time), plainMinutes(offset), here, direction);
    }
  }
  return plainMinutes(text);
}

const offsetNow = () => offsetAt(now().toMillis());

function shifted(minutes, offset, here, direction = 1) {
  return minutes === null || offset === null ? null : (minutes + direction * offset - here + DAY) % DAY;
}

function plainMinutes(text) {
  const parts = text.split(':');
  const hour = parseInt(parts[0], 10);
  const minute = parts.length > 1 ? parseInt(parts[1], 10) : 0;
  const isOutside = !(hour >= 0 && hour <= 24 && minute >= 0 && minute <= 60);
  return isOutside ? null : hour * 60 + minute;
}

/**
 * What the viewer turns a value into when the field is first shown: Oslo's offset and its own format, or null.
 * A time is floored to the field's interval only when it is picked in the viewer, so one that was sent stays exact.
 */
export function rewritten(value, { subtype, timeSerializingFormat }) {
  if (typeof value !== 'string') {
    return null;
  }
  if (subtype === 'date') {
    const date = DateTime.fromISO(value);
    return date.isValid ? date.toISODate() : null;
  }
  if (subtype === 'time') {
    const minutes = minutesOf(value);
    return minutes === null ? null : writtenTime(minutes, offsetNow(), timeSerializingFormat);
  }
  if (subtype === 'datetime') {
    const wall = wallOf(value);
    return wall === null ? null : writtenMoment(wall, timeSerializingFormat);
  }
  return null;
}

/** The day of a date or date-and-time value as `YYYY-MM-DD` in Oslo, null for anything else. */
export function dayOf(value, { subtype }) {
  const wall = typeof value === 'string' && subtype === 'datetime' ? wallOf(value) : null;
  return wall === null ? (subtype === 'date' ? value : null) : isoDay(wall);
}

export const today = () => now().toISODate();

// a wall time is held as the milliseconds it would have in UTC
function wallOf(text) {
  const local = Date.parse(`${text}Z`);
  const instant = Number.isNaN(local) ? Date.parse(text) : local - offsetOfWall(local) * MINUTE;
  return Number.isNaN(instant) ? null : instant + offsetAt(instant) * MINUTE;
}

const isoDay = (wall) => new Date(wall).toISOString().slice(0, 10);

function writtenMoment(wall, format) {
  const midnight = Math.floor(wall / (DAY * MINUTE)) * DAY * MINUTE;
  const minutes = Math.floor((wall - midnight) / MINUTE);
  const offset = offsetOfWall(midnight + minutes * MINUTE);
  const dayShift = format === 'utc_normalized' ? (minutes < offset ? -1 : minutes - offset > DAY ? 1 : 0) : 0;
  return `${isoDay(midnight + dayShift * DAY * MINUTE)}T${writtenTime(minutes, offset, format)}`;
}

// as JavaScript's Date: the earlier instant where a wall time comes twice, the offset before where it never comes
function offsetOfWall(wall) {
  const before = offsetAt(wall - DAY * MINUTE);
  const after = offsetAt(wall + DAY * MINUTE);
  const fitting = [Math.max(before, after), Math.min(before, after)].find((offset) => offsetAt(wall - offset * MINUTE) === offset);
  return fitting ?? before;
}

const two = (count) => String(count).padStart(2, '0');

function writtenTime(minutes, offset, format) {
  const clock = (count) => `${two(Math.floor(count / 60))}:${two(count % 60)}`;
  if (format === 'utc_normalized') {
    return `${clock((minutes - offset + DAY) % DAY)}Z`;
  }
  return clock(minutes) + (format === 'utc_offset' ? `${offset < 0 ? '-' : '+'}${clock(Math.abs(offset))}` : '');
}
