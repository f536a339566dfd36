// What a form's expression sees: the data as bare names, `this`, `parent`, `i` (rule 3). Evaluation never throws:
// where the viewer catches an error, the result is null.

import { evaluate, unaryTest } from '@bpmn-io/feelin';

export const isExpression = (text) => typeof text === 'string' && text.startsWith('=');

/** A FEEL context; keys of the data win over the special names, the underlined ones always work. */
export function contextOf({ data, self, parent, i }) {
  return { this: self, parent, i, ...data, _this_: self, _parent_: parent, _i_: i };
}

/** The value of `text` where it is an expression, else `text` itself. */
export function evaluateIn(context, text) {
  if (!isExpression(text)) {
    return text;
  }
  try {
    return evaluate(text.slice(1), context).value;
  } catch {
    return null;
  }
}

/** The outcome of a condition: true, false, or null where there is none or it is broken. */
export function testIn(context, text) {
  if (!isExpression(text)) {
    return null;
  }
  try {
    return unaryTest(text.slice(1), context).value;
  } catch {
    return null;
  }
}
