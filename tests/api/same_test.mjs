// SPDX-License-Identifier: Apache-2.0
// B3-8, ZL-40: what may be the same matter or the same person is shown with reasons, at the intake and at the
// screening; a person decides, who and on what is kept; nobody learns of what they may not see.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
let server;
let office;
let screener;
let operator;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  screener = await office.by('beimen2');
  operator = await office.by('xinfang1');
});
after(() => server.stop());

const PLANT = '银杏嘉园旁边的搅拌站昼夜轰鸣，灰尘很大，睡不着觉';
const AGAIN = '银杏嘉园旁边搅拌站昼夜轰鸣，灰尘很大，我们睡不着觉';
const LAMP = '东城路的路灯坏了三天没人修，晚上看不见路';

async function same(who, num) {
  const got = await who.get(`${V1}/demands/${num}/same`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body;
}
/** Until the queue has been emptied so far: all three are found by their words alone. */
async function derived() {
  let rows;
  for (let i = 0; i < 300; i++) {
    rows = await Promise.all([PLANT, AGAIN, LAMP].map(async (words) => (await operator.post(`${V1}/same`, { words })).body.rows));
    if (rows[0].length === 2 && rows[1].length === 2 && rows[2].length === 1) return;
    await new Promise((r) => setTimeout(r, 200));
  }
  assert.fail(`never derived: ${JSON.stringify(rows)}`);
}
const codes = (row) => row.reasons.map((r) => r.code);

let first;
let again;
test('the same matter and the same telephone are found at the screening, with reasons', async () => {
  first = (await office.demand({ words: PLANT, phone: '13800001111', name: '王一' })).num;
  await office.demand({ words: LAMP, phone: '13800002222', name: '李二' });
  again = (await office.demand({ words: AGAIN, phone: '13800001111', name: '王一' })).num;
  await derived();
  const { rows } = await same(screener, again);
  assert.equal(rows.length, 1);
  assert.equal(rows[0].num, first);
  assert.ok(rows[0].score >= 60 && rows[0].repeat && rows[0].same_person && rows[0].same_matter);
  for (const code of ['person', 'name', 'words', 'share', 'days']) assert.ok(codes(rows[0]).includes(code), code);
  assert.match(rows[0].reasons.find((r) => r.code === 'name').text, /银杏嘉园/);
  const demand = await screener.get(`${V1}/demands/${again}`);
  assert.notEqual(demand.body.row.repeated, true, 'never by itself');
});

test('while it is being said: found, and nothing kept but that it was looked for', async () => {
  const typed = { words: AGAIN, phone: '13800001111' };
  const got = await operator.post(`${V1}/same`, typed);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  assert.deepEqual(new Set(got.body.rows.map((r) => r.num)), new Set([first, again]));
  const words = await operator.post(`${V1}/same`, { words: '银杏嘉园的搅拌站灰尘' });
  assert.ok(words.body.rows.length >= 1 && words.body.rows.every((r) => !r.same_person));
  assert.equal((await operator.post(`${V1}/same`, { words: '' })).status, 400);
});

test('a person decides; the demand is a repeat from then on, and says by whom', async () => {
  const dossier = await screener.get(`${V1}/demands/${again}`);
  const step = dossier.body.actions.find((a) => a.name === 'compare');
  assert.ok(step, JSON.stringify(dossier.body.actions.map((a) => a.name)));
  await office.act('beimen2', 'demand', again, 'compare', { other: first, finding: 'repeat', reason: '同一电话，同一搅拌站' });
  const now = await screener.get(`${V1}/demands/${again}`);
  assert.equal(now.body.row.repeated, true);
  assert.ok(now.body.timeline.some((l) => l.action === 'compare'));
  const [row] = (await same(screener, again)).rows;
  assert.equal(row.decided.finding, 'repeat');
  assert.ok(row.decided.by && row.decided.at && row.decided.score >= 60);
  const back = (await same(screener, first)).rows.find((r) => r.num === again);
  assert.equal(back.decided.finding, 'repeat', 'both ways round');
});

test('the earlier one is not the repeat; what is not there cannot be compared', async () => {
  const bad = async (num, body) => {
    const { etag } = await office.see('beimen2', 'demand', num);
    return screener.post(`${V1}/demands/${num}/compare`, body, { etag, key: newKey() });
  };
  assert.equal((await bad(first, { other: again, finding: 'repeat' })).status, 409);
  assert.equal((await bad(again, { other: again, finding: 'same' })).status, 409);
  assert.equal((await bad(again, { other: 'X1-000000', finding: 'same' })).status, 400);
});

test('what was derived is what comes from nothing, and is made anew by the command', () => {
  const run = (...args) => {
    const p = spawnSync(process.env.HUIYIN_BIN, [...args, '--json', '--data', server.data], { encoding: 'utf8' });
    return { code: p.status, out: p.stdout, err: p.stderr };
  };
  const checked = run('check', '--analysis');
  assert.equal(checked.code, 0, checked.out + checked.err);
  assert.ok(JSON.parse(checked.out).sketches >= 3);
  assert.equal(run('index', 'rebuild').code, 0);
  assert.equal(run('check', '--analysis').code, 0);
  assert.equal(run('check').code, 0);
});
