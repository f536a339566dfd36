// The Node side of the measure: bpmn-engine as it comes, its whole state as JSON in one row of our PostgreSQL.
//
// Knows nothing of Skolemiljø. Each line on stdin is a size {tasks, done, text}; each line on stdout an answer:
// {state_bytes} when the case stands there, then {seconds} for each {answers, moved}: the statements that all contestants
// run. Completing is durable (answers, commit, lock, load, recover, resume, signal, rows, save, commit); the case is put
// back outside the measure.

import { EventEmitter } from 'node:events';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

import { Engine } from 'bpmn-engine';
import pg from 'pg';

const [url, schema] = process.argv.slice(2);
const where = new URL(url.replace('@/', '@localhost/'));
const database = new pg.Client({
  user: where.username,
  password: where.password || undefined,
  database: where.pathname.slice(1),
  host: where.searchParams.get('host') ?? where.hostname,
  port: Number(where.searchParams.get('port') ?? where.port),
  options: `-c search_path=${schema}`,
});

const listener = new EventEmitter();
listener.on('activity.end', (api, execution) => {
  if (api.content.output) execution.environment.output[api.id] = api.content.output;
});

function chain(tasks) {
  const ids = ['inn', ...Array.from({ length: tasks }, (_, number) => `T${number}`), 'slutt'];
  const body = ids.slice(1, -1).map((id) => `<userTask id="${id}"/>`).join('');
  const flows = ids.slice(1).map((id, place) => `<sequenceFlow id="f${place}" sourceRef="${ids[place]}" targetRef="${id}"/>`);
  return (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">' +
    `<process id="p" isExecutable="true"><startEvent id="inn"/>${body}<endEvent id="slutt"/>${flows.join('')}</process></definitions>`
  );
}

async function started({ tasks, done, text }) {
  const engine = Engine({ name: 'maaling', source: chain(tasks) });
  const execution = await engine.execute({ listener });
  for (let number = 0; number < done; number += 1) execution.getPostponed()[0].signal({ notat: text });
  return JSON.stringify(await engine.getState());
}

// prepared once and run by name, as psycopg does by itself
const names = new Map();

async function run(statements) {
  for (const { text, values } of statements) {
    if (!names.has(text)) names.set(text, `s${names.size}`);
    await database.query({ name: names.get(text), text, values });
  }
}

async function complete(text, { answers, moved }) {
  await database.query('BEGIN');
  await run(answers);
  await database.query('COMMIT');
  await database.query('BEGIN');
  const { rows } = await database.query({ name: 'load', text: 'SELECT state FROM node_cases WHERE id = 1 FOR UPDATE' });
  const engine = Engine({ name: 'maaling' }).recover(JSON.parse(rows[0].state));
  const execution = await engine.resume({ listener });
  execution.getPostponed()[0].signal({ notat: text });
  const state = JSON.stringify(await engine.getState());
  await run(moved);
  await database.query({ name: 'save', text: 'UPDATE node_cases SET state = $1 WHERE id = 1', values: [state] });
  await database.query('COMMIT');
}

async function put(state) {
  await database.query(
    'INSERT INTO node_cases VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state',
    [state],
  );
}

await database.connect();
await database.query('CREATE TABLE node_cases (id int PRIMARY KEY, state text NOT NULL)');

let size = {};
let beginning = '';
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  let answer;
  if (asked.tasks) {
    size = asked;
    beginning = await started(size);
    await put(beginning);
    answer = { state_bytes: Buffer.byteLength(beginning) };
  } else {
    await put(beginning);
    const began = performance.now();
    await complete(size.text, asked);
    answer = { seconds: (performance.now() - began) / 1000 };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
await database.end();
