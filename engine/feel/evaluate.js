// FEEL in diagrams (design 6): a warning counts as null, and `now()`, `today()` are the product's own.
// A form's expressions do not come here: they follow the viewer (form/expressions.js).

import { evaluate, unaryTest } from '@bpmn-io/feelin';

import { measured, scaling, written } from './durations.js';
import { asked } from './filters.js';
import { calledIn } from './functions.js';
import { treeOf, uses } from './names.js';
import { strictly } from './strict.js';
import { toFeel, toWire } from './values.js';

/** Thrown when an expression calls a function that only Python can answer; see `withFunctions`. */
class Need {
  constructor(name, args) {
    this.name = name;
    this.args = args;
  }
}

/**
 * Evaluate every one of `texts` on the same names.
 *
 * `functions` maps the name of a Python function to its parameter names, `answered` maps a call (`name` and
 * arguments as JSON) to its result. A call that is not answered yet stops everything: the caller gets
 * `{need: {name, args}}`, finds the answer and calls again.
 */
export function evaluateAll({ texts, names, functions = {}, answered = {} }) {
  const known = toFeel(names);
  return needing(() =>
    texts.map((text) => {
      const { value, warnings } = one(text, withFunctions(known, text, functions, answered));
      return { value: toWire(value), warnings };
    }),
  );
}

/** What `calculate` gives as `{values}`, or `{need}` where Python has to answer first. */
export function needing(calculate) {
  try {
    return { values: calculate() };
  } catch (problem) {
    if (problem instanceof Need) {
      return { need: { name: problem.name, args: problem.args.map(toWire) } };
    }
    throw problem;
  }
}

/** The viewer's test for hiding: true and null-equals-null count, all else does not. */
export function unary({ text, names }) {
  return unaryTest(text, toFeel(names)).value === true;
}

/** The FEEL value of `text`, and what in it counts as null, in a context that `withFunctions` has made. */
export function one(said, context) {
  try {
    const text = asked(said, context);
    const [{ value, warnings, again }, hasMismatch] = strictly(() => scaledWhereAsked(text, context));
    const counted = warnings.filter(outside(forgiven(again ?? text, warnings)));
    const told = counted.map(asWarning);
    const isNull = hasMismatch || counted.some(isFault(again ?? text));
    return { value: isNull ? null : value ?? null, warnings: hasMismatch ? [...told, UNORDERED] : told };
  } catch (problem) {
    if (!isMismatch(problem)) {
      throw problem;
    }
    return { value: null, warnings: [{ type: 'INVALID_TYPE', message: problem.message, from: 0 }] };
  }
}

// feelin scales numbers, and what has one in JavaScript: a duration by a duration was a number, by a number null. The
// calls that stand for `*`, `/` and the sign know durations
function scaledWhereAsked(text, context) {
  const [found, hasMeasured] = measured(() => evaluate(text, context));
  const isRefused = found.warnings.some(({ message }) => /^Can't (multiply|divide|subtract)\b/.test(message));
  const again = isRefused || (hasMeasured && /[*/]/.test(text)) ? written(treeOf(text)) : null;
  if (again === null) {
    return found;
  }
  const other = evaluate(again, { ...context, ...scaling });
  if (other.value !== null) {
    return { ...other, again };
  }
  if (found.value === null) {
    return found;
  }
  return { value: null, warnings: [...found.warnings, { ...UNORDERED, position: { from: 0, to: 0 } }] };
}

const UNORDERED = { type: 'INVALID_TYPE', message: '', from: 0 };

// feelin throws where values of two kinds are ordered, and where a method is missing on a value of another kind
const isMismatch = (problem) => problem instanceof TypeError || /^unsupported range/.test(problem?.message ?? '');

const asWarning = ({ type, message, position }) => ({ type, message, from: position.from });

// -- `is defined(a.b)` and `get or else(a.b, …)` ask whether a value is there: that it is not is no fault then

const FORGIVING = /\b(is\s+defined|get\s+or\s+else)\s*\(/;

function forgiven(text, warnings) {
  const found = [];
  const visit = (node) => {
    const [target, , list] = node.children;
    if (node.name === 'FunctionInvocation' && FORGIVING.test(`${target.text}(`) && list?.children.length) {
      found.push(list.children[0]);
    }
    node.children.forEach(visit);
  };
  if (warnings.length && FORGIVING.test(text)) {
    visit(treeOf(text));
  }
  return found;
}

const OWN = new Set(['NO_PROPERTY_FOUND', 'NO_CONTEXT_ENTRY_FOUND', 'INVALID_TYPE']);

// A field that is not there, and what cannot be added, are null for themselves only, as FEEL says: an item of a list, a
// decision without a hit, a sum with an empty answer. In `[…]` a field is written by its name alone.
function isFault(text) {
  let fields = null;
  return ({ type, position }) => {
    if (type !== 'NO_VARIABLE_FOUND') {
      return !OWN.has(type);
    }
    fields ??= new Set(uses(treeOf(text)).flatMap(({ from, isMaybe }) => (isMaybe ? [from] : [])));
    return !fields.has(position.from);
  };
}

const outside = (places) => ({ position }) => !places.some(({ from, to }) => from <= position.from && position.from < to);

/** The names `known`, and the functions that `text` may call: ours, and Python's. */
export function withFunctions(known, text, functions, answered) {
  const callable = calledIn(text);
  for (const [name, parameters] of Object.entries(functions)) {
    callable[name] = Object.assign(
      (...args) => {
        const key = JSON.stringify([name, args.map(toWire)]);
        if (!(key in answered)) {
          throw new Need(name, args);
        }
        return toFeel(answered[key]);
      },
      { $args: parameters },
    );
  }
  // a variable may have the name of a function: the function wins only in a text that calls it
  const context = { ...known };
  for (const [name, call] of Object.entries(callable)) {
    if (!(name in context) || new RegExp(`(?<![\\wæøåÆØÅ.])${name.replaceAll(' ', '\\s+')}\\s*\\(`).test(text)) {
      context[name] = call;
    }
  }
  return context;
}
