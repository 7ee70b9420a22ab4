// SPDX-License-Identifier: Apache-2.0
// A leader's instruction and sponsorship over the interface: written by the leader or the office, answered
// by the unit, listed with whose turn it is; the store checks clean afterwards.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

let server, office;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
});
after(() => server?.stop());

const list = async (login, all = false) => {
  const got = await (await office.by(login)).get(`/api/v1/leaders${all ? '?all=true' : ''}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body;
};
const rowOf = (page, num) => page.instructions.find((i) => i.num === num);

test('BZ-46: an instruction is received, answered in writing, asked again and accepted; whose turn it is is said', async () => {
  const { num } = await office.demand({ words: '小学门口没有红绿灯' });
  const matter = await office.dispatched(num);
  await office.act('lingdao1', 'matter', matter, 'instruct', { words: '请住建局一周内报方案', units: [office.unit('区住')] });
  let row = rowOf(await list('lingdao1'), matter);
  assert.deepEqual([row.turn, row.words, row.overdue, row.stands], ['unit', '请住建局一周内报方案', false, '单位还没有签收']);
  assert.equal(rowOf(await list('ducha1'), matter), undefined, 'it is nobody else\'s own');
  assert.ok(rowOf(await list('ducha1', true), matter), 'the office sees all that is open');

  await office.refused('xinfang7', 'matter', matter, 'instruct', 403, { words: '代批', units: [office.unit('区住')] });
  await office.act('zhujian1', 'matter', matter, 'instruction-receive');
  await office.act('zhujian1', 'matter', matter, 'instruction-answer', { serial: 1, words: '已列入计划' });
  row = rowOf(await list('lingdao1'), matter);
  assert.deepEqual([row.turn, row.answer], ['leader', '已列入计划']);
  await office.refused('zhujian1', 'matter', matter, 'instruction-accept', 403, { serial: 1 });
  await office.act('lingdao1', 'matter', matter, 'instruction-again', { serial: 1, words: '哪天装好？' });
  await office.act('zhujian1', 'matter', matter, 'instruction-answer', { serial: 1, words: '十二月十日前装好' });
  await office.act('lingdao1', 'matter', matter, 'instruction-accept', { serial: 1 });
  assert.equal(rowOf(await list('lingdao1'), matter).turn, 'nobody');
  assert.equal(rowOf(await list('ducha1', true), matter), undefined, 'done is open no more');
  assert.equal((await office.see('zhujian1', 'matter', matter)).body.state, 'handling', 'the flow went its own way');
});

test('who supervises a street judges what that street owes, not what the bureau owes', async () => {
  const { num } = await office.demand({ words: '巷口下水道堵了' });
  const matter = await office.dispatched(num);
  huiyin('user', 'role', 'add', 'xinfang7', 'supervisor', 'jd-dongcheng', '--data', server.data);
  await office.act('lingdao1', 'matter', matter, 'instruct', { words: '一周内疏通', units: [office.unit('区住')] });
  await office.act('zhujian1', 'matter', matter, 'instruction-receive');
  await office.act('zhujian1', 'matter', matter, 'instruction-answer', { serial: 1, words: '已疏通' });
  await office.refused('xinfang7', 'matter', matter, 'instruction-accept', 403, { serial: 1 });
  await office.act('ducha1', 'matter', matter, 'instruction-accept', { serial: 1 });
});

test('an office writes it down for a leader: with the scan, and the event says who did', async () => {
  const { num } = await office.demand({ words: '河边栏杆断了' });
  const matter = await office.dispatched(num);
  const client = await office.by('ducha1');
  const dossier = await office.see('ducha1', 'matter', matter);
  const action = dossier.body.actions.find((a) => a.name === 'instruct');
  const leader = action.fields.find((f) => f.name === 'leader').options.find((o) => o.label.includes('领导甲')).value;
  const body = { words: '速修', units: [office.unit('区住')], leader };
  const bare = await client.post(action.href, body, { etag: dossier.etag, key: newKey() });
  assert.equal(bare.status, 400, JSON.stringify(bare.body));
  const scan = await client.upload({ name: '批示.pdf', bytes: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n') });
  const done = await client.post(action.href, { ...body, attachments: [scan.body.ref ?? scan.body.id] }, { etag: dossier.etag, key: newKey() });
  assert.equal(done.status, 200, JSON.stringify(done.body));
  const seen = (await office.see('zhujian1', 'matter', matter)).body;
  assert.deepEqual(seen.attachments.map((f) => f.name), ['批示.pdf']);
  assert.ok(rowOf(await list('lingdao1'), matter), 'it is on the page of the leader, not of the office');
});

test('on a demand it waits for the matter; one answer twice is refused', async () => {
  const { num } = await office.demand({ words: '菜市场积水' });
  await office.act('lingdao1', 'demand', num, 'instruct', { words: '请东城街道看看' });
  assert.equal((await list('lingdao1')).demands.find((d) => d.num === num).words, '请东城街道看看');
  await office.refused('lingdao1', 'demand', num, 'screen-valid', 403);
  const matter = await office.opened(num);
  const row = rowOf(await list('lingdao1'), matter);
  assert.equal(row.words, '请东城街道看看');
  const desk = 'beimen2'; // the community's desk has the matter
  const client = await office.by(desk);
  const dossier = await office.see(desk, 'matter', matter);
  const answer = dossier.body.actions.find((a) => a.name === 'instruction-answer');
  const both = await Promise.all([1, 2].map(() => client.post(answer.href, { serial: row.serial, words: '已疏通' }, { etag: dossier.etag, key: newKey() })));
  assert.deepEqual(both.map((r) => r.status).sort(), [200, 412]);
});

test('BZ-46: a leader takes a matter over; the units that help see it; progress is noted; the page says since when', async () => {
  const { num } = await office.demand({ words: '烂尾楼十年没有说法' });
  const matter = await office.dispatched(num);
  await office.act('lingdao1', 'matter', matter, 'sponsor', { words: '每月调度一次', units: [office.unit('区住')] });
  await office.act('zhujian1', 'matter', matter, 'sponsor-progress', { words: '已约谈开发商' });
  const mine = (await list('lingdao1')).sponsored.find((s) => s.num === matter);
  assert.deepEqual([mine.words, mine.units.length, mine.overdue], ['已约谈开发商', 1, false]);
  assert.ok(mine.since && mine.due_at);
  const { clocks } = (await office.see('lingdao1', 'matter', matter)).body;
  assert.equal(clocks.filter((c) => c.kind === 'sponsor' && c.running).length, 1);
  await office.act('ducha1', 'matter', matter, 'sponsor-end', { reason: '已复工' });
  assert.equal((await list('lingdao1')).sponsored.find((s) => s.num === matter), undefined);
});

test('about what is not here yet: one act, one key, recorded as a finding and instructed; refused leaves nothing', async () => {
  const leader = await office.by('lingdao1');
  const { actions } = await list('lingdao1');
  assert.deepEqual(actions.map((a) => [a.name, a.href]), [['instruct-new', '/api/v1/instructions']]);
  assert.ok(actions[0].fields.find((f) => f.name === 'words').required);
  const body = { words: '请查全区学校门口的斑马线', about: '昨天路过三所学校，斑马线都磨没了', place_id: office.place };
  const key = newKey();
  const [a, b] = await Promise.all([1, 2].map(() => leader.post(actions[0].href, body, { key })));
  assert.deepEqual([a.status, b.status], [201, 201], JSON.stringify([a.body, b.body]));
  assert.equal(a.body.num, b.body.num, 'twice under one key is once');
  assert.equal((await leader.post(actions[0].href, { ...body, words: '别的' }, { key })).status, 422);
  assert.equal((await leader.post(actions[0].href, body)).status, 400, 'the key is needed');
  const mine = (await list('lingdao1')).demands.filter((d) => d.words === body.words);
  assert.deepEqual(mine.map((d) => d.num), [a.body.num]);
  const seen = (await office.see('beimen2', 'demand', a.body.num)).body;
  assert.deepEqual([seen.labels.origin, seen.words, seen.timeline.map((e) => e.action)], ['主动发现', body.about, ['receive', 'instruct']]);
  const late = await leader.post(actions[0].href, { ...body, words: '昨天就要', due_at: '2020-01-01T00:00:00+08:00' }, { key: newKey() });
  assert.deepEqual([late.status, late.body.field], [400, 'due_at']);
  for (const login of ['xinfang3', 'zhujian1', 'beimen1'])
    assert.equal((await (await office.by(login)).post(actions[0].href, body, { key: newKey() })).status, 403, login);
  assert.equal((await list('ducha1', true)).demands.filter((d) => d.words === '昨天就要').length, 0);
  const matter = await office.opened(a.body.num);
  assert.equal(rowOf(await list('lingdao1'), matter).words, body.words, 'it went with it into the matter');
});

test('the page is for leaders and supervisors alone, and the store checks clean', async () => {
  for (const login of ['zhujian1', 'xinfang3', 'beimen1'])
    assert.equal((await (await office.by(login)).get('/api/v1/leaders')).status, 403, login);
  const said = JSON.parse(huiyin('check', '--json', '--data', server.data));
  assert.equal(said.problems?.length ?? said.found ?? 0, 0, JSON.stringify(said));
});
