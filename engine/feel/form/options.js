// The options of radio, select, checklist and taglist: three sources, two shapes, type-strict comparison (rule 7).

import { evaluateIn } from './scope.js';

const isObject = (value) => Object.prototype.toString.call(value) === '[object Object]';

/** Deep equality of JSON values, strict about types. */
export function isSame(a, b) {
  if (a === b) {
    return true;
  }
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object' || Array.isArray(a) !== Array.isArray(b)) {
    return false;
  }
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && isSame(a[key], b[key]));
}

export const isAmong = (value, values) => values.some((one) => isSame(value, one));

/** Imported value of a single choice; options by expression are not known yet and are looked at when shown. */
export function keepKnownOne(value, field, data) {
  if (field.valuesExpression) {
    return value;
  }
  const values = simpleValues(field, data);
  return values && isAmong(value, values) ? value : null;
}

/** Imported value of a choice of many. */
export function keepKnown(value, field, data) {
  if (field.valuesExpression) {
    return value;
  }
  const values = simpleValues(field, data);
  return values && Array.isArray(value) ? value.filter((one) => isAmong(one, values)) : [];
}

function simpleValues(field, data) {
  const source = field.valuesKey ? data[field.valuesKey] : field.values;
  return Array.isArray(source) ? normalised(source).map(({ value }) => value) : null;
}

/** The options that are shown: `[{value, label}]`, or null where the form names no source for them. */
export function optionsOf(field, initial, context) {
  if (field.valuesKey !== undefined) {
    const keyed = initial[field.valuesKey];
    return normalised(Array.isArray(keyed) ? keyed : []);
  }
  if (field.values !== undefined) {
    return normalised(Array.isArray(field.values) ? field.values : []);
  }
  if (!field.valuesExpression) {
    return null;
  }
  const evaluated = evaluateIn(context, field.valuesExpression);
  if (evaluated !== null && evaluated !== undefined && !Array.isArray(evaluated)) {
    return null;
  }
  return normalised(evaluated ?? []);
}

const isPlain = (value) => ['number', 'string', 'boolean'].includes(typeof value) && (value || value === 0 || value === false);

const isValue = (value) => (isObject(value) ? Object.keys(value).length > 0 : isPlain(value));

function normalised(options) {
  return options.filter(isValue).map(normal).filter((option) => option !== null);
}

function normal(option) {
  if (!isObject(option)) {
    return { value: option, label: `${option}` };
  }
  const hasLabel = typeof option.label === 'string' && option.label !== '';
  if (!hasLabel && isPlain(option.value)) {
    return { value: option.value, label: `${option.value}` };
  }
  return hasLabel && isValue(option.value) ? { value: option.value, label: option.label } : null;
}
