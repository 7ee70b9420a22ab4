// SPDX-License-Identifier: Apache-2.0
// Signs of gaming on a board, each with data that shows it and data that does not: extensions asked just before
// the limit; top grades alone, from one telephone or within seconds.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const HOUR = 3600000;
const DAY = 24 * HOUR;
let server, office, housing, first;
let moved = 0;
const dayOf = (at) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(at);
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  housing = office.unit('区住');
  first = dayOf(Date.now());
  const rule = JSON.parse(readFileSync(new URL('../../data/boards/effect.json', import.meta.url), 'utf8'));
  const file = join(server.data, '..', 'gaming-rule.json');
  Object.assign(rule, { name: 'gaming', signals: { refile_days: 30, before_due_hours: 24, rated_seconds: 600, ratings: 3 } });
  writeFileSync(file, JSON.stringify(rule));
  huiyin('board', 'load', file, '--data', server.data);
});
after(() => server?.stop());

/** The register's clock goes on; a server that starts anew reads it. */
async function forward(by) {
  moved += by;
  huiyin('clock', 'offset', String(moved), '--data', server.data);
  await server.restart();
}
const signs = async (kind) => {
  const made = await (await office.by('fenxi1')).post('/api/v1/boards', { rule: 'gaming', first_day: first, last_day: dayOf(Date.now() + moved), title: '试榜' }, { key: newKey() });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const { body } = await (await office.by('ducha1')).get(`/api/v1/boards/${made.body.num}`);
  return body.signals.filter((s) => s.kind === kind).map((s) => [s.unit_id, s.n, s.of]);
};
const answered = async (phone) => {
  const demand = await office.demand({ words: `路灯坏了 ${phone}`, name: '某某', phone, privacy: 'named' });
  await office.answered(demand.num);
  return demand;
};
const rate = (demand, grade = 'very_satisfied') => office.citizenActs(demand, 'rate', { solved: grade === 'very_satisfied' ? 'yes' : 'no', grade, words: '如实评价' });

test('top grades alone are no sign: other telephones, and nobody in a hurry', async () => {
  const said = [];
  for (const phone of ['13900000011', '13900000012', '13900000013']) said.push(await answered(phone));
  await forward(HOUR);
  for (const demand of said) await rate(demand);
  assert.deepEqual(await signs('top_grades'), []);
});

test('top grades alone, half of them from one telephone: the sign says how many', async () => {
  const said = [];
  for (let i = 0; i < 3; i++) said.push(await answered('13900000019'));
  await forward(HOUR);
  for (const demand of said) await rate(demand);
  assert.deepEqual(await signs('top_grades'), [[housing, 3, 6]]);
});

test('within seconds of the answer: half of all is a sign, one less is none', async () => {
  for (const phone of ['13900000021', '13900000022', '13900000023', '13900000024', '13900000025']) await rate(await answered(phone));
  assert.deepEqual(await signs('top_grades'), [], 'five of eleven');
  await rate(await answered('13900000026'));
  assert.deepEqual(await signs('top_grades'), [[housing, 6, 12]]);
});

test('one citizen who is not pleased ends it: the grades are not top alone', async () => {
  await rate(await answered('13900000031'), 'unsatisfied');
  assert.deepEqual(await signs('top_grades'), []);
});

test('an extension asked in good time is no sign, one on the last day is', async () => {
  const work = async (words) => {
    const matter = await office.dispatched((await office.demand({ words })).num, { level: { difficulty: 'complex', reason: '涉及多个区级部门' } });
    await office.act('zhujian1', 'task', `${matter}-1`, 'sign');
    await office.act('zhujian1', 'task', `${matter}-1`, 'verify', { truth: '属实' });
    return matter;
  };
  const [early, late] = [await work('管网改造'), await work('道路翻修')];
  const ask = (matter) => office.act('zhujian1', 'task', `${matter}-1`, 'ask-extension', { workdays: 2, reason: '等待配件到货' });
  await ask(early);
  assert.deepEqual(await signs('last_hour'), []);
  const { body } = await office.see('zhujian1', 'task', `${late}-1`);
  const due = new Date(body.due_at ?? body.task?.due_at);
  assert.ok(due - Date.now() - moved > 2 * DAY, JSON.stringify(body).slice(0, 600));
  await forward(due - Date.now() - moved - 5 * HOUR);
  await ask(late);
  assert.deepEqual(await signs('last_hour'), [[housing, 1, 2]]);
});

test('asked on the last day of a task that was taken up before the time: a sign of the time it was asked in', async () => {
  const made = async (from, to) => {
    const { body } = await (await office.by('fenxi1')).post('/api/v1/boards', { rule: 'gaming', first_day: from, last_day: to, title: '试榜' }, { key: newKey() });
    return (await (await office.by('ducha1')).get(`/api/v1/boards/${body.num}`)).body.signals.filter((s) => s.kind === 'last_hour');
  };
  const today = dayOf(Date.now() + moved);
  assert.ok(today > first);
  assert.deepEqual((await made(today, today)).map((s) => [s.unit_id, s.n, s.of]), [[housing, 1, 1]]);
  assert.deepEqual(await made(first, first), []);
});
