// SPDX-License-Identifier: Apache-2.0
// Runs long.
// huiyin eval: what it measures on real messages, on fewer folds than the published figures. A
// floor fails when what is suggested gets worse.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
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
  const timeless = (m) => ({ ...m, facts: { ...m.facts, suggest_us: '' } });
  const once = timeless(ask(...small));
  assert.deepEqual(timeless(ask(...small)), once);
  assert.equal(once.facts.seed, 1);
  assert.ok(must(['eval']).out.includes('classes'));
});

/* Three folds for five times five (docs/analysis.md): less to learn from, so the floors are lower. */
test('classes: better than the baseline, and sure of what it says', without('messages-labelled.csv'), (t) => {
  const m = ask('eval', 'classes', real, '--repeats', '1', '--folds', '3');
  const [baseline, ours] = ['baseline', 'ours'].map((name) => row(m, 'classes', name));
  const sure = row(m, 'confidence', 'half');
  t.diagnostic(JSON.stringify({ baseline, ours, sure, us: m.facts.suggest_us }));
  assert.equal(m.facts.messages, 1888);
  assert.ok(baseline.macro_f1 > 0.71 && baseline.macro_f1 < 0.75, 'the baseline is what it was');
  assert.ok(ours.macro_f1 >= baseline.macro_f1 + 0.02, 'ours is better by two points');
  assert.ok(ours.macro_f1 > 0.75 && ours.top3 > 0.94);
  assert.ok(sure.precision > ours.accuracy, 'a confident suggestion is right more often');
});

test('hot spots: the three known ones are among the first twenty, whole and pure', without('messages-2019-hot.xlsx'), () => {
  const m = ask('eval', 'hotspots', real, '--generated', '5000', '--held-out');
  assert.equal(m.facts.messages, 4326);
  assert.ok(m.facts.generated_parts > 100 && m.facts.generated_parts < 5000);
  for (const name of ['mixing-plant', 'tied-parking', 'restaurant-smoke']) {
    const group = row(m, 'groups', name);
    assert.ok(group.rank <= 20 && group.precision >= 0.9 && group.recall >= 0.8, JSON.stringify(group));
  }
  const plant = m.tables.find((t) => t.name === 'first').rows[0];
  assert.ok(plant.from >= 20191101 && plant.to <= 20200131, JSON.stringify(plant));
  const mean = row(m, 'groups', 'mean');
  assert.ok(mean.precision >= 0.8 && mean.recall >= 0.88, JSON.stringify(mean));
  const [chosen, unseen] = [row(m, 'held', 'a_on_a'), row(m, 'held', 'unseen')];
  assert.ok(chosen.f1 >= row(m, 'held', 'ours_a').f1, 'the best of a half is no worse than what the register has');
  assert.ok(unseen.precision >= 0.78 && unseen.recall >= 0.82 && unseen.f1 >= 0.8, JSON.stringify(unseen));
});

test('signals: the shipped rule raises few, and the tied parking places early', without('messages-2019-hot.xlsx'), () => {
  const m = ask('eval', 'signals', real);
  assert.equal(m.facts.messages, 4326);
  assert.ok(m.facts.signal_word >= 20 && m.facts.signal_word <= 150, String(m.facts.signal_word));
  assert.ok(m.facts.signal_person >= 3 && m.facts.signal_volume >= 3, JSON.stringify(m.facts));
  const words = m.tables.find((t) => t.name === 'signal_word').rows;
  const parking = words.find((r) => r.day >= 20190801 && r.day <= 20190825);
  assert.ok(parking && parking.raised_at <= 10 && parking.size > parking.raised_at, JSON.stringify(words));
});

test('hot spots: the made groups hold numbers alone', () => {
  const text = readFileSync(join(process.env.HUIYIN_SOURCE ?? '.', 'data/eval/hotspots-2019.csv'), 'utf8');
  const lines = text.trim().split('\n').filter((l) => !l.startsWith('#'));
  assert.equal(lines.shift(), 'group,number,sure');
  for (const line of lines) assert.match(line, /^[a-z-]+,\d{6},[01]$/);
  assert.ok(new Set(lines.map((l) => l.split(',')[0])).size >= 15);
  assert.equal(new Set(lines.filter((l) => l.endsWith('1')).map((l) => l.split(',')[1])).size, lines.filter((l) => l.endsWith('1')).length);
});
