// The data a form opens with: imported values made fit, defaults where a key is absent, else empty (rules 4 to 7).

import { get, set } from 'min-dash';

import { pathOf } from './definition.js';

export const copy = (value) => JSON.parse(JSON.stringify(value));

const isObject = (value) => Object.prototype.toString.call(value) === '[object Object]';

/** A copy of `imported` in which every field of the form has a value; keys the form does not know stay. */
export function initialData(form, imported) {
  const data = copy(imported);
  fillNode(form, data, imported, {});
  return data;
}

function fillNode(node, data, imported, indexes) {
  const path = pathOf(node, indexes);
  if (node.kind.keyed) {
    set(data, path, initialValue(node, get(imported, path), imported));
    return;
  }
  if (!node.isRepeating) {
    node.children.forEach((child) => fillNode(child, data, imported, indexes));
    return;
  }
  const rows = initialRows(node, get(imported, path));
  set(data, path, rows);
  rows.forEach((_, row) => {
    node.children.forEach((child) => fillNode(child, data, imported, { ...indexes, [node.id]: row }));
  });
}

function initialValue({ field, kind }, sent, imported) {
  if (sent !== undefined) {
    return kind.sanitise ? kind.sanitise(sent, field, imported) : sent;
  }
  return field.defaultValue === undefined ? kind.empty : field.defaultValue;
}

function initialRows({ field }, sent) {
  if (Array.isArray(sent)) {
    return sent.map((row) => (isObject(row) ? copy(row) : {}));
  }
  return Array.from({ length: field.defaultRepetitions }, () => ({}));
}
