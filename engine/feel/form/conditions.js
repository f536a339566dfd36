// The data that conditions and expressions see: values of hidden fields taken out, and for those the initial value
// instead (rule 2). Row by row the names are the form's root, `this` the row, `parent` the row around it.

import { get, set } from 'min-dash';

import { pathOf } from './definition.js';
import { copy } from './initial.js';
import { contextOf, testIn } from './scope.js';

/** `data` without what is hidden, over `initial`. */
export function visibleData(form, data, initial) {
  const kept = copy(data);
  const scope = { indexes: {}, context: contextOf({ data, self: data, parent: null, i: [] }), i: [], self: data };
  form.children.forEach((node) => strip(node, { scope, data, kept, isHidden: false }));
  return { ...initial, ...kept };
}

function strip(node, { scope, data, kept, isHidden }) {
  const { field, kind } = node;
  const isHere = isHidden || Boolean((kind.keyed || kind.pathed) && testIn(scope.context, field.conditional?.hide) === true);
  if (isHere && (kind.keyed || kind.repeatable)) {
    removeCleanly(kept, pathOf(node, scope.indexes));
  } else if (kind.repeatable) {
    stripRows(node, { scope, data, kept });
  } else {
    node.children.forEach((child) => strip(child, { scope, data, kept, isHidden: isHere }));
  }
}

function stripRows(node, { scope, data, kept }) {
  const rows = get(data, pathOf(node, scope.indexes));
  if (!Array.isArray(rows)) {
    return;
  }
  rows.forEach((row, index) => {
    const i = [...scope.i, index + 1];
    const inner = {
      indexes: { ...scope.indexes, [node.id]: index },
      context: contextOf({ data, self: row, parent: scope.self, i }),
      i,
      self: row,
    };
    node.children.forEach((child) => strip(child, { scope: inner, data, kept, isHidden: false }));
  });
}

// a context or list that is left empty goes too, so that the initial one shows through
function removeCleanly(kept, path) {
  const rest = [...path];
  let isEmpty = true;
  while (isEmpty && rest.length) {
    set(kept, rest, undefined);
    rest.pop();
    const around = get(kept, rest);
    isEmpty = Array.isArray(around)
      ? around.every((item) => item === undefined)
      : around !== null && typeof around === 'object' && Object.keys(around).length === 0;
  }
}
