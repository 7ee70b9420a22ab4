// SPDX-License-Identifier: Apache-2.0
// The server as a process: where it listens, how it ends, what happens by itself while it runs.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { freePort, startServer } from '../server.mjs';
import { citizen, logIn } from '../api/lib.mjs';
import { ask, must, run, scratch } from './lib.mjs';

let server;
before(async () => {
  server = await startServer();
});
after(() => server.stop());

/** Until fn gives something, for at most 20 s. */
async function until(what, fn) {
  for (let i = 0; i < 100; i++) {
    const got = await fn();
    if (got) return got;
    await sleep(200);
  }
  throw new Error(`in vain: ${what}`);
}

test('an empty directory: says which command to run', () => {
  const data = join(scratch(), 'empty');
  mkdirSync(data);
  const r = run(['serve', '--data', data]);
  assert.equal(r.code, 4);
  assert.match(r.err, /huiyin init --demo --data/);
});

test('the net is not faced without a proxy', async () => {
  const r = run(['serve', '--data', server.data, '--listen', `0.0.0.0:${await freePort()}`]);
  assert.equal(r.code, 3);
  assert.match(r.err, /trusted_proxy/);
  assert.equal(run(['serve', '--data', server.data, '--listen', 'somewhere:80']).code, 2);
  assert.equal(run(['serve', '--data', server.data, '--listen', '127.0.0.1:99999']).code, 2);
});

test('a second server on the same data is refused', async () => {
  const r = run(['serve', '--data', server.data, '--listen', `127.0.0.1:${await freePort()}`]);
  assert.equal(r.code, 5);
  assert.match(r.err, /正被另一个回音服务使用/);
});

test('it says where it is', () => {
  assert.match(server.log(), new RegExp(`群众页面\\s+${server.url}/`));
  assert.match(server.log(), new RegExp(`工作台\\s+${server.url}/desk/`));
});

test('what was acknowledged is there after an orderly end and after a crash', async () => {
  const place = ask('place', 'list', '--kind', 'community', '--data', server.data).places[0];
  const demand = { words: '停电三天没人管', place_id: place.id, privacy: 'anonymous' };
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    const sent = await citizen(server).submit(demand);
    assert.equal(sent.status, 201, JSON.stringify(sent.body));
    await server.restart(signal);
    const got = await citizen(server).get(`/api/v1/public/demands/${sent.body.num}`, { code: sent.body.code });
    assert.equal(got.status, 200);
    assert.equal(got.body.words, demand.words);
  }
});

test('the injected clock, a new unit and a new officer reach the running server', async () => {
  must(['clock', 'now', '2026-03-02 10:00', '--data', server.data]);
  await until('the clock', async () => (await citizen(server).get('/api/v1/public/place')).body.now.startsWith('2026-03-02T10:'));
  must(['unit', 'add', 'xinju', '新设局', '--data', server.data]);
  const made = ask('user', 'add', 'xinren', '新人', '--unit', 'xinju', '--roles', 'handler', '--data', server.data);
  server.officers.push({ login: 'xinren', password: made.password, roles: [] });
  await until('the unit', async () => {
    const desk = await logIn(server, 'xinfang3');
    const { body } = await desk.get('/api/v1/choices');
    return JSON.stringify(body).includes('新设局');
  });
  const me = await (await logIn(server, 'xinren')).get('/api/v1/me');
  assert.match(JSON.stringify(me.body), /新设局/);
});

test('a task that nobody signs for is signed by itself, and the event says so', async () => {
  const data = server.data;
  const act = (subject, num, step, who, body = '{}') =>
    ask('act', subject, num, step, '--as', who, '--body', body, '--data', data);
  const place = ask('place', 'list', '--kind', 'community', '--data', data).places.find((p) => p.name === '北门社区');
  must(['clock', 'now', '2026-03-05 10:00', '--data', data]);
  const units = new Map(ask('unit', 'list', '--data', data).units.map((u) => [u.code, u.id]));
  const d = act('demand', '-', 'receive', 'beimen1', JSON.stringify({ words: '路面塌了', place_id: place.id, read_back: 'agreed' }));
  act('demand', d.num, 'screen-valid', 'beimen2', '{"title":"路面塌陷"}');
  const { created: m } = act('demand', d.num, 'open-matter', 'beimen2');
  act('matter', m, 'level-up', 'beimen2', '{"reason":"社区无力解决"}');
  act('matter', m, 'level-up', 'dongcheng2', '{"reason":"涉及区级部门"}');
  act('matter', m, 'level', 'xinfang3', '{"lvl":"district"}');
  act('matter', m, 'dispatch', 'xinfang3', JSON.stringify({ lead: units.get('zjj'), words: '尽快修复' }));
  const [clock] = ask('clock', 'explain', `${m}-1`, '--data', data).clocks;
  assert.equal(clock.kind, 'sign');
  must(['clock', 'now', '2026-03-10 10:00', '--data', data]);
  await until('the signature', () => ask('clock', 'explain', `${m}-1`, '--data', data).clocks[0].stopped_at);
  const desk = await logIn(server, 'zhujian1');
  const task = await desk.get(`/api/v1/tasks/${m}-1`);
  assert.equal(task.body.state, 'signed');
  const signed = task.body.timeline.filter((e) => e.action === 'sign');
  assert.equal(signed.length, 1);
  assert.equal(signed[0].role, 'system', JSON.stringify(signed[0]));
});
