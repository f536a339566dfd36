// The tree that the server draws: every text filled in, every limit and option list worked out (design 3.5).

import { get } from 'min-dash';

import { limitsOf } from './check.js';
import { optionsOf } from './options.js';
import { evaluateIn } from './scope.js';
import { fill } from '../template.js';

const TEXTS = ['label', 'description', 'dateLabel', 'timeLabel', 'alt', 'source', 'title', 'url', 'accept'];

/** The state's tree as plain values, top-level components first. */
export function shown(state) {
  return state.tree.map((one) => plain(one, state));
}

function plain(one, state) {
  const { node, path, context } = one;
  const { field, kind } = node;
  return {
    id: node.id,
    kind: field.type,
    path: path.join('.'),
    key: node.segments.join('.'),
    value: kind.keyed ? (get(state.data, path) ?? null) : null,
    texts: textsOf(field, context),
    limits: kind.keyed ? limitsOf(field, context) : {},
    options: kind.isChoice ? (optionsOf(field, state.initial, context) ?? []) : [],
    table: field.type === 'table' ? tableOf(field, context) : null,
    isReadonly: one.isFrozen && !one.isDisabled,
    isDisabled: one.isDisabled,
    isMultiple: field.type === 'filepicker' && evaluateIn(context, field.multiple) === true,
    children: one.children.map((child) => plain(child, state)),
    rows: one.rows?.map((row) => row.map((child) => plain(child, state))) ?? null,
  };
}

function textsOf(field, context) {
  const texts = {};
  for (const name of TEXTS) {
    if (field[name] !== undefined) {
      texts[name] = fill(field[name], context);
    }
  }
  if (field.type === 'text') {
    texts.text = fill(field.text ?? '', context, { isStrict: field.strict });
  }
  if (field.type === 'html') {
    texts.content = fill(field.content ?? '', context, { isHtml: true, isStrict: field.strict });
  }
  for (const name of ['prefixAdorner', 'suffixAdorner']) {
    if (field.appearance?.[name]) {
      texts[name] = fill(field.appearance[name], context);
    }
  }
  return texts;
}

function tableOf({ columns = [], columnsExpression, dataSource = '' }, context) {
  const evaluated = evaluateIn(context, columnsExpression || '');
  const isColumns = Array.isArray(evaluated) && evaluated.every((column) => column && column.label && column.key);
  const data = evaluateIn(context, dataSource);
  const heads = isColumns ? evaluated : columns;
  const rows = Array.isArray(data) ? data.filter((row) => row !== null && row !== undefined) : [];
  return { columns: heads, rows: rows.map((row) => heads.map(({ key }) => cell(row?.[key]))) };
}

function cell(value) {
  if (value === null || value === undefined) {
    return '';
  }
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
