// SPDX-License-Identifier: Apache-2.0
// A published campaign played again, a twentieth of it: every figure comes out of the ordinary
// ledgers, and the register is sound. In full under --all.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { huiyin } from '../server.mjs';
import { ask, csv, found, must, run, scratch, sql } from './lib.mjs';

const by = process.env.HUIYIN_TEST_ALL ? 1 : 20;
const data = join(scratch(), 'demo');
const published = JSON.parse(readFileSync(new URL('../../data/scenarios/bazhou.json', import.meta.url), 'utf8'));
const figure = (name) => [...published.ways, ...published.routes].find((f) => f.figure === name).n;

/** Rows of a ledger that goes out, as objects by column. */
function ledger(name) {
  const to = `${data}-${name}.csv`;
  must(['export', name, '--to', to, '--data', data]);
  const [head, ...rows] = csv(to);
  return rows.map((row) => Object.fromEntries(head.map((title, i) => [title, row[i]])));
}

/** A twentieth, one more or less by the largest remainder. */
const near = (n, name) => assert.ok(Math.abs(n - figure(name) / by) < 1, `${name}: ${n} of ${figure(name)}`);

before(() => {
  must(['init', '--demo', '--data', data]);
  huiyin('scenario', 'bazhou', '--by', String(by), '--data', data);
});

test('BZ-09, BZ-10, BZ-15, BZ-16, BZ-20: what was published comes out of the ledgers', () => {
  const demands = ledger('demands');
  const valid = demands.filter((d) => d['是否有效'] === '有效' || d['是否有效'] === '是');
  const invalid = demands.filter((d) => !valid.includes(d));
  const doorstep = demands.filter((d) => d['采集方式'].includes('谈'));
  assert.equal(sql(data, 'SELECT COUNT(*) FROM visit'), String(Math.round(68907 / by)));
  assert.equal(sql(data, "SELECT COUNT(*) FROM demand WHERE visit_id <> 0 AND campaign = 'dqd'"), String(doorstep.length));
  assert.equal(demands.length, Math.round(16564 / by));
  near(doorstep.length, 'doorstep');
  near(demands.length - doorstep.length, 'online');
  near(invalid.length, 'invalid');
  assert.ok(invalid.every((d) => d['状态'].includes('解释')), 'each of them explained on record');
  let sum = 0;
  for (const level of ['community', 'street', 'district', 'city']) {
    const n = ledger(level).filter((d) => d['是否有效'] === valid[0]['是否有效']).length;
    near(n, level);
    sum += n;
  }
  assert.equal(sum, valid.length);
});

test('BZ-36, BZ-37, BZ-40, BZ-44: what the office did besides, undivided', () => {
  assert.equal(sql(data, "SELECT COUNT(*) FROM bulletin WHERE campaign = 'dqd' AND state = 'issued'"), '6');
  assert.equal(sql(data, "SELECT COUNT(*) FROM interview WHERE campaign = 'dqd'"), '3');
  assert.equal(sql(data, "SELECT COUNT(*) FROM board WHERE state = 'published'"), '4');
  assert.equal(sql(data, "SELECT COUNT(*) FROM accountability WHERE person_enc <> ''"), '1');
});

test('matters are fewer than demands by those that joined', () => {
  const matters = ledger('matters');
  const joined = matters.reduce((n, m) => n + Number(m['诉求件数']) - 1, 0);
  assert.equal(joined, Math.round(published.joined / by));
  assert.ok(matters.filter((m) => m['状态'].includes('销号')).length > matters.length / 2, 'most are closed by the end');
});

test('the register is sound, and nothing is played into one that lives', () => {
  assert.deepEqual(found(data), []);
  const again = run(['scenario', 'bazhou', '--by', '100', '--data', data]);
  assert.notEqual(again.code, 0);
  assert.match(again.err, /已有诉求/);
  assert.notEqual(run(['scenario', '../bazhou', '--data', data]).code, 0);
});
