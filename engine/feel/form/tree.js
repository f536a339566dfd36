// The fields that are shown for some data: one instance each, with its path, its scope and what may be done to it.

import { get } from 'min-dash';

import { pathOf } from './definition.js';
import { contextOf, isExpression, testIn } from './scope.js';

/**
 * The instances of `form` that are shown: `{node, path, context, value, isReadonly, isDisabled, isFrozen, children,
 * rows}`. A read-only or disabled container freezes what is in it: it is checked and sent, and nothing changes it.
 * `seen` is what expressions see (conditions.js), `data` where values and rows are read.
 */
export function shownTree(form, data, seen) {
  const root = { data: seen, self: seen, parent: null, i: [] };
  const scope = { ...root, context: contextOf(root), indexes: {}, isFrozen: false };
  return form.children.flatMap((node) => instance(node, data, scope));
}

function instance(node, data, scope) {
  const { field, kind } = node;
  if (testIn(scope.context, field.conditional?.hide)) {
    return [];
  }
  const path = pathOf(node, scope.indexes);
  const isDisabled = Boolean(field.disabled);
  const isReadonly = isExpression(field.readonly) ? testIn(scope.context, field.readonly) === true : Boolean(field.readonly);
  const isFrozen = scope.isFrozen || isDisabled || isReadonly;
  const one = { node, path, context: scope.context, isDisabled, isReadonly, isFrozen, children: [], rows: null };
  if (kind.keyed) {
    one.value = get(data, path);
  } else if (node.isRepeating) {
    const rows = get(data, path) ?? [];
    one.rows = rows.map((row, index) => rowOf(node, row, { data, scope: { ...scope, isFrozen }, index }));
  } else {
    one.children = node.children.flatMap((child) => instance(child, data, { ...scope, isFrozen }));
  }
  return [one];
}

function rowOf(node, row, { data, scope, index }) {
  const inner = {
    data: scope.data,
    self: row,
    parent: contextOf({ data: scope.self, self: scope.self, parent: scope.parent, i: scope.i }),
    i: [...scope.i, index + 1],
  };
  const below = { ...scope, ...inner, context: contextOf(inner), indexes: { ...scope.indexes, [node.id]: index } };
  return node.children.flatMap((child) => instance(child, data, below));
}

/** Every instance of a tree, parents before their children. */
export function* all(tree) {
  for (const one of tree) {
    yield one;
    yield* all(one.children);
    for (const row of one.rows ?? []) {
      yield* all(row);
    }
  }
}

/** The instances that hold a value. */
export function keyed(tree) {
  return [...all(tree)].filter(({ node }) => node.kind.keyed);
}
