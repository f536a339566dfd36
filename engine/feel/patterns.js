// JavaScript regular expressions, as the viewer uses them: unanchored, no flags.

/** Whether `text` contains a match of `pattern`. */
export const matches = ({ pattern, text }) => new RegExp(pattern).test(text);

/** The engine's own words for what is wrong with `pattern`, or null. */
export function patternProblem({ pattern }) {
  try {
    new RegExp(pattern);
    return null;
  } catch (problem) {
    return problem.message;
  }
}

const LENGTHS = [40, 2000];
const ENDS = ['', '!', '\u0001'];
const USUAL = ['a', 'A', '0', ' ', 'å', 'a ', 'a-', 'a.', '\n'];
const MOST = 60;

/**
 * Run `pattern` on the kinds of texts that make one slow: what it asks for, again and again, and then what it does not
 * take. Whoever calls sets the time limit.
 */
export function patternProbe({ pattern }) {
  const tried = new RegExp(pattern);
  const plain = pattern.replaceAll(/\\[a-zA-Z]|\(\?[:=!<]+|[\\^$*+?.()[\]{}|]/g, '\0');
  const words = plain.split('\0').filter(Boolean);
  const [lead = ''] = words;
  const units = [...new Set([...USUAL, ...plain.replaceAll('\0', ''), ...words])].slice(0, MOST);
  for (const length of LENGTHS) {
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
