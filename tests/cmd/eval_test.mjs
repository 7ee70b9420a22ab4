// SPDX-License-Identifier: Apache-2.0
// huiyin eval: what it measures on real messages, on fewer folds than the published figures. A
// floor fails when what is suggested gets worse.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ask, must, run } from './lib.mjs';

const real = process.env.HUIYIN_DATA;
const without = (name) => ({ skip: !(real && existsSync(join(real, name))) && 'no HUIYIN_DATA' });
const row = (measured, table, name) =>
  measured.tables.find((t) => t.name === table).rows.find((r) => r.name === name);

test('its kinds are listed, another is refused, and so is a folder without messages', () => {
  const kinds = ask('eval').map((k) => k.kind);
  assert.ok(kinds.includes('classes'));
  const wrong = run(['eval', 'weather', '/', '--lang', 'en']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /classes/);
  assert.equal(run(['eval', 'classes', '/proc']).code, 4);
  assert.equal(run(['eval', 'classes'], { env: { HUIYIN_DATA: '' } }).code, 2);
});

test('the folds depend on the seed alone', without('messages-labelled.csv'), () => {
  const small = ['eval', 'classes', real, '--repeats', '1', '--folds', '2'];
  const once = ask(...small);
  assert.deepEqual(ask(...small), once);
  assert.notDeepEqual(ask(...small, '--seed', '2').tables, once.tables);
  assert.equal(once.facts.seed, 1);
  assert.match(must(small).out, /宏平均 F1/);
});

test('classes: the baseline is what it was', without('messages-labelled.csv'), () => {
  const m = ask('eval', 'classes', real, '--repeats', '1');
  assert.equal(m.facts.messages, 1888);
  const baseline = row(m, 'classes', 'baseline');
  assert.ok(baseline.macro_f1 > 0.72 && baseline.macro_f1 < 0.76, JSON.stringify(baseline));
});
