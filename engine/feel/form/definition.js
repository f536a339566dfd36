// A form's definition, made ready once: parents, ids and the path of each field's value. Kept by key for later calls.

import { KINDS } from './kinds.js';

const KEPT = 200;
const cache = new Map();

/** The ready form of this key, made from `schema` where it is new; undefined where neither is at hand. */
export function formOf(key, schema) {
  if (!cache.has(key) && schema) {
    cache.set(key, prepare(schema));
    if (cache.size > KEPT) {
      cache.delete(cache.keys().next().value);
    }
  }
  return cache.get(key);
}

/**
 * Nodes `{field, kind, id, parent, segments, children, isRepeating}`; `segments` is the node's own part of the path.
 * The viewer gives a field without a key a random one; ours is named after its place, so that it is the same twice.
 */
function prepare(schema) {
  let count = 0;
  const visit = (field, parent) => {
    const kind = field.type === 'default' ? KINDS.group : KINDS[field.type] ?? KINDS.separator;
    count += 1;
    const node = {
      field: { ...kind.defaults, ...field },
      kind,
      id: field.id ?? `Felt_${count}`,
      parent,
      isRoot: !parent,
    };
    node.segments = ownSegments(node);
    node.isRepeating = Boolean(kind.repeatable && node.field.isRepeating);
    node.children = (field.components ?? []).map((child) => visit(child, node));
    return node;
  };
  return visit({ ...schema, type: 'default' }, null);
}

function ownSegments({ field, kind, id, isRoot }) {
  if (isRoot) {
    return [];
  }
  const text = kind.keyed ? field.key || id : kind.pathed ? field.path || (kind.repeatable ? id : '') : '';
  return text ? text.split('.') : [];
}

/** Where the value of `node` stands, `indexes` giving the row within each list around it by the list's id. */
export function pathOf(node, indexes) {
  if (!node.parent) {
    return [];
  }
  const row = node.parent.isRepeating ? [indexes[node.parent.id]] : [];
  return [...pathOf(node.parent, indexes), ...row, ...node.segments];
}
