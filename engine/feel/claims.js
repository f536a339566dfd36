// What an expression takes for granted of its values: which are compared with what, and which are to be true or false.
// Facts only; Python knows the kinds of the answers and writes the sentences.
//
// A side is `{path}` (read from outside), `{kind, value}` (written there; `value` of texts, numbers, booleans),
// `{isInput}` (the value of a decision table's column) or `{}` where nothing is known.

import { signatures } from './signatures.js';

const CONDITIONS = { Conjunction: [0, 2], Disjunction: [0, 2], IfExpression: [1] };
const OUTCOMES = new Set(['Comparison', 'Conjunction', 'Disjunction', 'QuantifiedExpression', 'InstanceOfExpression']);

/** `{comparisons: [{sign, left, right, from}], conditions: [{side, from}], result: side, calls: [{name, count, from}]}` */
export function claimsOf(tree, used) {
  const paths = new Map(used.filter(({ isCall, isMaybe }) => !isCall && !isMaybe).map(({ from, path }) => [from, path]));
  const found = { comparisons: [], conditions: [], calls: [] };
  walk(tree, { found, side: (node) => sideOf(node, paths) });
  const body = tree.name === 'Expression' ? tree.children[0] : tree;
  return { ...found, result: body ? sideOf(body, paths) : {} };
}

function walk(node, at) {
  readers[node.name]?.(node, at);
  for (const place of CONDITIONS[node.name] ?? []) {
    const part = node.children[place];
    if (part) {
      at.found.conditions.push({ side: at.side(part), from: part.from });
    }
  }
  node.children.forEach((child) => walk(child, at));
}

const readers = {
  Comparison: (node, at) => {
    const [left, sign, ...rest] = node.children;
    if (sign?.name === 'CompareOp') {
      compare(sign.text, at.side(left), rest[0], at);
    } else if (sign?.name === 'in') {
      tests(rest).forEach((test) => isOneOf(at.side(left), test, at));
    } else if (sign?.name === 'between') {
      compare('>=', at.side(left), rest[0], at);
      compare('<=', at.side(left), rest[2], at);
    }
  },
  // the cells of a decision table
  UnaryTests: (node, at) => tests(node.children).forEach((test) => isOneOf({ isInput: true }, test, at)),
  FunctionInvocation: (node, at) => {
    const name = spelled(node.children[0]);
    const list = node.children[2]?.name?.endsWith('Parameters') ? node.children[2] : null;
    const count = list ? list.children.length : 0;
    at.found.calls.push({ name, count, from: node.from });
    if (name === 'list contains' && count === 2 && list.name === 'PositionalParameters') {
      const [values, item] = list.children;
      at.found.comparisons.push({ sign: 'has', left: at.side(values), right: at.side(item), from: item.from });
    }
    if (name === 'not' && count === 1) {
      at.found.conditions.push({ side: at.side(list.children[0]), from: list.children[0].from });
    }
  },
};

const spelled = (node) => node.text.trim().replace(/\s+/g, ' ');

function compare(sign, left, node, at) {
  if (node) {
    at.found.comparisons.push({ sign, left, right: at.side(node), from: node.from });
  }
}

const tests = (nodes) =>
  nodes.flatMap((node) => (node.name === 'PositiveUnaryTests' ? node.children : node.name === 'PositiveUnaryTest' ? [node] : []));

// `x in (test)`: a value is compared, a list's items too (`in`: also of a named list); other tests say themselves what they compare
function isOneOf(left, { children: [test] }, at) {
  if (!test) {
    return;
  }
  if (test.name === 'List' || test.name === 'ParenthesizedExpression') {
    test.children.slice(1, -1).forEach((item) => isOneOf(left, { children: [item] }, at));
  } else if (test.name === 'SimplePositiveUnaryTest' && test.children[0].name === 'CompareOp') {
    compare(test.children[0].text, left, test.children[1], at);
  } else if (test.name === 'SimplePositiveUnaryTest') {
    test.children[0].children.slice(1, -1).forEach((edge) => compare('<', left, edge, at));
  } else if (!OUTCOMES.has(test.name) && !['FunctionInvocation', 'Wildcard', '?'].includes(test.name)) {
    compare('in', left, test, at);
  } else if (test.name === 'FunctionInvocation' && TEMPORAL.has(spelled(test.children[0]))) {
    compare('=', left, test, at);
  }
}

const TEMPORAL = new Set(['date', 'time', 'date and time', 'duration', 'today', 'now', 'last day of month']);

function sideOf(node, paths) {
  switch (node.name) {
    case '?':
      return { isInput: true };
    case 'VariableName':
      return paths.has(node.from) ? { path: paths.get(node.from) } : {};
    case 'PathExpression':
      // `rader[1].navn` and `f(rad).navn` are no path of what stands first in them
      return paths.has(node.from) && isPath(node) ? { path: paths.get(node.from) } : {};
    case 'StringLiteral':
      return { kind: 'string', value: node.text.slice(1, -1) };
    case 'NumericLiteral':
      return { kind: 'number', value: Number(node.text.replace(/\s/g, '')) };
    case 'BooleanLiteral':
      return { kind: 'boolean', value: node.text === 'true' };
    case 'AtLiteral':
      return momentSide(node.children[0]?.text.slice(1, -1) ?? '');
    case 'DateTimeLiteral':
      return node.children[0]?.name === 'AtLiteral' ? sideOf(node.children[0], paths) : callSide(node);
    case 'FunctionInvocation':
      return callSide(node);
    case 'ParenthesizedExpression':
      return sideOf(node.children[1], paths);
    case 'List':
      return { kind: 'list' };
    case 'Context':
      return { kind: 'context' };
    default:
      return OUTCOMES.has(node.name) ? { kind: 'boolean' } : {};
  }
}

const isPath = ({ name, children }) => name === 'VariableName' || (name === 'PathExpression' && isPath(children[0]));

function callSide(node) {
  const kind = signatures[spelled(node.children[0])]?.[2];
  return kind ? { kind, call: spelled(node.children[0]) } : {};
}

function momentSide(text) {
  if (/^-?P/.test(text)) {
    return { kind: 'duration' };
  }
  return { kind: text.includes('T') ? 'date time' : text.includes(':') ? 'time' : 'date' };
}
