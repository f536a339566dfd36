// What the viewer refuses, as kinds: `required minLength maxLength min max pattern email phone decimals step` (rules 8, 9).
// A limit that is no number makes the field fail; where the viewer would crash, so does ours fail.

import Big from 'big.js';

import { hasMatch } from '../patterns.js';
import { evaluateIn } from './scope.js';
import { isEmail, isPhone } from './contacts.js';

const LIMITS = ['min', 'max', 'minLength', 'maxLength'];

/** The kinds of error of one shown field that holds `value`. */
export function errorsOf({ node, context }, value) {
  const { field } = node;
  const found = field.type === 'number' ? numberErrors(field, value) : [];
  return field.validate ? [...found, ...presetErrors(field, limitsOf(field, context), value)] : found;
}

/** Whether a shown list has no rows where the form asks for one: the property `minst` is ours, the viewer takes none. */
export const lacksRows = ({ node, rows, isFrozen }) => !isFrozen && rows?.length === 0 && node.field.properties?.minst === '1';

/** The field's `validate` with its limits evaluated; a limit that is null is no limit. */
export function limitsOf({ validate = {} }, context) {
  const limits = { ...validate };
  for (const name of LIMITS) {
    const limit = evaluateIn(context, validate[name]);
    if (limit === null || limit === undefined) {
      delete limits[name];
    } else {
      limits[name] = limit;
    }
  }
  return limits;
}

function numberErrors({ decimalDigits, increment }, value) {
  if (!value) {
    return [];
  }
  const big = bigOf(value);
  if (big === null) {
    return decimalDigits >= 0 || increment ? ['type'] : [];
  }
  const hasTooMany = decimalDigits >= 0 && decimalsOf(big) > decimalDigits;
  return [...(hasTooMany ? ['decimals'] : []), ...(increment && isOffStep(big, increment) ? ['step'] : [])];
}

// from 1e21 the viewer crashes while it counts decimals: no count is few enough then
function decimalsOf(big) {
  const [, decimals = ''] = big.toFixed().split('.');
  return decimals || !big.toString().includes('e') ? decimals.length : Infinity;
}

function isOffStep(big, increment) {
  const step = bigOf(increment);
  return step === null || step.eq(0) || !big.mod(step).eq(0);
}

function bigOf(value) {
  try {
    return new Big(value);
  } catch {
    return null;
  }
}

function presetErrors(field, limits, value) {
  const isGiven = Boolean(value);
  const found = [];
  if (limits.pattern && isGiven && !fits(limits.pattern, value)) {
    found.push('pattern');
  }
  if (limits.required && isEmpty(field, value)) {
    found.push('required');
  }
  if (isGiven || value === 0) {
    found.push(...rangeErrors(limits, value));
  }
  if (isGiven) {
    found.push(...textErrors(limits, value));
  }
  return found;
}

// the viewer throws on a pattern that is none; the check before publishing finds it
function fits(pattern, value) {
  try {
    return hasMatch(pattern, String(value));
  } catch {
    return false;
  }
}

const isEmpty = (field, value) =>
  value === null || value === undefined || value === '' || (field.type === 'checkbox' && value === false) || (Array.isArray(value) && !value.length);

function rangeErrors(limits, value) {
  const fails = (name, isBeyond) => {
    const [given, limit] = [bigOf(value), bigOf(limits[name])];
    return name in limits && (given === null || limit === null || isBeyond(given, limit));
  };
  return [...(fails('min', (a, b) => a.lt(b)) ? ['min'] : []), ...(fails('max', (a, b) => a.gt(b)) ? ['max'] : [])];
}

function textErrors(limits, value) {
  const found = [];
  const length = typeof value === 'string' ? value.trim().length : NaN;
  if ('minLength' in limits && (Number.isNaN(length) || length < limits.minLength)) {
    found.push('minLength');
  }
  if ('maxLength' in limits && (Number.isNaN(length) || length > limits.maxLength)) {
    found.push('maxLength');
  }
  if (limits.validationType === 'phone' && !isPhone(value)) {
    found.push('phone');
  }
  if (limits.validationType === 'email' && !isEmail(value)) {
    found.push('email');
  }
  return found;
}
