// SPDX-License-Identifier: Apache-2.0
// What an operation costs in instructions, counted by callgrind on the release build without a
// network: repeatable where times are not. Two runs that differ only in the number of operations
// give the cost of one without the start. Fails when one costs a quarter more than the figure kept
// in bench_instructions.json; HUIYIN_BENCH_KEEP=1 writes the figures anew.
//
// Libraries choose faster code by the kind of processor (hashes, memory), so the same program
// differs by some per cent from machine to machine: hence a quarter, not less.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const top = fileURLToPath(new URL('..', import.meta.url));
const bin = process.env.HUIYIN_BENCH_BIN ?? join(top, 'build-gcc/huiyin');
const kept = join(top, 'tests/bench_instructions.json');
const figures = JSON.parse(readFileSync(kept, 'utf8'));
const MATTERS = '300';
const MOST = 1.25;
// Few and many operations of each kind: enough that the difference is not noise.
const RUNS = { submit: [5, 35], lifecycle: [2, 8], read: [5, 35], list: [5, 35] };

const dir = mkdtempSync(join(tmpdir(), 'huiyin-instructions-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const args = (data, kind, n) => ['bench', '--matters', MATTERS, '--data', data, '--no-http', '--only', kind, '--operations', String(n), '--json'];

before(() => {
  const made = JSON.parse(execFileSync(bin, args(join(dir, 'register'), 'bare', 1), { encoding: 'utf8' }));
  assert.equal(made.matters, Number(MATTERS));
});

/** Instructions of a whole run on a copy of the register. */
function counted(kind, n) {
  const data = join(dir, `${kind}-${n}`);
  const out = `${data}.callgrind`;
  cpSync(join(dir, 'register'), data, { recursive: true });
  const ran = execFileSync('valgrind', ['--quiet', '--tool=callgrind', `--callgrind-out-file=${out}`, bin, ...args(data, kind, n)], { encoding: 'utf8' });
  assert.equal(JSON.parse(ran).figures.find((f) => f.name === kind).operations, n);
  const total = /^totals: (\d+)$/m.exec(readFileSync(out, 'utf8'));
  assert.ok(total, 'callgrind wrote no total');
  return Number(total[1]);
}

for (const [kind, [few, many]] of Object.entries(RUNS))
  test(`instructions of one ${kind}`, (t) => {
    const one = Math.round((counted(kind, many) - counted(kind, few)) / (many - few));
    assert.ok(one > 1000, `${one}: nothing was measured`);
    t.diagnostic(`${kind}: ${one}, kept ${figures[kind]}`);
    if (process.env.HUIYIN_BENCH_KEEP) {
      figures[kind] = one;
      writeFileSync(kept, `${JSON.stringify(figures, null, 2)}\n`);
      return;
    }
    assert.ok(one <= figures[kind] * MOST, `${kind} takes ${one} instructions, ${Math.round((one / figures[kind] - 1) * 100)} % more than the ${figures[kind]} that are kept`);
  });
