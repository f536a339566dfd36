// The one door between Python and this script: `skolemiljo.call(json)` takes `{op, now, …}` and gives JSON back,
// `{ok: result}` or `{error: {kind, message, token, from}}`. Nothing is kept between two calls but parsed forms.

import { setNow } from './zone.js';
import { decideCells } from './cells.js';
import { evaluateAll, unary } from './evaluate.js';
import { Refusal } from './functions.js';
import { toFeel } from './values.js';
import { functionNames, inspect } from './problems.js';
import { matches, patternProbe, patternProblem } from './patterns.js';
import { fill } from './template.js';
import { clean, show } from './form/form.js';
import { forget } from './form/scope.js';

const operations = {
  evaluateAll,
  decideCells,
  unary,
  inspect,
  functionNames,
  matches,
  patternProblem,
  patternProbe,
  'form.clean': clean,
  'form.show': show,
  template: ({ text, names, isHtml }) => fill(text, toFeel(names), { isHtml }),
};

/** Run one operation; the argument and the result are JSON texts. */
export function call(json) {
  const { op, now, ...args } = JSON.parse(json);
  setNow(now);
  forget();
  try {
    return JSON.stringify({ ok: operations[op](args) ?? null });
  } catch (problem) {
    return JSON.stringify({ error: describe(problem) });
  }
}

function describe(problem) {
  const message = String(problem?.message ?? problem);
  if (problem instanceof Refusal) {
    return { kind: 'refusal', message };
  }
  if (problem instanceof RangeError) {
    return { kind: 'costly', message };
  }
  if (problem?.position) {
    return { kind: 'syntax', message, token: problem.input, from: problem.position.from };
  }
  return { kind: 'fault', message };
}
