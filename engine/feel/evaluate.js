// FEEL in diagrams (design 6): a warning counts as null, and `now()`, `today()` are the product's own.
// A form's expressions do not come here: they follow the viewer (form/expressions.js).

import { DateTime, FixedOffsetZone } from 'luxon';
import { evaluate, unaryTest } from '@bpmn-io/feelin';

import { now } from './zone.js';
import { toFeel, toWire } from './values.js';

/** Thrown when an expression calls a function that only Python can answer; see `withFunctions`. */
class Need {
  constructor(name, args) {
    this.name = name;
    this.args = args;
  }
}

const own = {
  now: Object.assign(() => now(), { $args: [] }),
  // feelin's own today() is a moment in local time, which is never equal to a date
  today: Object.assign(() => DateTime.fromISO(now().toISODate(), { zone: FixedOffsetZone.utcInstance }), { $args: [] }),
};

/**
 * Evaluate every one of `texts` on the same names.
 *
 * `functions` maps the name of a Python function to its parameter names, `answered` maps a call (`name` and
 * arguments as JSON) to its result. A call that is not answered yet stops everything: the caller gets
 * `{need: {name, args}}`, finds the answer and calls again.
 */
export function evaluateAll({ texts, names, functions = {}, answered = {} }) {
  const known = toFeel(names);
  try {
    return { values: texts.map((text) => one(text, withFunctions(known, text, functions, answered))) };
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

function one(text, context) {
  try {
    const { value, warnings } = evaluate(text, context);
    return { value: warnings.length ? null : toWire(value), warnings: warnings.map(asWarning) };
  } catch (problem) {
    if (!isMismatch(problem)) {
      throw problem;
    }
    return { value: null, warnings: [{ type: 'INVALID_TYPE', message: problem.message, from: 0 }] };
  }
}

// feelin throws where values of two kinds are ordered, and where a method is missing on a value of another kind
const isMismatch = (problem) => problem instanceof TypeError || /^unsupported range/.test(problem?.message ?? '');

const asWarning = ({ type, message, position }) => ({ type, message, from: position.from });

function withFunctions(known, text, functions, answered) {
  const callable = { ...own };
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
    if (!(name in context) || new RegExp(`(?<![\\wæøåÆØÅ.])${name}\\s*\\(`).test(text)) {
      context[name] = call;
    }
  }
  return context;
}
