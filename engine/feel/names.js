// Which names an expression reads from outside itself, and which functions it calls.
// Local names are left out: variables of for / some / every, parameters, earlier entries of a context, `partial`,
// and `item` within a filter. A bare name within a filter may be an entry of the row or an outer name: `maybe`.

import { parseExpression, parseUnaryTests } from '@bpmn-io/feelin';

import { calledIn } from './functions.js';

/**
 * Parse into plain nodes `{name, from, to, isError, children, text}`; unary tests where `isUnary`.
 *
 * Our functions are told of, for a name of several words may hold one of FEEL's own (`get or else`).
 */
export function treeOf(text, isUnary = false) {
  const tree = (isUnary ? parseUnaryTests : parseExpression)(text, calledIn(text), undefined);
  const stack = [{ children: [] }];
  tree.iterate({
    enter: ({ name, from, to, type }) => {
      stack.push({ name, from, to, isError: type.isError, isSkipped: type.isSkipped, children: [], text: text.slice(from, to) });
    },
    leave: () => {
      const node = stack.pop();
      if (!node.isSkipped) {
        stack.at(-1).children.push(node);
      }
    },
  });
  return stack[0].children[0];
}

/** Every use of an outer name, in the order of the text: `{name, path, from, isCall, isMaybe}`; `path` is `a.b.c` read. */
export function uses(tree) {
  const found = [];
  visit(tree, { locals: new Set(), inFilter: false, found });
  return found.sort((a, b) => a.from - b.from);
}

const isNode = (name) => (node) => node.name === name;

const spelled = (node) => node.text.trim().replace(/\s+/g, ' ');

function visit(node, scope) {
  const special = visitors[node.name];
  if (special) {
    special(node, scope);
  } else {
    node.children.forEach((child) => visit(child, scope));
  }
}

const within = (scope, names) => ({ ...scope, locals: new Set([...scope.locals, ...names]) });

const visitors = {
  VariableName: (node, scope) => use(node, scope, false),

  // only the first name of a path is looked up outside
  PathExpression: (node, scope) => {
    const [root, ...steps] = linear(node);
    if (root.name === 'VariableName') {
      use(root, scope, false, steps.map(spelled));
    } else {
      visit(root, scope);
    }
  },

  FunctionInvocation: (node, scope) => {
    const [target, ...rest] = node.children;
    if (target.name === 'VariableName') {
      use(target, scope, true);
    } else {
      visit(target, scope);
    }
    rest.forEach((child) => visit(child, scope));
  },

  NamedParameter: (node, scope) => visit(node.children.at(-1), scope),

  FilterExpression: (node, scope) => {
    const [target, ...rest] = node.children;
    visit(target, scope);
    rest.forEach((child) => visit(child, { ...within(scope, ['item']), inFilter: true }));
  },

  ForExpression: (node, scope) => visit(node.children.at(-1), within(iterated(node, scope), ['partial'])),

  QuantifiedExpression: (node, scope) => visit(node.children.at(-1), iterated(node, scope)),

  FunctionDefinition: (node, scope) => {
    const parameters = node.children.filter(isNode('FormalParameters')).flatMap((list) => list.children);
    const names = parameters.map((parameter) => spelled(parameter.children[0] ?? parameter));
    node.children.filter(isNode('FunctionBody')).forEach((body) => visit(body, within(scope, names)));
  },

  Context: (node, scope) => {
    let inner = scope;
    for (const entry of node.children.filter(isNode('ContextEntry'))) {
      entry.children.slice(1).forEach((value) => visit(value, inner));
      inner = within(inner, [spelled(entry.children[0]).replace(/^"|"$/g, '')]);
    }
  },

  Type: () => {},
};

// each variable of `for x in xs, y in x.ys` is known to the lists after it
function iterated(node, scope) {
  let inner = scope;
  for (const part of node.children.filter(isNode('InExpressions')).flatMap((list) => list.children)) {
    part.children.slice(1).forEach((child) => visit(child, inner));
    inner = within(inner, [spelled(part.children[0])]);
  }
  return inner;
}

function linear(node) {
  return node.name === 'PathExpression' ? [...linear(node.children[0]), node.children[1]] : [node];
}

function use(node, scope, isCall, steps = []) {
  const name = spelled(node);
  if (!node.isError && !scope.locals.has(name)) {
    scope.found.push({ name, path: [name, ...steps], from: node.from, isCall, isMaybe: scope.inFilter });
  }
}
