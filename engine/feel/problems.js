// What is wrong with an expression before it is ever run: facts only (kind, place, token); Python writes the sentence.

import { evaluate, unaryTest } from '@bpmn-io/feelin';

import { treeOf, uses } from './names.js';

/**
 * Look at each of `texts` (`{text, isUnary}`): `{syntax: {token, from} | null, uses: […], odd: […]}`.
 * `odd` holds constructs that parse and never work: `a == b`, `x instance of string`, a call of nothing.
 */
export function inspect({ texts }) {
  return texts.map(({ text, isUnary }) => {
    const syntax = syntaxError(text, isUnary);
    const tree = treeOf(text, isUnary);
    return { syntax, uses: uses(tree), odd: syntax ? [] : oddities(tree), builtins: calledBuiltins(tree) };
  });
}

// feelin reports the first syntax error while it builds the expression, before it evaluates anything
function syntaxError(text, isUnary) {
  try {
    (isUnary ? unaryTest : evaluate)(text, {});
  } catch (problem) {
    if (problem?.position) {
      return { token: problem.input, from: problem.position.from, message: problem.message };
    }
  }
  return null;
}

function oddities(tree) {
  const found = [];
  walk(tree, (node) => {
    if (node.name === 'InstanceOfExpression') {
      found.push({ kind: 'instance-of', from: node.from });
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

/** Whether feelin has a function of this name. */
export function isBuiltin(name) {
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
