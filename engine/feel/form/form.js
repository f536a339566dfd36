// The two questions about a form: what is made of these answers, and what is shown for them. `known` are names from
// outside the form (the case's variables, option lists); answers with the same key win over them.

import { get, set } from 'min-dash';

import { formOf } from './definition.js';
import { errorsOf, lacksRows } from './check.js';
import { lossOf, lostRows, misshapen } from './losses.js';
import { compute, settle } from './settle.js';
import { shown } from './shown.js';
import { all, keyed } from './tree.js';

/** `{answers, errors}`: what the viewer submits, and `{path: [kind, …]}`; `{unknown: true}` asks for the schema. */
export function clean({ key, schema, answers, known }) {
  return withForm({ key, schema }, (form) => {
    const imported = { ...known, ...answers };
    const broken = misshapen(form, imported);
    if (broken.length) {
      return { answers: {}, errors: Object.fromEntries(broken.map((path) => [path, ['type']])) };
    }
    const state = settle(form, imported);
    compute(state);
    return { answers: submitted(state), errors: refused(state, imported) };
  });
}

/** The tree that is drawn, and the data behind it. */
export function show({ key, schema, answers, known }) {
  return withForm({ key, schema }, (form) => {
    const imported = { ...known, ...answers };
    const broken = misshapen(form, imported);
    broken.forEach((path) => set(imported, path.split('.'), null));
    const state = settle(form, imported);
    return { tree: shown(state) };
  });
}

function withForm({ key, schema }, answer) {
  const form = formOf(key, schema);
  return form ? answer(form) : { unknown: true };
}

function submitted(state) {
  const answers = {};
  for (const { path, isDisabled } of keyed(state.tree)) {
    if (!isDisabled) {
      set(answers, path, get(state.data, path));
    }
  }
  return answers;
}

function refused(state, imported) {
  const errors = {};
  for (const one of all(state.tree)) {
    lostRows(one, imported).forEach((path) => {
      errors[path] = ['type'];
    });
    if (lacksRows(one)) {
      errors[one.path.join('.')] = ['rows'];
    }
    if (one.node.kind.keyed && !one.isDisabled) {
      const kinds = kindsOf(one, get(state.data, one.path), imported);
      if (kinds.length) {
        errors[one.path.join('.')] = kinds;
      }
    }
  }
  return errors;
}

// the viewer's own kinds first; the loss after them, which says more than "required" does
function kindsOf(one, value, imported) {
  const loss = lossOf(one, value, imported);
  const kinds = errorsOf(one, value);
  return loss && !kinds.includes(loss) ? [...kinds, loss] : kinds;
}
