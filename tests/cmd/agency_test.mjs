// SPDX-License-Identifier: Apache-2.0
// The agency list by command line: the demo's, out, in again, faults by row, replaced as a whole.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { startServer } from '../server.mjs';
import { ask, run, scratch } from './lib.mjs';

let server;
const dir = scratch();
before(async () => {
  server = await startServer();
});
after(() => server.stop());

const here = (...args) => [...args, '--data', server.data];
const list = () => ask(...here('agency', 'list')).agencies;

test('the list goes out, comes in again unchanged, and is replaced as a whole', () => {
  assert.equal(list().find((a) => a.phone === '12333').exits, 'arbitration');
  for (const end of ['csv', 'xlsx']) {
    const file = join(dir, `机构.${end}`);
    assert.equal(ask(...here('agency', 'export', '--to', file)).agencies, list().length);
    const back = ask(...here('agency', 'import', file, '--dry-run'));
    assert.deepEqual([back.added, back.removed, back.changed, back.faults_all], [0, 0, 0, 0]);
  }
  const before_ = list().length;
  const file = join(dir, '机构.csv');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, `${text}示例新所,没有的去向,,1,,\n`);
  const faults = run(here('agency', 'import', file, '--json'));
  assert.notEqual(faults.code, 0);
  assert.equal(list().length, before_, 'nothing was written');
  writeFileSync(file, `${text}示例新所,应通过诉讼解决,,1,,\n`);
  assert.equal(ask(...here('agency', 'import', file)).added, 1);
  assert.equal(list().at(-1).exits, 'lawsuit');
});
