// SPDX-License-Identifier: Apache-2.0
// HY-07: a call for demands on a topic: on the public page while it runs, what comes in by it stands with it, and
// whoever answers it too late is heard all the same.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { huiyin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const DAY = 86_400_000;
const at = (days) => new Date(Date.now() + days * DAY).toISOString();
let server, office, desk, street;
before(async () => {
  server = await startServer({ prepare: (data) => huiyin('mechanism', 'use', 'heyuan', '--data', data) });
  office = await Office.of(server);
  desk = await office.by('xinfang3');
  street = await office.placeOf('东城街道');
});
after(() => server.stop());

const call = (over = {}) => ({
  kind: 'call',
  place_id: street,
  name: '老旧小区改造（示例）',
  note: '您最想先改什么？\n楼道、管网、停车都可以说。',
  who: '老旧小区改造专班',
  held_at: at(-1),
  until_at: at(1.5),
  ...over,
});
const make = (body, client = desk) => client.post(`${V1}/spots`, body, { key: newKey() });
const field = ({ status, body }) => [status, body.field];
const running = async () => (await office.person.get(`${V1}/public/calls`)).body.calls;
const see = (id) => desk.get(`${V1}/spots/${id}`);
const change = async (id, body) => desk.post(`${V1}/spots/${id}/change`, body, { etag: (await see(id)).etag, key: newKey() });
const row = async (num) => (await office.see('xinfang3', 'demand', num)).body.row;

test('HY-07: made with its topic, what is wanted and its time, by who speaks to the public for the place', async () => {
  for (const [missing, over] of [['name', { name: ' ' }], ['note', { note: undefined }], ['note', { note: '长'.repeat(201) }], ['held_at', { held_at: undefined }],
    ['until_at', { until_at: undefined }], ['until_at', { until_at: at(-2) }], ['until_at', { until_at: at(-0.5) }]])
    assert.deepEqual(field(await make(call(over))), [400, missing], JSON.stringify(over));
  assert.deepEqual(field(await make(call(), await office.by('beimen1'))), [403, 'place_id'], 'a collector calls nobody');
  assert.equal((await make(call(), await office.by('zhujian1'))).status, 403);
  assert.deepEqual(field(await make({ kind: 'poster', place_id: street }, await office.by('fabu1'))), [403, 'place_id'], 'nor a publisher hangs posters');
  assert.deepEqual(await running(), []);
});

test('HY-07: it runs from its beginning to its end, what comes in by it stands with it', async () => {
  const first = await make(call(), await office.by('fabu1'));
  assert.equal(first.status, 201, JSON.stringify(first.body));
  const [id] = first.body.spots;
  const later = (await make(call({ name: '明天才开始（示例）', held_at: at(1), until_at: at(9) }))).body.spots[0];
  const [shown, ...more] = await running();
  assert.deepEqual(more, [], 'what has not begun is not called for');
  assert.deepEqual([shown.name, shown.note, shown.who], ['老旧小区改造（示例）', call().note, '老旧小区改造专班']);
  assert.match(shown.place, /东城街道/);
  assert.equal((await see(id)).body.code, shown.code, 'the code that is printed is the one of the page');

  const seen = (await office.person.get(`${V1}/public/posters/${shown.code}`)).body;
  assert.deepEqual([seen.live, seen.kind, seen.name, seen.note], [true, 'call', shown.name, shown.note]);
  const sent = await office.person.submit({ words: '管网老化，天天停水（示例）', poster: shown.code, place_id: office.place });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const answered = await row(sent.body.num);
  assert.deepEqual([answered.channel, answered.way, answered.spot_id, answered.place_id], ['call', 'collected', id, office.place]);
  const nowhere = await row((await office.person.submit({ words: '停车没有地方（示例）', poster: shown.code })).body.num);
  assert.equal(nowhere.place_id, street, 'who names no place speaks of the place of the call');
  assert.deepEqual([(await see(id)).body.demands, (await see(id)).body.gathered.length], [2, 2]);

  const sheet = await desk.get(`${V1}/spots/print?ids=${id}`);
  assert.match(String(sheet.body), /老旧小区改造（示例）[^]*东城街道 · \d{4}-\d\d-\d\d \d\d:\d\d 截止[^]*您最想先改什么/);
  assert.equal((await desk.get(`${V1}/spots/${id}/png`)).status, 200);

  assert.deepEqual(field(await change(id, { until_at: at(-0.1), reason: '提前' })), [400, 'until_at']);
  assert.equal((await change(id, { note: '您最想先改什么？', reason: '写短些' })).status, 200);
  assert.equal((await running())[0].note, '您最想先改什么？');

  const code = (await see(later)).body.code;
  assert.deepEqual((await office.person.get(`${V1}/public/posters/${code}`)).body, { live: false, kind: 'call' });
  huiyin('clock', 'offset', String(2 * DAY), '--data', server.data);
  for (let i = 0; (await running())[0]?.code !== code; i++) {
    assert.ok(i < 150, 'two days later the first is over and the second has begun');
    await sleep(100);
  }
  assert.equal((await running()).length, 1);
  assert.deepEqual((await office.person.get(`${V1}/public/posters/${shown.code}`)).body, { live: false, kind: 'call' });
  const late = await office.person.submit({ words: '写完时已经截止（示例）', poster: shown.code, place_id: office.place });
  assert.equal(late.status, 201, JSON.stringify(late.body));
  const heard = await row(late.body.num);
  assert.deepEqual([heard.spot_id, heard.channel, heard.place_id], [null, 'call', office.place]);
  assert.equal((await see(id)).body.demands, 2);
  const { etag } = await see(later);
  assert.equal((await desk.post(`${V1}/spots/${later}/end`, { reason: '改期' }, { etag, key: newKey() })).status, 200);
  assert.deepEqual(await running(), []);
});
