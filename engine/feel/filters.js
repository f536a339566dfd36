// `elever[aktiv]`, `elever[contains(navn, "a")]`, `svar[not(item = 2)]`: feelin takes a name, a path and a call within
// `[…]` for an index and asks it once, outside of the list; only a comparison is asked of each item there. Where they
// give true or false, they are written as the comparison they mean. So is what stands between `if` and `then`, where
// feelin takes all but false and null for true. Only for diagrams and tables: forms follow the viewer.

import { evaluate } from '@bpmn-io/feelin';

import { treeOf, uses } from './names.js';
import { signatures } from './signatures.js';

const MAY_ASK = /[\wæøåÆØÅ)\]}"]\s*\[|(?<![\wæøåÆØÅ.])if(?![\wæøåÆØÅ])/;
const OF_ITEM = /(?<![\wæøåÆØÅ.])item(?![\wæøåÆØÅ])/;

/** `text` with each filter that asks something of the items, and each `if`, written as a comparison. */
export function asked(text, context) {
  if (!MAY_ASK.test(text)) {
    return text;
  }
  const tree = treeOf(text);
  const outer = new Set(uses(tree).map(({ from }) => from));
  return write(tree, (filter) => isTest(filter, outer, context));
}

function write(node, isAsked) {
  const filter = node.name === 'FilterExpression' ? node.children[2] : null;
  const condition = node.name === 'IfExpression' ? node.children[1] : null;
  let [found, at] = ['', node.from];
  for (const child of node.children) {
    const inner = write(child, isAsked);
    found += node.text.slice(at - node.from, child.from - node.from);
    found += child === condition || (child === filter && isAsked(filter)) ? `(${inner}) = true` : inner;
    at = child.to;
  }
  return found + node.text.slice(at - node.from);
}

function isTest(filter, outer, context) {
  switch (filter.name) {
    case 'FunctionInvocation': {
      const kind = signatures[filter.children[0].text.trim().replace(/\s+/g, ' ')]?.[2] ?? '';
      return kind === 'boolean' || (kind === '' && OF_ITEM.test(filter.text));
    }
    case 'IfExpression':
      return OF_ITEM.test(filter.text);
    case 'VariableName':
    case 'PathExpression':
      // a name of a loop around it is an index, as one of the case is that has a number
      return OF_ITEM.test(filter.text) || (outer.has(filter.from) && typeof valueOf(filter.text, context) !== 'number');
    default:
      return false;
  }
}

function valueOf(text, context) {
  try {
    return evaluate(text, context).value;
  } catch {
    return null;
  }
}
