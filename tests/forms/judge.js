// The judge: the real form-js viewer opens each case, comes to rest, and submits. Bundled by conftest.py.

import { createForm } from '@bpmn-io/form-js-viewer';

const KINDS = [
  [/is required/, 'required'],
  [/minimum length/, 'minLength'],
  [/maximum length/, 'maxLength'],
  [/minimum value|Min validation/, 'min'],
  [/maximum value|Max validation/, 'max'],
  [/match pattern/, 'pattern'],
  [/valid email/, 'email'],
  [/phone number/, 'phone'],
  [/expected to/, 'decimals'],
  [/two nearest/, 'step'],
];

const kindOf = (message) => KINDS.find(([pattern]) => pattern.test(message))?.[1] ?? message;

// a field that was typed in, or a number that was just shown, is stored 300 ms later
const pause = () => new Promise((done) => setTimeout(() => requestAnimationFrame(() => setTimeout(done)), 360));

async function open({ schema, answers }) {
  const container = document.createElement('div');
  document.body.append(container);
  const one = { container, changes: 0, faults: [] };
  try {
    one.form = await createForm({ container, schema, data: answers });
    one.form.on('changed', () => (one.changes += 1));
  } catch (problem) {
    one.faults.push(problem.message);
  }
  return one;
}

async function rest(opened) {
  let seen = -1;
  for (let round = 0; round < 30; round += 1) {
    await pause();
    const changes = opened.reduce((sum, { changes: count }) => sum + count, 0);
    if (changes === seen) {
      return;
    }
    seen = changes;
  }
}

function submit({ form, faults }) {
  if (!form) {
    return { faults };
  }
  try {
    const { data, errors } = form.submit();
    return { faults, data: JSON.parse(JSON.stringify(data)), errors: byPath(form, errors) };
  } catch (problem) {
    return { faults: [...faults, problem.message] };
  }
}

function byPath(form, errors) {
  const found = {};
  for (const { id, indexes, valuePath } of form.get('formFieldInstanceRegistry').getAllKeyed()) {
    const messages = [id, ...Object.values(indexes ?? {})].reduce((at, key) => at?.[key], errors);
    if (Array.isArray(messages) && messages.length) {
      found[valuePath.join('.')] = messages.map(kindOf);
    }
  }
  return found;
}

/** Judge `[{schema, answers}]`: `[{faults, data, errors}]`; no data where the viewer refused to open or to submit. */
window.judge = async (cases) => {
  const opened = [];
  for (const one of cases) {
    opened.push(await open(one));
  }
  await rest(opened);
  const results = opened.map(submit);
  for (const { form, container } of opened) {
    form?.destroy();
    container.remove();
  }
  return results;
};
