// What is wrong with an expression before it is ever run: facts only (kind, place, token); Python writes the sentence.

import { evaluate, unaryTest } from '@bpmn-io/feelin';

import { claimsOf } from './claims.js';
import { calledIn } from './functions.js';
import { treeOf, uses } from './names.js';
import { inForms, signatures } from './signatures.js';

/**
 * Look at each of `texts` (`{text, isUnary, isForm}`): `{syntax: {token, from} | null, uses: […], odd: […], …claims}`.
 * `odd` holds constructs that parse and never work: `a == b`, `x instance of string`, a call of nothing, or with the
 * wrong number of arguments; and `1e3`, which is 1.
 */
export function inspect({ texts }) {
  return texts.map(({ text, isUnary, isForm }) => {
    const syntax = syntaxError(text, isUnary);
    const tree = treeOf(text, isUnary);
    const used = uses(tree);
    const claims = claimsOf(tree, used);
    const odd = syntax ? [] : [...oddities(tree), ...miscalled(claims.calls, used, isForm ? inForms : signatures)];
    return { syntax, uses: used, odd, builtins: calledBuiltins(tree), claims };
  });
}

/** The names of all functions: feelin's, and those beside it that only diagrams have. */
export const functionNames = () => Object.keys(signatures);

function miscalled(calls, used, known) {
  const outer = new Set(used.filter(({ isCall }) => isCall).map(({ name }) => name));
  return calls
    .filter(({ name, count }) => outer.has(name) && Object.hasOwn(known, name) && !isWithin(count, known[name]))
    .map(({ name, count, from }) => ({ kind: 'count', from, name, count, wanted: wanted(known[name]) }));
}

const isWithin = (count, [fewest, most]) => fewest <= count && count <= most;

const wanted = ([fewest, most]) => [fewest, Number.isFinite(most) ? most : null];

// feelin reports the first syntax error while it builds the expression, before it evaluates anything
function syntaxError(text, isUnary) {
  try {
    (isUnary ? unaryTest : evaluate)(text, calledIn(text));
  } catch (problem) {
    if (problem?.position) {
      return { token: problem.input, from: problem.position.from, message: problem.message };
    }
  }
  return null;
}

// feelin reads `x in ["a"] and y` as `x in (["a"] and y)`
const isSwallowed = ({ name, children }) =>
  name === 'Comparison' &&
  children[1]?.name === 'in' &&
  ['Conjunction', 'Disjunction'].includes(children[2]?.children[0]?.name);

function oddities(tree) {
  const found = [];
  walk(tree, (node) => {
    if (node.name === 'InstanceOfExpression') {
      found.push({ kind: 'instance-of', from: node.from });
    }
    if (node.name === 'SimplePositiveUnaryTest' && node.children[1]?.name === 'SimplePositiveUnaryTest') {
      found.push({ kind: 'double-operator', from: node.children[1].from });
    }
    if (node.name === 'NumericLiteral' && /^[^.]*e/i.test(node.text)) {
      found.push({ kind: 'exponent', from: node.from });
    }
    if (isSwallowed(node)) {
      found.push({ kind: 'in-swallows', from: node.children[1].from });
    }
    if (node.name === 'Comparison' && node.children[2]?.name === 'SimplePositiveUnaryTest' && node.children[1].name === 'CompareOp') {
      found.push({ kind: 'double-operator', from: node.children[1].from });
    }
  });
  return found;
}

function calledBuiltins(tree) {
  return uses(tree)
    .filter(({ isCall, name }) => isCall && isBuiltin(name))
    .map(({ name }) => name);
}

/** Whether feelin has a function of this name; it does not read the one with `and` in it without being called. */
export function isBuiltin(name) {
  if (name === 'years and months duration') {
    return true;
  }
  try {
    return typeof evaluate(name, {}).value === 'function';
  } catch {
    return false;
  }
}

function walk(node, look) {
  look(node);
  node.children.forEach((child) => walk(child, look));
}
