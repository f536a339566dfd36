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
