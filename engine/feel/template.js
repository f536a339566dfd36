// Templates in form texts, by the viewer's own library: a text that starts with `=` is FEEL, `{{ }}` holds FEEL.

import { evaluate } from 'feelers';

export const isTemplate = (text) => typeof text === 'string' && (text.startsWith('=') || /{{.*?}}/.test(text));

/** Fill in `text` from a FEEL context; what cannot be evaluated shows as a warning sign, as in the viewer. */
export function fill(text, context, { isHtml = false, isStrict = false } = {}) {
  if (!isTemplate(text)) {
    return text;
  }
  const result = evaluate(text, context, {
    debug: true,
    strict: isStrict,
    buildDebugString: () => ' {{⚠}} ',
    sanitizer: isHtml ? escapeHtml : (value) => value,
  });
  return result === null || result === undefined ? '' : String(result);
}

// a value must not become markup in an html component; braces too, so that it cannot become a template
function escapeHtml(value) {
  return String(value ?? '').replace(/[&<>"'{}]/g, (sign) => `&#${sign.codePointAt(0)};`);
}
