// SPDX-License-Identifier: Apache-2.0
// What a query code opens, and how guessing at one is slowed down. Callers' addresses are those that
// a proxy on the loopback reports.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { picture } from '../picture.mjs';
import { startServer } from '../server.mjs';
import { castOf, refused } from './cast.mjs';
import { citizen } from './lib.mjs';

let server, cast;
before(async () => {
  server = await startServer();
  cast = await castOf(server);
});
after(() => server.stop());

const WRONG = 'AAAAAAAAAA';
const look = (num, code, address = '198.51.100.7', tail = '') =>
  citizen(server).get(`/api/v1/public/demands/${num}${tail}`, { code, headers: { 'x-forwarded-for': address } });
const demand = (more = {}) => cast.demand({ words: '楼道灯不亮', place: '北门社区', ...more });

/** Guesses at the number until told to wait: how many were answered before, and that answer. */
async function guess(num, address) {
  for (let n = 0; n < 40; n++) {
    const r = await look(num, WRONG, address);
    if (r.status === 429) return { n, r };
    refused(r, 404, 'not_found');
  }
  throw new Error('never slowed down');
}

test('a wrong number and a wrong code get one answer, also once slowed down', async () => {
  const way = await demand();
  const none = '51190219990101000011'; // a good check digit, no such demand
  const [code, number, miswritten] = [await look(way.num, WRONG), await look(none, WRONG), await look('12345', WRONG)];
  for (const r of [code, number, miswritten]) refused(r, 404, 'not_found');
  const same = ({ request_id: _, ...rest }) => rest;
  assert.deepEqual(same(code.body), same(number.body));
  assert.deepEqual(same(code.body), same(miswritten.body));
  const [here, there] = [await guess(way.num, '198.51.100.8'), await guess(none, '198.51.100.8')];
  assert.equal(here.n, 5);
  assert.equal(there.n, here.n, 'an unknown number is counted like a known one');
  for (const { r } of [here, there]) {
    refused(r, 429, 'limit');
    const wait = Number(r.headers.get('retry-after'));
    assert.ok(wait >= 1 && wait <= 2, `${wait} s`);
  }
});

test('while one number is slowed down, neighbours behind the address get in, and soon its owner', async () => {
  const [guessed, neighbour] = [await demand(), await demand()];
  const { r } = await guess(guessed.num, '198.51.100.9');
  assert.equal((await look(neighbour.num, neighbour.code, '198.51.100.9')).status, 200);
  refused(await look(guessed.num, guessed.code, '198.51.100.9'), 429); // else guessing would go on
  assert.equal((await look(guessed.num, guessed.code, '203.0.113.1')).status, 200, 'from elsewhere at once');
  await sleep(1000 * Number(r.headers.get('retry-after')));
  assert.equal((await look(guessed.num, guessed.code, '198.51.100.9')).status, 200);
  assert.equal((await guess(guessed.num, '198.51.100.9')).n, 5, 'and the count began anew');
});

test('many addresses at one number are slowed down together; where the owner was before is open', async () => {
  const way = await demand();
  assert.equal((await look(way.num, way.code, '203.0.113.5')).status, 200);
  let answered = 0;
  for (let i = 0; i < 30; i++) answered += (await look(way.num, WRONG, `192.0.2.${i}`)).status === 404;
  assert.equal(answered, 20);
  assert.equal((await look(way.num, way.code, '203.0.113.5')).status, 200);
});

test('one address at many numbers is told to wait, but whoever is right gets in', async () => {
  const way = await demand();
  const answers = [];
  for (let i = 0; i < 40; i++) answers.push((await look(`511902${20260101 + i}000017`, WRONG, '198.51.100.20')).status);
  assert.equal(answers.filter((s) => s === 404).length, 30);
  assert.equal(answers.filter((s) => s === 429).length, 10);
  assert.equal((await look(way.num, way.code, '198.51.100.20')).status, 200);
  refused(await look(way.num, WRONG, '198.51.100.20'), 429);
});

test('many guesses at once are counted like many in a row', async () => {
  const way = await demand();
  const all = await Promise.all(Array.from({ length: 40 }, () => look(way.num, WRONG, '198.51.100.30')));
  assert.equal(all.filter((r) => r.status === 404).length, 5);
  assert.equal(all.filter((r) => r.status === 429).length, 35);
});

test('the photos and the files of the answer are listed and opened; evidence is not', async () => {
  const me = citizen(server);
  const sent = async (client, name) => (await client.upload({ name, bytes: picture(), type: 'image/png' })).body;
  const photo = await sent(me, '路灯.png');
  const way = await demand({ attachments: [photo.ref] });
  const more = await sent(me, '还是不亮.png');
  await way.says('add', { words: '还是不亮', attachments: [more.ref] });
  await way.demand('beimen1', 'screen-valid', {});
  await way.demand('beimen1', 'open-matter', {});
  await way.matter('beimen1', 'level-up', { reason: '社区办不了' });
  await way.matter('dongcheng2', 'level', { lvl: 'district' });
  await way.matter('xinfang4', 'dispatch', { lead: cast.unit('住房和城乡') });
  const desk = await cast.as('zhujian1');
  const evidence = await sent(desk, '施工单.png');
  await way.task('zhujian1', 'sign');
  await way.task('zhujian1', 'verify', { truth: '属实' });
  await way.task('zhujian1', 'report', { words: '已换灯', result: 'solved', attachments: [evidence.ref] });
  await way.task('zhujian2', 'agree');
  await way.matter('xinfang7', 'review-agree', { solved: 'yes', thorough: 'yes' });
  const done = await sent(desk, '换好的灯.png');
  await way.matter('zhujian1', 'answer', { words: '灯已换好，请查看', result: 'solved', attachments: [done.ref] });

  const { body } = await way.mine();
  const step = (f) => body.steps[f.step].action;
  assert.deepEqual(
    body.attachments.map((f) => [f.id, f.name, f.picture, step(f)]),
    [[photo.id, '路灯.png', true, 'receive'], [more.id, '还是不亮.png', true, 'add'], [done.id, '换好的灯.png', true, 'answer']],
  );
  for (const f of body.attachments) {
    const r = await look(way.num, way.code, undefined, `/attachments/${f.id}`);
    assert.equal(r.status, 200, f.name);
    assert.equal(r.headers.get('content-type'), 'image/jpeg');
    assert.equal(r.headers.get('cache-control'), 'no-store', 'a lent telephone keeps nothing');
    refused(await look(way.num, WRONG, '203.0.113.77', `/attachments/${f.id}`), 404);
  }
  refused(await look(way.num, way.code, undefined, `/attachments/${evidence.id}`), 404);
  const other = await demand();
  refused(await look(other.num, other.code, undefined, `/attachments/${done.id}`), 404);
  assert.deepEqual((await other.mine()).body.attachments, []);
});
