// The kinds of field that the viewer knows: what an empty one holds, and what becomes of an imported value of the
// wrong sort (form-js.md rules 4, 6, 7, 9, 10). `sanitise(value, field, data)` is not called for a missing value.

import { isDateText, isMomentText, minutesOf } from './moments.js';
import { keepKnown, keepKnownOne } from './options.js';

const isContainer = (value) => value !== null && typeof value === 'object';

const line = (value) => (isContainer(value) || value === null ? '' : String(value).replace(/[\r\n\t]/g, ' '));

const lines = (value) => (isContainer(value) || value === null ? '' : String(value));

/** The number a value stands for, or null; a text is a number where JavaScript's Number takes it. */
export function number(value, field) {
  if ((typeof value !== 'number' && typeof value !== 'string') || value === '' || Number.isNaN(Number(value))) {
    return null;
  }
  return field.serializeToString ? value.toString() : Number(value);
}

function moment(value, { subtype }) {
  if (typeof value !== 'string') {
    return null;
  }
  const isKept =
    (subtype === 'date' && isDateText(value)) ||
    (subtype === 'time' && minutesOf(value) !== null) ||
    (subtype === 'datetime' && isMomentText(value)) ||
    !['date', 'time', 'datetime'].includes(subtype);
  return isKept ? value : null;
}

/** One reference or a list of them; the viewer has one `files::…` for all files of a field, we have one each. */
export function files(value) {
  const list = (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string' && one !== '');
  return list.length ? list : null;
}

const input = (empty, sanitise, more = {}) => ({ keyed: true, empty, sanitise, ...more });
const shown = (defaults = {}) => ({ defaults });

export const KINDS = {
  textfield: input('', line),
  textarea: input('', lines),
  number: input(null, number),
  datetime: input(null, moment, { defaults: { subtype: 'date' } }),
  checkbox: input(false, (value) => value === true),
  radio: input(null, keepKnownOne, { isChoice: true }),
  select: input(null, keepKnownOne, { isChoice: true }),
  checklist: input([], keepKnown, { isChoice: true, isMany: true }),
  taglist: input([], keepKnown, { isChoice: true, isMany: true }),
  expression: input(null, undefined, { defaults: { computeOn: 'change' } }),
  filepicker: input(null, files),
  group: { pathed: true },
  dynamiclist: { pathed: true, repeatable: true, defaults: { isRepeating: true, defaultRepetitions: 1, allowAddRemove: true } },
  text: shown(),
  html: shown(),
  image: shown(),
  table: shown(),
  spacer: shown({ height: 60 }),
  separator: shown(),
  button: shown(),
};
