// SPDX-License-Identifier: Apache-2.0
// Runs long.
// A practice register: each role's first hour can be done at once, and is ticked by the act alone.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { citizen, logIn, newKey } from './lib.mjs';

let server;
before(async () => {
  server = await startServer({ init: ['--demo', '--practice'] });
});
after(() => server.stop());

const V1 = '/api/v1';
const FOLDER = { demand: 'demands', matter: 'matters', task: 'tasks' };
const mine = async (client) => {
  const got = await client.get(`${V1}/practice`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body;
};
const item = (list, action) => list.items.find((i) => i.actions.includes(action));

/** The first row where that step is offered, reached through the item's own link. */
async function offered(client, { link, actions }) {
  const query = link.startsWith('/?') ? link.slice(2) : 'list=open';
  for (const unit of new Set((await client.get(`${V1}/me`)).body.grants.map((g) => g.unit_id))) {
    const { body } = await client.get(`${V1}/work?${query}&unit=${unit}&limit=100`);
    for (const row of body.rows) {
      const dossier = await client.get(`${V1}/${FOLDER[row.subject]}/${row.num}`);
      const step = dossier.body.actions?.find((a) => actions.includes(a.name));
      if (step) return { dossier, step };
    }
  }
  return null;
}

test('an item is ticked after the act, and not by another’s act', async () => {
  const one = await logIn(server, 'beimen1');
  const two = await logIn(server, 'beimen2');
  assert.equal(item(await mine(one), 'login').done, true);
  const before_ = item(await mine(one), 'screen-valid');
  assert.deepEqual([before_.done, before_.n], [false, 0], 'the material ticked nothing');
  const found = await offered(one, before_);
  const done = await one.post(found.step.href, {}, { etag: found.dossier.etag, key: newKey() });
  assert.equal(done.status, 200, JSON.stringify(done.body));
  const after_ = await mine(one);
  assert.deepEqual([item(after_, 'screen-valid').done, item(after_, 'screen-valid').n], [true, 1]);
  assert.equal(item(await mine(two), 'screen-valid').done, false);
  assert.equal(item(after_, 'screen-invalid').done, false, 'another act of the same person');
});

test('a refused act ticks nothing', async () => {
  const handler = await logIn(server, 'zhujian1');
  const sign = item(await mine(handler), 'sign');
  const found = await offered(handler, sign);
  const stale = await handler.post(found.step.href, {}, { etag: '"99"', key: newKey() });
  assert.equal(stale.status, 412);
  assert.equal(item(await mine(handler), 'sign').done, false);
});

test('every item of every shown officer can be done at once where its link leads', async () => {
  const missing = [];
  let looked = 0;
  for (const officer of server.officers) {
    const client = await logIn(server, officer.login);
    for (const i of (await mine(client)).items) {
      if (i.subject === 'officer' || i.actions.includes('receive')) continue;
      looked += 1;
      if (!(await offered(client, i))) missing.push(`${officer.login} ${i.role} ${i.actions}`);
    }
  }
  assert.ok(looked > 40, `${looked}`);
  assert.deepEqual(missing, []);
});

test('only an administrator sees everybody, by unit', async () => {
  const admin = await logIn(server, 'xitong');
  const { status, body } = await admin.get(`${V1}/practice/all`);
  assert.equal(status, 200);
  const people = body.units.flatMap((u) => u.officers);
  assert.equal(people.length, server.officers.length, 'those who can log in');
  const li = people.find((o) => o.name.includes('北门书记'));
  assert.ok(li.done >= 2 && li.done < li.of && li.last_at, JSON.stringify(li));
  assert.equal((await (await logIn(server, 'beimen1')).get(`${V1}/practice/all`)).status, 403);
  assert.equal((await citizen(server).get(`${V1}/practice`)).status, 401);
});

test('practice fill brings more material, and only into a practice register', async () => {
  const handler = await logIn(server, 'zhujian1');
  const count = async () => (await handler.get(`${V1}/work?list=state&subject=task&state=sent&limit=100`)).body.rows.length;
  const had = await count();
  const { made } = JSON.parse(huiyin('practice', 'fill', '--json', '--data', server.data));
  assert.ok(made > 30);
  assert.ok((await count()) > had);
});

test('an ordinary register has no exercises', async () => {
  const plain = await startServer();
  try {
    assert.equal((await (await logIn(plain, 'zhujian1')).get(`${V1}/practice`)).status, 404);
    assert.throws(() => huiyin('practice', 'fill', '--data', plain.data), /不是演练库|no practice register/);
  } finally {
    await plain.stop();
  }
});

test('no personal data of anybody stands in the material', () => {
  const text = readFileSync(new URL('../../data/practice/material.json', import.meta.url), 'utf8');
  assert.doesNotMatch(text, /1[3-9]\d{9}|\d{17}[\dXx]/);
});

test('practice reset: of every table it is said whether it is emptied', () => {
  const sql = (path) => readFileSync(new URL(`../../sql/${path}`, import.meta.url), 'utf8');
  const names = (text, pattern) => [...text.matchAll(pattern)].map((m) => m[1]);
  const migrations = readdirSync(new URL('../../sql/migrations/', import.meta.url)).map((f) => sql(`migrations/${f}`));
  const made = new Set(migrations.flatMap((text) => names(text, /^CREATE TABLE (\w+)/gm)));
  for (const gone of migrations.flatMap((text) => names(text, /^DROP TABLE (\w+)/gm))) made.delete(gone);
  const cleared = names(sql('queries/practice.sql'), /^DELETE FROM (\w+) WHERE jid = \$1/gm);
  const statements = names(sql('queries/practice.sql'), /^-- name: (practice_clear_\w+)/gm);
  const run = names(readFileSync(new URL('../../src/loop/practice.c', import.meta.url), 'utf8'), /SQL_(PRACTICE_CLEAR_\w+),/g);
  assert.deepEqual(run.map((name) => name.toLowerCase()).sort(), statements.sort(), 'each of them is run');
  // Who is there, what the office has set up, and what belongs to no matter.
  const stays =
    'absence agency agency_list board_rule calendar_day calendar_year derive_lease directory_entry directory_version document_template ' +
    'heat_weight idem ledger_view login mechanism meeting_kind message_text model_rule node notice_rule officer officer_role party place register ' +
    'report_receiver roster scheme scheme_entry scheme_map scheme_map_entry serial throttle unit upstream urgent_set';
  assert.deepEqual([...made].sort(), [...new Set([...cleared, ...stays.split(' ')])].sort());
});

test('practice reset: everything handled goes, material is there again; only on a practice register, only by its administrator', async () => {
  const login = await logIn(server, 'beimen1');
  const path = `${V1}/practice/reset`;
  assert.equal((await login.post(path, { confirm: true }, { key: newKey() })).status, 403);
  const admin = await logIn(server, 'xitong');
  assert.equal((await admin.post(path, { confirm: false }, { key: newKey() })).status, 400);
  assert.equal((await admin.post(path, {}, { key: newKey() })).status, 400);
  // A notice goes with the reset, its event stays with the unit: another one after it is one, not two.
  const warn = async () => {
    const ducha = await logIn(server, 'ducha1');
    const { rows } = (await (await logIn(server, 'zhujian1')).get(`${V1}/work?subject=matter`)).body;
    const about = rows.find((r) => r.num)?.num;
    assert.ok(about, 'zhujian1 has a matter in hand');
    const r = await ducha.post(`${V1}/notices`, { about, words: '请三日内说明办理进展' }, { key: newKey() });
    assert.equal(r.status, 201, JSON.stringify(r.body));
  };
  await warn();
  const { made } = JSON.parse(huiyin('practice', 'reset', '--json', '--data', server.data));
  const again = await admin.post(path, { confirm: true }, { key: newKey() });
  assert.equal(again.status, 200, JSON.stringify(again.body));
  assert.equal(again.body.made, made, 'the same start each time');
  const mine = (await login.get(`${V1}/practice`)).body;
  assert.equal(mine.done, 0, 'nothing is ticked');
  const units = (await admin.get(`${V1}/practice/all`)).body.units;
  assert.ok(units.length > 0 && units.every((u) => u.officers.every((o) => o.done === 0)));
  await warn();
  huiyin('check', '--data', server.data);
  const demo = await startServer({ init: ['--demo'] });
  try {
    assert.throws(() => huiyin('practice', 'reset', '--data', demo.data), /不是演练库|no practice register/);
    assert.equal((await (await logIn(demo, 'xitong')).post(path, { confirm: true }, { key: newKey() })).status, 404);
  } finally {
    await demo.stop();
  }
});
