// What the viewer does by itself once a form is open, until nothing moves any more: choices that are no option are
// taken away, dates and times written anew, expression fields computed (rules 7, 10, 11).

import { set } from 'min-dash';

import { copy, initialData } from './initial.js';
import { visibleData } from './conditions.js';
import { isAmong, isSame, optionsOf } from './options.js';
import { rewritten } from './moments.js';
import { evaluateIn } from './scope.js';
import { keyed, shownTree } from './tree.js';

const PASSES_AT_MOST = 50;

/** Open `form` with `imported` and let it come to rest: `{data, initial, tree}`. */
export function settle(form, imported) {
  const initial = initialData(form, imported);
  const state = { data: copy(initial), initial: copy(initial), tree: [] };
  const done = { expressions: new Set(), numbers: new Set(), waiting: new Set(), moments: new Set(), isAwake: false };
  let isChanged = true;
  for (let pass = 0; pass < PASSES_AT_MOST; pass += 1) {
    if (isChanged) {
      state.tree = shownTree(form, state.data, visibleData(form, state.data, state.initial));
    }
    const changes = keyed(state.tree).flatMap((one) => {
      const made = change(one, state, done);
      if (made.some(({ isComputed }) => !isComputed)) {
        done.expressions.clear();
      }
      return made;
    });
    if (!changes.length && !done.isAwake && !wakes(state, done)) {
      break;
    }
    done.isAwake = false;
    isChanged = changes.length > 0;
    if (isChanged) {
      changes.forEach(({ path, value }) => set(state.data, path, value));
      state.data = copy(state.data);
    }
  }
  return state;
}

// an expression runs once until a field changes, and a number counts as changed shortly after it is first shown
function wakes(state, done) {
  const fresh = keyed(state.tree)
    .filter(({ node, value, isFrozen }) => node.field.type === 'number' && value !== null && !isFrozen)
    .map(({ path }) => path.join('.'))
    .filter((place) => !done.numbers.has(place));
  fresh.forEach((place) => done.numbers.add(place));
  if (fresh.length) {
    done.expressions.clear();
  }
  return fresh.length > 0;
}

/** Expression fields that wait for the press of the button; they see what was shown, not each other. */
export function compute(state) {
  const late = keyed(state.tree).filter(({ node: { field }, isFrozen }) => {
    return field.type === 'expression' && field.computeOn === 'presubmit' && !isFrozen;
  });
  const values = late.map(({ context, node }) => plain(evaluateIn(context, node.field.expression)));
  late.forEach(({ path }, index) => set(state.data, path, values[index]));
}

function change(one, state, done) {
  const { node, isFrozen } = one;
  if (isFrozen) {
    return [];
  }
  if (node.kind.isChoice) {
    return chosen(one, state);
  }
  if (node.field.type === 'datetime') {
    return written(one, done);
  }
  if (node.field.type === 'expression' && node.field.computeOn === 'change') {
    return calculated(one, done.expressions);
  }
  return [];
}

// once for each field, one pass after it is first shown: the viewer looks at its own writing no more
function written({ node, path, value }, done) {
  const place = path.join('.');
  if (done.moments.has(place)) {
    return [];
  }
  if (!done.waiting.has(place)) {
    done.waiting.add(place);
    done.isAwake = true;
    return [];
  }
  done.moments.add(place);
  const next = rewritten(value, node.field);
  return next === value ? [] : [{ path, value: next }];
}

function chosen({ node, path, value, context }, { initial }) {
  const options = optionsOf(node.field, initial, context);
  if (options === null || !value) {
    return [];
  }
  const values = options.map((option) => option.value);
  if (!node.kind.isMany) {
    return isAmong(value, values) ? [] : [{ path, value: null }];
  }
  const kept = Array.isArray(value) ? value.filter((item) => isAmong(item, values)) : [];
  return isSame(kept, value) ? [] : [{ path, value: kept }];
}

function calculated({ node, path, value, context }, computed) {
  const place = path.join('.');
  const next = plain(evaluateIn(context, node.field.expression));
  if (isSame(next, value ?? null) || computed.has(place)) {
    return [];
  }
  computed.add(place);
  return [{ path, value: next, isComputed: true }];
}

// the viewer keeps its data as JSON: a FEEL date becomes a text, what JSON cannot say becomes null
function plain(value) {
  const text = JSON.stringify(value ?? null);
  return text === undefined ? null : JSON.parse(text);
}
