// SPDX-License-Identifier: Apache-2.0
// The work list kept under a name: by its maker, for its maker or the unit; a link and no more.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const PATH = `${V1}/work/views`;
let server, office, maker, colleague, other;

before(async () => {
  server = await startServer();
  office = await Office.of(server);
  [maker, colleague, other] = [await office.by('beimen1'), await office.by('beimen2'), await office.by('zhujian1')];
});
after(() => server?.stop());

const keep = (client, body, key = newKey()) => client.post(PATH, body, { key });
async function kept(client, body) {
  const made = await keep(client, body);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return `${PATH}/${made.body.num}`;
}
async function views(client) {
  const { status, body } = await client.get(PATH);
  assert.equal(status, 200, JSON.stringify(body));
  return body.views;
}
const named = async (client, name) => (await views(client)).find((v) => v.name === name);
const change = (client, path, version, body) => client.post(`${path}/change`, body, { etag: `"${version}"`, key: newKey() });
const remove = (client, path, version) => client.post(`${path}/remove`, undefined, { etag: `"${version}"`, key: newKey() });

test('kept as it stands, renamed, removed; sent twice it is one', async () => {
  const body = { name: ' 要到期的 ', query: `list=overdue&sort=born&dir=desc&unit=${office.unit('北门社区')}&cols=state.due` };
  const key = newKey();
  const made = await keep(maker, body, key);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.deepEqual((await keep(maker, body, key)).body, made.body);
  const { id, version, query, mine, shared } = await named(maker, '要到期的');
  assert.deepEqual([id, version, mine, shared], [made.body.num, 1, true, false]);
  assert.deepEqual(query, { list: 'overdue', sort: 'born', dir: 'desc', unit: office.unit('北门社区'), cols: 'state.due' });

  const path = `${PATH}/${id}`;
  const renamed = await change(maker, path, 1, { name: '快到期的', query: 'list=act' });
  assert.equal(renamed.status, 200, JSON.stringify(renamed.body));
  assert.equal(renamed.etag, '"2"');
  assert.deepEqual((await named(maker, '快到期的')).query, { list: 'act' });
  assert.equal((await change(maker, path, 1, { name: '又改', query: '' })).status, 412);
  assert.equal((await remove(maker, path, 1)).status, 412);
  assert.equal((await remove(maker, path, 2)).status, 200);
  assert.equal((await remove(maker, path, 3)).status, 404);
  assert.equal(await named(maker, '快到期的'), undefined);
});

test('only what the address of the work list has', async () => {
  const refused = async (query) => {
    const { status, body } = await keep(maker, { name: '不成', query });
    assert.equal(status, 400, query);
    return body.field;
  };
  const unit = office.unit('北门社区');
  assert.equal(await refused('list=nothing'), 'list');
  assert.equal(await refused('sort=price'), 'sort');
  assert.equal(await refused('dir=up'), 'dir');
  assert.equal(await refused('cols=state.phone'), 'cols');
  assert.equal(await refused('list=state&subject=officer&state=received'), 'subject');
  assert.equal(await refused('list=state&subject=demand&state=nowhere'), 'state');
  assert.equal(await refused('unit=x'), 'unit');
  for (const more of ['after=1%7C2', 'limit=100', 'next=https%3A%2F%2Fexample.org']) assert.equal(await refused(`unit=${unit}&${more}`), more.split('=')[0]);
  assert.equal((await keep(maker, { name: '字'.repeat(41), query: '' })).body.field, 'name');
  assert.equal((await keep(maker, { name: ' ', query: '' })).body.field, 'name');
  assert.equal((await keep(maker, { name: '不成', query: '', owner: '1' })).status, 400);
  assert.equal(await named(maker, '不成'), undefined);
  const path = await kept(maker, { name: '字'.repeat(40), query: 'list=state&subject=demand&state=received&cols=none' });
  assert.equal((await change(maker, path, 1, { name: '不成', query: 'limit=100' })).body.field, 'limit');
  assert.equal((await remove(maker, path, 1)).status, 200);
});

test('a name is taken once by an officer, and told so; another officer may have it too', async () => {
  const path = await kept(maker, { name: '同名', query: 'list=mine' });
  const again = await keep(maker, { name: '同名', query: 'list=all' });
  assert.deepEqual([again.status, again.body.field], [409, 'name']);
  assert.match(again.body.detail, /同名/);
  const second = await kept(maker, { name: '另一个', query: 'list=all' });
  assert.equal((await change(maker, second, 1, { name: '同名', query: 'list=all' })).status, 409);
  assert.equal((await change(maker, path, 1, { name: '同名', query: 'list=part' })).status, 200, 'its own name stays');
  const theirs = await kept(colleague, { name: '同名', query: 'list=mine' });
  for (const [client, one, version] of [[maker, path, 2], [maker, second, 1], [colleague, theirs, 1]]) assert.equal((await remove(client, one, version)).status, 200);
});

test('shared: every officer of the unit sees it and whose it is, nobody else; only its maker changes it', async () => {
  const own = await kept(maker, { name: '自己的', query: 'list=act' });
  const body = { name: '本社区待办', shared: true, query: `list=act&unit=${office.unit('北门社区')}` };
  const path = await kept(maker, body);
  const seen = await named(colleague, '本社区待办');
  const me = (await maker.get(`${V1}/me`)).body.officer;
  assert.deepEqual([seen.mine, seen.shared, seen.owner], [false, true, me.name]);
  assert.equal(await named(colleague, '自己的'), undefined);
  assert.equal(await named(other, '本社区待办'), undefined);

  assert.equal((await change(colleague, path, 1, body)).status, 403);
  assert.equal((await remove(colleague, path, 1)).status, 403);
  assert.equal((await remove(colleague, own, 1)).status, 404);
  assert.equal((await remove(other, path, 1)).status, 404);
  assert.ok(await named(maker, '本社区待办'), 'still there');
  // It is a link: what stands behind it is the reader's own right.
  assert.equal((await colleague.get(`${V1}/work?${new URLSearchParams(seen.query)}`)).status, 200);
  assert.equal((await other.get(`${V1}/work?${new URLSearchParams(seen.query)}`)).status, 403);

  assert.equal((await change(maker, path, 1, { ...body, shared: false })).status, 200);
  assert.equal(await named(colleague, '本社区待办'), undefined);
  assert.equal((await remove(colleague, path, 2)).status, 404);
  assert.equal((await remove(maker, path, 2)).status, 200);
  assert.equal((await remove(maker, own, 1)).status, 200);
});

test('at most fifty each', async () => {
  const had = (await views(other)).length;
  assert.equal(had, 0);
  const paths = [];
  for (let i = 0; i < 50; i++) paths.push(await kept(other, { name: `第${i}个`, query: 'list=act' }));
  const more = await keep(other, { name: '再来一个', query: 'list=act' });
  assert.equal(more.status, 429, JSON.stringify(more.body));
  assert.match(more.body.detail, /50/);
  assert.equal((await views(other)).length, 50);
  assert.equal((await remove(other, paths[0], 1)).status, 200);
  assert.equal((await keep(other, { name: '再来一个', query: 'list=act' })).status, 201);
});
