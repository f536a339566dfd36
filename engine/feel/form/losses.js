// What a person sent and the viewer would drop without a word: here it becomes an error on that field (form-js.md), of
// the kinds `type option date file`. Hidden, disabled and read-only fields are left out: nobody typed there.

import { get, set } from 'min-dash';

import { isAmong } from './options.js';
import { dayOf, today } from './moments.js';

const isObject = (value) => Object.prototype.toString.call(value) === '[object Object]';

const isNothing = (value) =>
  value === undefined || value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);

/** The kind of loss of one shown field, or null: `value` is what is left of what was imported. */
export function lossOf({ node, path, isFrozen }, value, imported) {
  const sent = get(imported, path);
  if (isFrozen) {
    return null;
  }
  if (node.field.type === 'datetime' && value && isOnWrongSide(dayOf(value, node.field), node.field)) {
    return 'date';
  }
  return isNothing(sent) ? null : (losses[node.field.type]?.(sent, value, node.field) ?? null);
}

// `disallowPassedDates` is the viewer's own; the property `senest` (`i dag`: it tells of what has happened) is ours, and
// the viewer takes any day there
const isOnWrongSide = (day, { disallowPassedDates, properties }) =>
  (disallowPassedDates && day < today()) || (properties?.senest === 'i dag' && day !== null && day > today());

const ofText = (sent) => (typeof sent === 'object' ? 'type' : null);
const ofOne = (sent, value) => (value === null ? 'option' : null);

function ofMany(sent, value) {
  if (!Array.isArray(sent)) {
    return 'type';
  }
  return sent.every((one) => isAmong(one, value ?? [])) ? null : 'option';
}

function ofFiles(sent, value, { multiple }) {
  const count = Array.isArray(sent) ? sent.length : 1;
  const isTooMany = count > 1 && multiple !== true && !String(multiple ?? '').startsWith('=');
  return count !== (value ?? []).length || isTooMany ? 'file' : null;
}

const losses = {
  textfield: ofText,
  textarea: ofText,
  number: (sent, value) => (value === null || value === Infinity || value === -Infinity ? 'type' : null),
  checkbox: (sent) => (typeof sent === 'boolean' ? null : 'type'),
  datetime: (sent, value) => (value === null ? 'date' : null),
  radio: ofOne,
  select: ofOne,
  checklist: ofMany,
  taglist: ofMany,
  filepicker: ofFiles,
};

/**
 * Paths where a group was expected and something else stands: `[path, …]`; the viewer crashes there, or drops a list.
 * An empty list, in which nothing is lost, is made a group in `imported` itself.
 */
export function misshapen(form, imported) {
  const found = new Set();
  const look = (node, base) => {
    const steps = node.kind.keyed ? node.segments.slice(0, -1) : node.isRepeating ? node.segments.slice(0, -1) : node.segments;
    for (let count = 1; count <= steps.length; count += 1) {
      const at = [...base, ...steps.slice(0, count)];
      const value = get(imported, at);
      if (Array.isArray(value) && !value.length) {
        set(imported, at, {});
      } else if (value !== undefined && value !== null && !isObject(value)) {
        found.add(at.join('.'));
        return;
      }
    }
    const path = [...base, ...node.segments];
    if (node.isRepeating) {
      lookAtRows(node, path);
    } else {
      node.children.forEach((child) => look(child, path));
    }
  };
  const lookAtRows = (node, path) => {
    const rows = get(imported, path);
    (Array.isArray(rows) ? rows : []).forEach((row, index) => {
      if (isObject(row)) {
        node.children.forEach((child) => look(child, [...path, index]));
      }
    });
  };
  form.children.forEach((node) => look(node, []));
  return [...found];
}

/** Lists that are shown and were sent as something else, and rows that are no rows: `[path, …]`. */
export function lostRows({ node, path, isFrozen }, imported) {
  const sent = get(imported, path);
  if (!node.isRepeating || isFrozen || isNothing(sent)) {
    return [];
  }
  if (!Array.isArray(sent)) {
    return [path.join('.')];
  }
  return sent.flatMap((row, index) => (isNothing(row) || isObject(row) ? [] : [[...path, index].join('.')]));
}
