// SPDX-License-Identifier: Apache-2.0
// What happens when nobody does anything: the clock of a demo register, set by command while the
// server runs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { huiyin, startServer } from '../server.mjs';
import { castOf, refused } from './cast.mjs';

const DAY = 86400000;
let server, cast;
let days = 0;
before(async () => {
  server = await startServer();
  cast = await castOf(server);
});
after(() => server?.stop());

/** The register's clock goes on by so many days. */
function forward(by) {
  days += by;
  const said = JSON.parse(huiyin('clock', 'offset', String(days * DAY), '--json', '--data', server.data));
  assert.equal(said.clock_offset_ms, days * DAY);
}

/** Asks until it holds, 20 seconds long: the scheduler comes by every few. */
async function until(what, ask) {
  for (let i = 0; i < 100; i++) {
    if (await ask()) return;
    await sleep(200);
  }
  assert.fail(`${what}: not within 20 seconds`);
}

const named = { privacy: 'named', name: '示例·赵群众', phone: '13900000001' };

async function dispatched(person = named) {
  const way = await cast.demand({ words: '人行道塌陷', ...person });
  await way.demand('xinfang1', 'screen-valid', {});
  await way.demand('xinfang3', 'open-matter', {});
  await way.matter('xinfang3', 'level', { lvl: 'district' });
  await way.matter('xinfang4', 'dispatch', { lead: cast.unit('住房和城乡') });
  return way;
}

async function answered(person) {
  const way = await dispatched(person);
  await way.task('zhujian1', 'sign');
  await way.task('zhujian1', 'verify', { truth: '属实' });
  await way.task('zhujian1', 'report', { words: '已修好', result: 'solved' });
  await way.task('zhujian2', 'agree');
  await way.matter('quwei1', 'review-agree', {});
  await way.matter('zhujian1', 'answer', { words: '已修好' });
  return way;
}

/** A closed matter that was not drawn for look-back: one in ten is, by its number. */
async function undrawn() {
  for (;;) {
    const way = await answered();
    await way.demand('xinfang5', 'verdict', { reached: 'yes', solved: 'yes', grade: 'satisfied' });
    await way.matter('xinfang7', 'close', {});
    if (!(await way.see('xinfang9', 'matter')).body.row.drawn) return way;
  }
}

async function lateOnes(login, subject) {
  const { body } = await (await cast.as(login)).get('/api/v1/work?list=overdue&limit=100');
  assert.ok(body.rows.every((r) => r.overdue && r.open), 'an overdue list of what is overdue');
  return body.rows.filter((r) => r.subject === subject).map((r) => r.num);
}

test('time goes on: signed for by itself, overdue, without a verdict, archived', async () => {
  const idle = await dispatched(); // nobody signs for it
  const unrated = await answered({ privacy: 'anonymous' }); // nobody can be called
  const drawn = await answered(); // drawn for a call, and nobody calls
  const closed = await undrawn(); // not drawn to be looked back at
  const waiting = await cast.demand({ words: '没有人甄别', ...named });
  assert.deepEqual(await lateOnes('xinfang1', 'demand'), []);
  const told = async (way) => (await way.mine()).body.current;
  assert.deepEqual([(await told(waiting)).overdue, (await told(idle)).overdue], [false, false]);

  // One working day to sign; a week holds one.
  forward(7);
  await until('signed by itself', async () => (await idle.state('zhujian1', 'task')) === 'signed');
  const signed = (await idle.see('zhujian1', 'task')).body.timeline.at(-1);
  assert.deepEqual([signed.action, signed.role, signed.actor], ['sign', 'system', '']);
  assert.ok((await lateOnes('xinfang1', 'demand')).includes(waiting.num), 'three working days to screen it are over');
  const mine = await told(waiting);
  assert.ok(mine.overdue && mine.left >= 0, 'the citizen is told, although the reply is not due yet');
  assert.equal(await unrated.state('xinfang5', 'demand'), 'answered', 'the citizen still has time to rate');
  assert.equal(await closed.state('xinfang9'), 'closed');

  // Fifteen days to rate, five working days to call.
  forward(16);
  await until('no verdict', async () => (await unrated.state('xinfang5', 'demand')) === 'no_verdict');
  assert.equal((await unrated.see('xinfang5')).body.timeline.at(-1).role, 'system');
  assert.equal(await drawn.state('xinfang5', 'demand'), 'answered', 'who can be called is called');
  assert.ok((await lateOnes('xinfang5', 'demand')).includes(drawn.num));
  refused(await unrated.wants('rate', { solved: 'yes', grade: 'satisfied' }), 409);
  assert.ok((await lateOnes('zhujian1', 'task')).includes(`${idle.matterNum}-1`));
  assert.ok((await lateOnes('xinfang1', 'matter')).includes(idle.matterNum));
  const explained = await (await cast.as('zhujian1')).get(`/api/v1/clocks/${idle.matterNum}`);
  const late = explained.body.clocks.filter((k) => k.running && k.overdue);
  assert.ok(late.length > 0);
  assert.ok(late.every((k) => k.lines.length > 1), 'each explains itself');

  // Ninety days to look back. The window of the call that nobody made is over as well.
  forward(80);
  await until('no verdict by the window', async () => (await drawn.state('xinfang5', 'demand')) === 'no_verdict');
  assert.ok((await told(idle)).overdue && (await told(idle)).left < 0, 'ninety days to reply are over as well');
  const unasked = (await drawn.see('xinfang5')).body.timeline.filter((e) => e.action === 'no-verdict');
  assert.deepEqual(unasked.map((e) => e.role), ['system']);
  assert.match(JSON.stringify(unasked), /回访期限届满30日/);
  await until('archived', async () => (await closed.state('xinfang9')) === 'archived');
  assert.equal((await closed.see('xinfang9', 'matter')).body.timeline.at(-1).role, 'system');
  refused(await closed.tries('matter', 'xinfang9', 'look-back', {}), 409);

  // The late work is taken up all the same, on the register's day.
  await idle.task('zhujian1', 'verify', { truth: '属实' });
  await idle.task('zhujian1', 'report', { words: '已补修', result: 'solved' });
  const at = new Date((await idle.see('zhujian1', 'task')).body.timeline.at(-1).recorded_at);
  assert.ok(Math.abs(at - Date.now() - days * DAY) < 60000, `${at}`);
  assert.match(huiyin('check', '--data', server.data), /全部相符/);
});

test('the window for an appeal ends', async () => {
  const way = await cast.demand({ words: '要求提高低保', ...named });
  await way.demand('xinfang1', 'redirect', { ground: 'reconsideration', to: '区政府行政复议办公室', words: '可申请行政复议' });
  assert.ok((await way.mine()).body.actions.some((a) => a.name === 'appeal'));
  forward(16);
  await until('the appeal is no longer offered', async () => !(await way.mine()).body.actions.some((a) => a.name === 'appeal'));
  refused(await way.wants('appeal', { reason: '我不同意' }), 409);
});

test('a live register has no clock to set', async () => {
  const live = await startServer({ init: ['--name', '示例县'] });
  assert.throws(() => huiyin('clock', 'offset', '1000', '--data', live.data), /正式库|演示|演练/);
  await live.stop();
});
