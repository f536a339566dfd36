// What a form's expression sees: the data as bare names, `this`, `parent`, `i` (rule 3). Evaluation never throws:
// where the viewer catches an error, the result is null.

import { evaluate, unaryTest } from '@bpmn-io/feelin';

import { treeOf, uses } from '../names.js';

export const isExpression = (text) => typeof text === 'string' && text.startsWith('=');

/** A FEEL context; keys of the data win over the special names, the underlined ones always work. */
export function contextOf({ data, self, parent, i }) {
  return { this: self, parent, i, ...data, _this_: self, _parent_: parent, _i_: i };
}

/** The value of `text` where it is an expression, else `text` itself. */
export function evaluateIn(context, text) {
  return isExpression(text) ? remembered(evaluate, context, text, false) : text;
}

/** The outcome of a condition: true, false, or null where there is none or it is broken. */
export function testIn(context, text) {
  return isExpression(text) ? remembered(unaryTest, context, text, true) : null;
}

// Most of the time goes into parsing, and settling a form asks the same over and over: within one call from Python, an
// expression on the same values of the names it reads is evaluated once. FEEL has no effects, and the time stands still.
const KEPT = 2000;
const known = new Map();
let results = new Map();

/** Forget all results; called before each question. */
export function forget() {
  results = new Map();
  if (known.size > KEPT) {
    known.clear();
  }
}

function remembered(run, context, text, isUnary) {
  const seen = {};
  for (const [name, steps] of reads(text, isUnary)) {
    if (name in context) {
      seen[name] = narrowed(context[name], steps);
    }
  }
  const key = JSON.stringify([isUnary, text, seen]);
  if (!results.has(key)) {
    results.set(key, valueOf(run, text, seen));
  }
  return results.get(key);
}

function valueOf(run, text, context) {
  try {
    return run(text.slice(1), context).value;
  } catch {
    return null;
  }
}

// only the entries that are read: `parent` alone holds the whole form, and would be copied for each row
function narrowed(value, steps) {
  if (!steps || value === null || typeof value !== 'object' || Array.isArray(value)) {
    return value;
  }
  return Object.fromEntries(steps.filter((step) => Object.hasOwn(value, step)).map((step) => [step, value[step]]));
}

/** Each name that `text` reads, with the steps that follow it, null where it is read as a whole. */
function reads(text, isUnary) {
  const key = `${isUnary} ${text}`;
  if (!known.has(key)) {
    const found = new Map();
    for (const { name, path } of uses(treeOf(text.slice(1), isUnary))) {
      const steps = found.has(name) ? found.get(name) : [];
      found.set(name, steps && path.length > 1 ? [...steps, path[1]] : null);
    }
    known.set(key, found);
  }
  return known.get(key);
}
