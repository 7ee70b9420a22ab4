// SPDX-License-Identifier: Apache-2.0
// JN-22: several matters under one coordinating unit and plan. JN-21: key supervision.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
let server;
let office;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
});
after(() => server.stop());

const levelled = async (words) => {
  const matter = await office.climbed((await office.demand({ words })).num);
  await office.act('xinfang3', 'matter', matter, 'level', { lvl: 'district' });
  return matter;
};
const bundleOf = async (login, matter) => (await office.see(login, 'matter', matter)).body.bundle;

test('JN-22: a bundle has a plan, a coordinating unit and sums; the matters stay their own', async () => {
  const [one, two] = [await levelled('东河桥头路灯不亮'), await levelled('西河桥头路灯不亮')];
  const before = await office.see('xinfang3', 'matter', one);
  assert.equal(before.body.bundle, null);
  const form = { title: '桥头路灯整治', unit: office.unit('区住'), plan: '年底前分三批更换', reason: '涉及多个部门' };
  await office.act('xinfang3', 'matter', one, 'bundle', form);
  const { num } = await bundleOf('xinfang3', one);
  const offered = (await office.see('xinfang3', 'matter', two)).body.actions.find((a) => a.name === 'bundle');
  const choice = offered.fields.find((f) => f.name === 'bundle');
  assert.deepEqual([choice.options.map((o) => o.value), choice.value], [[num], undefined], 'offered, not chosen beforehand');
  await office.act('xinfang3', 'matter', two, 'bundle', { bundle: num, reason: '同一专题' });
  const after = await office.see('xinfang3', 'matter', one);
  for (const key of ['state', 'due_at', 'owner_unit']) assert.deepEqual(after.body.row[key], before.body.row[key], key);

  const housing = await office.by('zhujian1');
  const seen = await housing.get(`${V1}/bundles/${num}`);
  assert.equal(seen.status, 200, JSON.stringify(seen.body));
  assert.deepEqual([seen.body.matters, seen.body.demands, seen.body.open], [2, 2, 2]);
  assert.deepEqual(seen.body.rows.map((r) => r.num).sort(), [one, two].sort());
  const note = seen.body.actions.find((a) => a.name === 'bundle-note');
  const key = newKey();
  const send = (etag) => housing.post(note.href, { text: '第一批已开工' }, { etag, key });
  const sent = await send(seen.etag);
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  assert.deepEqual((await send(seen.etag)).body, sent.body, 'sent twice, done once');
  const stale = await housing.post(note.href, { text: '又一次' }, { etag: seen.etag, key: newKey() });
  assert.equal(stale.status, 412);
  for (const matter of [one, two]) {
    const { timeline } = (await office.see('zhujian1', 'matter', matter)).body;
    const said = timeline.filter((l) => l.action === 'bundle-note');
    assert.deepEqual(said.map((l) => l.texts.progress), ['第一批已开工'], 'told in each dossier, once');
  }

  const { body: plan } = await housing.get(`${V1}/bundles/${num}`);
  const fields = plan.actions.find((a) => a.name === 'bundle-plan').fields;
  assert.equal(fields.find((f) => f.name === 'plan').value, form.plan, 'begins with what holds');
  const open = await housing.post(`${V1}/bundles/${num}/close`, { text: '完成' }, { etag: `"${plan.version}"`, key: newKey() });
  assert.equal(open.status, 409);
});

test('JN-22: others neither see nor touch it', async () => {
  const one = await levelled('南河桥头路灯不亮');
  await office.act('xinfang3', 'matter', one, 'bundle', { title: '南河', unit: office.unit('区住'), plan: '更换', reason: '多部门' });
  const { num } = await bundleOf('xinfang3', one);
  const stranger = await office.by('dongcheng4');
  assert.equal((await stranger.get(`${V1}/bundles/${num}`)).status, 404);
  const { body } = await stranger.get(`${V1}/bundles`);
  assert.ok(!body.bundles.some((b) => b.num === num));
  const tried = await stranger.post(`${V1}/bundles/${num}/note`, { text: '进展' }, { etag: '"1"', key: newKey() });
  assert.ok([403, 404].includes(tried.status), `${tried.status}`);
  await office.refused('xinfang3', 'matter', one, 'bundle', 409, { bundle: num, reason: '再放一次' });
});

test('JN-21: a key matter is on the supervisors’ list until it is let go', async () => {
  const matter = await levelled('老旧小区供暖多年不热');
  const supervisor = 'ducha1';
  await office.refused('xinfang3', 'matter', matter, 'supervise', 403, { reason: '热点' });
  await office.act(supervisor, 'matter', matter, 'supervise', { reason: '群众反复反映' });
  const listed = async (login) =>
    (await (await office.by(login)).get(`${V1}/supervised`)).body.matters.some((m) => m.num === matter);
  assert.equal(await listed(supervisor), true);
  assert.equal(await listed('dongcheng4'), false);
  await office.act(supervisor, 'matter', matter, 'supervise-note', { words: '三日内报方案' });
  await office.act(supervisor, 'matter', matter, 'unsupervise', { reason: '方案已定' });
  assert.equal(await listed(supervisor), false);
});
