// SPDX-License-Identifier: Apache-2.0
// huiyin migrate --distributed, as far as no cluster is needed: what it would run, and what it says
// where there is no Citus.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ask, must, run, scratch } from './lib.mjs';

const golden = readFileSync(new URL('../distributed.golden', import.meta.url), 'utf8');

test('--print writes the statements and needs no register', () => {
  const data = ['--data', join(scratch(), 'none')];
  assert.equal(must(['migrate', '--distributed', '--print', ...data]).out, golden);
  assert.equal(`${ask('migrate', '--distributed', '--print', ...data).statements}\n`, golden);
  assert.notEqual(run(['migrate', '--print', ...data]).code, 0);
});

test('without Citus it says what is missing and leaves the register as it was', () => {
  const data = join(scratch(), 'data');
  must(['init', '--data', data]);
  const r = run(['migrate', '--distributed', '--data', data]);
  assert.notEqual(r.code, 0);
  assert.match(r.err, /CREATE EXTENSION citus/);
  assert.deepEqual(ask('migrate', '--data', data), { applied: 0, distributed: 0 });
  must(['check', '--data', data]);
});
