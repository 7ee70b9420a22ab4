// SPDX-License-Identifier: Apache-2.0
// The counting and the coverage gate are shown what they must refuse.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'huiyin-gates-'));
after(() => rmSync(dir, { recursive: true }));

function file(name, text) {
  const path = join(dir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const count = (kind, text, rc) =>
  spawnSync('python3', [join(root, 'tests/count.py'), kind, file('log', text), String(rc)], { encoding: 'utf8' });
const record = (result, stderr = '', stdout = '') => `${JSON.stringify({ name: 't', result, stdout, stderr })}\n`;
const cmocka = (passed, skipped, failed) =>
  `[  PASSED  ] ${passed} test(s).\n` +
  (skipped ? `[  SKIPPED ] ${skipped} test(s), listed below:\n[  SKIPPED ] x\n\n ${skipped} SKIPPED TEST(S)\n` : '') +
  (failed ? `[  FAILED  ] ${failed} test(s), listed below:\n[  FAILED  ] y\n\n ${failed} FAILED TEST(S)\n` : '');

for (const [what, text, rc, want] of [
  ['cmocka cases are counted', record('OK', cmocka(5, 2, 0)), 0, '5 0 2'],
  ['several groups add up', record('OK', cmocka(5, 0, 0) + cmocka(3, 1, 0)), 0, '8 0 1'],
  ['failed cases are counted', record('FAIL', cmocka(3, 0, 2)), 1, '3 2 0'],
  ['a program without cases is one', record('OK', 'fine'), 0, '1 0 0'],
  ['a crash is a failure although cases passed', record('FAIL', cmocka(3, 0, 0)), 1, '3 1 0'],
  ['a time-out is a failure', record('TIMEOUT'), 1, '0 1 0'],
  ['a skipped program', record('SKIP'), 0, '0 0 1'],
  ['programs add up', record('OK', cmocka(2, 0, 0)) + record('OK'), 0, '3 0 0'],
  ['a runner that fails without a failed test', record('OK', cmocka(2, 0, 0)), 3, '2 1 0'],
]) {
  test(`meson: ${what}`, () => {
    const run = count('meson', text, rc);
    assert.equal(run.stdout.trim(), want, run.stderr);
    assert.equal(run.status, 0);
  });
}

test('meson: nothing run, or a log cut short, is an error', () => {
  assert.notEqual(count('meson', '', 0).status, 0);
  assert.notEqual(count('meson', '{"name":"t","resu', 0).status, 0);
});

test('node: the runner’s own summary is read, and its exit code counts', () => {
  const folder = join(dir, 'node');
  file('node/a_test.mjs', `import { test } from 'node:test';
    test('good', () => {}); test('left', { skip: true }, () => {}); test('bad', () => { throw new Error('x'); });`);
  const env = { ...process.env };
  delete env.NODE_TEST_CONTEXT; // or the inner runner reports to the outer one
  const tap = spawnSync('node', ['--test', '--test-reporter=tap', join(folder, 'a_test.mjs')], { encoding: 'utf8', env });
  assert.equal(count('node', tap.stdout, tap.status).stdout.trim(), '1 1 1');
  assert.notEqual(count('node', tap.stdout.replace(/^# fail.*$/m, ''), 0).status, 0);
  assert.notEqual(count('node', '# pass 0\n# fail 0\n# cancelled 0\n# skipped 0\n# todo 0\n', 0).status, 0);
  assert.equal(count('files', tap.stdout, 1).stdout.trim(), join(folder, 'a_test.mjs'));
  assert.equal(count('second', tap.stdout, 0).stdout.trim(), '2 0 1');
  assert.equal(count('files', tap.stdout.replace(/^not ok/gm, 'ok'), 1).stdout, '');
  assert.notEqual(count('second', tap.stdout.replace(/^# fail.*$/m, ''), 0).status, 0);
});

test('coverage.sh: good rows pass, each kind of bad row is named', () => {
  file('tests/x_test.c', 'static void leap_year(void **s) {}\n');
  const requirements = file('requirements.md', '- BZ-13 one\n- BZ-14 two\n');
  const counted = '2 requirements: 1 with a test, 1 not yet (0 of them in part)';
  const check = (...rows) => checkUnder(counted, ...rows);
  const checkUnder = (summary, ...rows) => {
    const path = file('coverage.md', `Summary: ${summary}\n| id | words | where | test |\n|---|---|---|---|\n${rows.join('\n')}\n`);
    const env = { ...process.env, HUIYIN_REQUIREMENTS: requirements };
    return spawnSync(join(root, 'tools/coverage.sh'), [path, dir], { encoding: 'utf8', env });
  };
  const good = ['| BZ-13 | a | b | `tests/x_test.c:leap_year`, `tests/x_test.c` |', '| BZ-14 | a | b | not yet |'];
  const run = check(...good);
  assert.equal(run.status, 0, run.stdout + run.stderr);
  assert.ok(run.stdout.includes(counted), run.stdout);
  const inPart = '| BZ-14 | a | not yet (part: b) | not yet (part: `tests/x_test.c:leap_year`) |';
  assert.equal(checkUnder(counted.replace('(0', '(1'), good[0], inPart).status, 0);
  for (const [bad, said] of [
    [[good[0]], /BZ-14: no row/],
    [[...good, good[0]], /BZ-13: stands in two rows/],
    [[good[1], '| BZ-13 | a | b | `tests/none_test.c` |'], /no such test file/],
    [[good[1], '| BZ-13 | a | b | `tests/x_test.c:leap_day` |'], /has no test named: leap_day/],
    [[good[1], '| BZ-13 | a | b | surely |'], /names no test/],
    [[good[1], '| BZ-13 | a | | b | `tests/x_test.c` |'], /5 cells/],
    [[good[0], inPart], /the summary must be: Summary: .*\(1 of them in part\)/],
    [[good[0], inPart.replace('leap_year', 'leap_day')], /BZ-14: .* has no test named: leap_day/],
    [[good[1], '| BZ-13 | a | not yet | `tests/x_test.c` |'], /BZ-13: works "not yet"/],
    [[], /no row/],
  ]) {
    const refused = check(...bad);
    assert.equal(refused.status, 1);
    assert.match(refused.stdout, said);
  }
});

test('with_postgres.sh: hands over a server that answers, the exit code, and leaves nothing', { skip: process.env.HUIYIN_TEST_PG ? 'a server is given' : false }, () => {
  const script = join(root, 'tests/with_postgres.sh');
  const out = execFileSync(script, ['sh', '-c', 'psql "$HUIYIN_TEST_PG" -Atc "show server_encoding"; echo "$HUIYIN_TEST_PG"'], { encoding: 'utf8' });
  const [encoding, address] = out.trim().split('\n');
  assert.equal(encoding, 'UTF8');
  const folder = /host=([^&]+)/.exec(address)[1];
  assert.equal(spawnSync('ls', [folder]).status, 2);
  assert.equal(spawnSync(script, ['sh', '-c', 'exit 9']).status, 9);
});
