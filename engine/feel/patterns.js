// JavaScript regular expressions, as the viewer uses them: unanchored, no flags.

// V8 runs what goes back and forth too often in linear time, where it can (`FLAGS` of engine/expressions/isolate.py).
// What it cannot is bounded by the text's length: `patternProbe` has tried it so far.
const LONGEST = 20000;
const KEPT = 500;
const linear = new Map();

/** Whether `text` contains a match of `pattern`; a text too long for a pattern without linear time has none. */
export const matches = ({ pattern, text }) => hasMatch(pattern, text);

export function hasMatch(pattern, text) {
  const tried = new RegExp(pattern);
  return (text.length <= LONGEST || isLinear(pattern)) && tried.test(text);
}

/** Whether the time that a sound `pattern` takes grows as the text does: V8's own proof. */
function isLinear(pattern) {
  if (!linear.has(pattern)) {
    if (linear.size >= KEPT) {
      linear.clear();
    }
    linear.set(pattern, isTaken(pattern, 'l'));
  }
  return linear.get(pattern);
}

function isTaken(pattern, flag) {
  try {
    return Boolean(new RegExp(pattern, flag));
  } catch {
    return false;
  }
}

/** The engine's own words for what is wrong with `pattern`, or null. */
export function patternProblem({ pattern }) {
  try {
    new RegExp(pattern);
    return null;
  } catch (problem) {
    return problem.message;
  }
}

const ENDS = ['', '!', '\u0001'];
const USUAL = ['a', 'A', '0', ' ', 'å', 'a ', 'a-', 'a.', '\n'];
const MOST = 60;

/**
 * Run a `pattern` without linear time on the kinds of texts that make one slow, as long as it will be given any: what
 * it asks for, again and again, and then what it does not take. Whoever calls sets the time limit.
 */
export function patternProbe({ pattern }) {
  const tried = new RegExp(pattern);
  if (isLinear(pattern)) {
    tried.test('a '.repeat(1000));
    return true;
  }
  const plain = pattern.replaceAll(/\\[a-zA-Z]|\(\?[:=!<]+|[\\^$*+?.()[\]{}|]/g, '\0');
  const words = plain.split('\0').filter(Boolean);
  const [lead = ''] = words;
  const units = [...new Set([...USUAL, ...plain.replaceAll('\0', ''), ...words])].slice(0, MOST);
  for (const length of [40, 2000, LONGEST]) {
    for (const unit of units) {
      for (const end of ENDS) {
        const text = unit.repeat(Math.ceil(length / unit.length)) + end;
        tried.test(text);
        tried.test(lead + text);
      }
    }
  }
  return true;
}
