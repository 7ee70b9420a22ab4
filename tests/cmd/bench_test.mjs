// SPDX-License-Identifier: Apache-2.0
// Runs long.
// huiyin bench: it makes the register that was asked for, measures every figure, and leaves a
// register in which everything agrees.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ask, must, run, scratch } from './lib.mjs';

const NAMES = ['bare', 'submit', 'lifecycle', 'find', 'read', 'list', 'totals'];

test('a register of a hundred, measured with and without a network, agrees afterwards', () => {
  const data = `${scratch()}/register`;
  const local = ask('bench', '--matters', '100', '--data', data, '--operations', '2', '--no-http', '--seconds', '1');
  assert.equal(local.matters, 100);
  assert.equal(local.database, 'sqlite');
  assert.ok(local.bytes > 1e5 && local.rss_anon_bytes > 1e5 && local.fill_seconds > 0);
  for (const name of NAMES) {
    const f = local.figures.find((x) => x.name === name && x.way === 'local');
    assert.equal(f?.operations, 2, name);
    assert.ok(f.per_second > 0 && f.p99_us >= f.p50_us, name);
  }
  assert.deepEqual(local.figures.filter((f) => f.way === 'floor').map((f) => f.name), ['sync', 'insert']);
  assert.equal(local.figures.find((f) => f.name === 'import').operations, 2000);
  for (const name of ['derive', 'search', 'search_rare', 'same', 'suggest', 'regroup'])
    assert.ok(local.figures.find((f) => f.name === name && f.way === 'local')?.cpu_us > 0, name);
  assert.ok(local.regroup_rss_anon_bytes > 1e5);

  const again = ask('bench', '--matters', '100', '--data', data, '--seconds', '4', '--only', 'bare,submit,lifecycle,list');
  assert.equal(again.fill_seconds, 0, 'what was made is used again');
  for (const name of ['submit', 'lifecycle', 'list'])
    for (const way of ['full', 'half']) {
      const f = again.figures.find((x) => x.name === name && x.way === way);
      assert.ok(f?.operations > 0 && f.cpu_us > 0, `${name} ${way}`);
    }
  assert.ok(again.bars.some((b) => b.name === 'submit' && b.of === 'cpu_us' && b.value > 0));
  assert.equal(run(['bench', '--matters', '200', '--data', data]).code, 5, 'another number is another register');
  must(['check', '--data', data]);
});

test('500 a second are submitted, two search meanwhile, what is derived is done soon after', { skip: !process.env.HUIYIN_TEST_ALL && 'with --all' }, () => {
  const data = `${scratch()}/burst`;
  const said = ask('bench', '--matters', '20000', '--data', data, '--seconds', '1', '--only', 'burst');
  const of = (name) => said.figures.find((f) => f.name === name && f.way === 'burst');
  assert.ok(of('submit').operations > 0 && of('search').operations > 0 && of('search_rare').operations > 0);
  assert.equal(of('lag').operations, of('submit').operations);
  assert.ok(of('lag').p99_us > 0);
  must(['check', '--analysis', '--data', data]);
  assert.equal(ask('index', 'check', '--data', data).missing, 0);
});

test('a register that is in use is not measured', () => {
  const data = `${scratch()}/live`;
  must(['init', '--data', data]);
  const refused = run(['bench', '--matters', '100', '--data', data, '--no-http', '--lang', 'en']);
  assert.equal(refused.code, 3, refused.err);
  assert.match(refused.err, /practice register/);
});
