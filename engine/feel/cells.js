// The cells of a decision table: FEEL unary tests on the value of their column, `?`.
//
// feelin's own `unaryTest` takes a test that cannot be decided for one that holds (`? > 3` on null is true there), and
// puts values of two kinds in order. So the tests of a cell are told apart here and decided one by one: true, false, or
// null where it cannot be said.

import { equal, kindOf, order } from './kinds.js';
import { needing, one, withFunctions } from './evaluate.js';
import { treeOf } from './names.js';
import { toFeel } from './values.js';

/** Decide each of `cells` (`[text, place of its value in inputs]`): `{values: [true | false | null, …]}` or `{need}`. */
export function decideCells({ cells, inputs, names, functions = {}, answered = {} }) {
  const known = toFeel(names);
  const values = inputs.map(toFeel);
  return needing(() =>
    cells.map(([text, at]) => {
      const context = { ...withFunctions(known, text, functions, answered), '?': values[at] };
      return decide(text, values[at], (written) => one(written, context));
    }),
  );
}

// the same cells are asked again and again: parsed once
const KEPT = 5000;
const parsed = new Map();

function partsOf(text) {
  if (!parsed.has(text)) {
    if (parsed.size > KEPT) {
      parsed.clear();
    }
    parsed.set(text, treeOf(text, true).children);
  }
  return parsed.get(text);
}

function decide(text, input, evaluate) {
  const parts = partsOf(text);
  if (parts[0].name === 'Wildcard') {
    return true;
  }
  const tests = parts.find(({ name }) => name === 'PositiveUnaryTests').children;
  const found = tests.map((test) => decideTest(test.children[0], text, input, evaluate));
  const isHit = found.includes(true) ? true : found.includes(null) ? null : false;
  return parts[0].name === 'not' && isHit !== null ? !isHit : isHit;
}

function decideTest(node, text, input, evaluate) {
  if (node.name === 'SimplePositiveUnaryTest') {
    const [first, second] = node.children;
    return first.name === 'Interval'
      ? within(first.children, input, evaluate)
      : compared(first.text, input, valueAt(second, evaluate));
  }
  if (node.name === 'null') {
    return input === null;
  }
  const value = valueAt(node, evaluate);
  if (value === null) {
    return null;
  }
  if (typeof value === 'boolean' && !isPlain(node)) {
    return value;
  }
  return among(input, value);
}

// a number or a text that is written out needs no evaluation
function valueAt(node, evaluate) {
  if (node.name === 'StringLiteral' && !node.text.includes('\\')) {
    return node.text.slice(1, -1);
  }
  if (node.name === 'NumericLiteral' && /^-?[\d.]+$/.test(node.text)) {
    return Number(node.text);
  }
  return evaluate(node.text).value;
}

// a word, a name: what the input is to be equal to; anything else that gives true or false is the answer itself
const isPlain = ({ name }) => ['BooleanLiteral', 'VariableName', 'PathExpression', 'StringLiteral'].includes(name);

function among(input, value) {
  if (kindOf(value) === 'range') {
    return input === null ? null : value.includes(input);
  }
  if (!Array.isArray(value) || Array.isArray(input)) {
    return isEqual(input, value);
  }
  const found = value.map((item) => isEqual(input, item));
  return found.includes(true) ? true : found.includes(null) ? null : false;
}

// null is no value of any kind: it is never equal to one, and that is certain; feelin takes a list of one for its item
function isEqual(input, value) {
  if (input === null || value === null) {
    return input === value;
  }
  return Array.isArray(input) === Array.isArray(value) ? equal(input, value) : null;
}

function compared(sign, input, value) {
  if (value === null) {
    return null;
  }
  if (sign === '=' || sign === '!=') {
    const isSame = isEqual(input, value);
    return isSame === null || sign === '=' ? isSame : !isSame;
  }
  const by = order(input, value);
  return by === null ? null : { '<': by < 0, '<=': by <= 0, '>': by > 0, '>=': by >= 0 }[sign];
}

function within([open, low, high, close], input, evaluate) {
  const from = compared(open.text === '[' ? '>=' : '>', input, valueAt(low, evaluate));
  const to = compared(close.text === ']' ? '<=' : '<', input, valueAt(high, evaluate));
  return from === null || to === null ? null : from && to;
}
