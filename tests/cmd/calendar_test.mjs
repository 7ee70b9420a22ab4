// SPDX-License-Identifier: Apache-2.0
// A calendar loaded by the command line beside a running server that still goes by the old one.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { citizen } from '../api/lib.mjs';
import { startServer } from '../server.mjs';
import { ask, beijing, must, scratch, sql } from './lib.mjs';

const PATIENCE_MS = 4 * 3000; // a tick is 3 s; the rest is patience with a busy machine
const dir = scratch();
const rows = readFileSync(new URL('../../data/calendar/holidays-cn.csv', import.meta.url), 'utf8').trimEnd().split('\n');
const at = rows.findIndex((l, i) => i > 0 && l > '2026-03-09');
// Thursday and three working days, with and without the Monday that follows.
const calendars = [
  { file: join(dir, 'more.csv'), lines: [...rows.slice(0, at), '2026-03-09,测试假,rest', ...rows.slice(at)], due: '2026-03-12T00:00:00' },
  { file: join(dir, 'less.csv'), lines: rows, due: '2026-03-11T00:00:00' },
];
for (const { file, lines } of calendars) writeFileSync(file, `${lines.join('\n')}\n`);
let server;

before(async () => {
  server = await startServer({ prepare: (data) => must(['clock', 'now', '2026-03-05 10:00', '--data', data]) });
});
after(() => server?.stop());

const dueOf = (num) => beijing(sql(server.data, `SELECT due_at FROM clock WHERE kind = 'screen' AND subject_id = (SELECT id FROM demand WHERE num = '${num}')`));

async function submitted() {
  const sent = await citizen(server).submit({ words: '路灯不亮' });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  return sent.body.num;
}

test('a limit that the server reckons by the old calendar is reckoned anew within a tick', async () => {
  let healed = 0;
  for (let round = 0; round < 10 && healed < 2; round++) {
    const { file, due } = calendars[round % 2];
    assert.equal(ask('calendar', 'load', file, '--data', server.data).changed, 1);
    const loaded = Date.now();
    const num = await submitted();
    if (dueOf(num) === due) continue; // the server had taken the new one over already
    while (dueOf(num) !== due && Date.now() - loaded < PATIENCE_MS) await sleep(50);
    assert.equal(dueOf(num), due, `${Date.now() - loaded} ms after the calendar was loaded`);
    const events = sql(server.data, `SELECT action || ' ' || role FROM event WHERE subject_kind = 'demand' AND subject_id = (SELECT id FROM demand WHERE num = '${num}') ORDER BY seq`);
    assert.equal(events.split('\n').at(-1), 'calendar-loaded system');
    // Every open limit, those of earlier rounds included.
    const check = ask('check', '--data', server.data);
    assert.deepEqual([check.ok, check.findings], [true, []]);
    healed++;
  }
  assert.equal(healed, 2, 'twice in ten rounds the server was seen with the old calendar');
});
