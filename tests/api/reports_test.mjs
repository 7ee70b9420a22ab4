// SPDX-License-Identifier: Apache-2.0
// The sheet of a day over the interface and by command: figures that add up, text without anything
// personal, a picture; who may read it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { Office } from './loop.mjs';

let server, office, today;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
});
after(() => server?.stop());

test('figures of the day add up by street, in demands and in matters; the text names nobody', async () => {
  const words = '刘阿姨家门口井盖松动';
  const { num } = await office.demand({ words, name: '刘阿姨', phone: '13800138000', privacy: 'named', urgent: true }, await office.by('xinfang1'));
  await office.demand({ words: '路灯不亮' });
  await office.dispatched((await office.demand({ words: '积水' })).num);
  const got = await (await office.by('lingdao1')).get(`/api/v1/reports/daily?date=${today}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  const { total, streets, text, urgent } = got.body;
  assert.deepEqual([total.demands_in, total.matters_in, total.unsigned, total.matters_done], [3, 1, 1, 0]);
  for (const key of Object.keys(total)) assert.equal(streets.reduce((n, s) => n + s[key], 0), total[key], key);
  assert.ok(streets.some((s) => s.street === '东城街道'));
  assert.deepEqual(urgent.map((u) => u.num), [num]);
  assert.match(text, /受理诉求3件、立事项1件/);
  assert.doesNotMatch(JSON.stringify(got.body), /刘阿姨|井盖|138001/);
  assert.equal(huiyin('report', 'daily', '--date', today, '--data', server.data).replace(/截至.*/, ''), text.replace(/截至.*/, ''));
});

test('the picture is a PNG for whoever may read the sheet', async () => {
  const reader = await office.by('ducha1');
  const got = await reader.get(`/api/v1/reports/daily/picture?date=${today}`);
  assert.equal(got.status, 200);
  assert.equal(got.headers.get('content-type'), 'image/png');
  assert.equal(got.body.subarray(1, 4).toString(), 'PNG');
  for (const kind of ['weekly', 'monthly']) assert.equal((await reader.get(`/api/v1/reports/${kind}`)).body.kind, kind);
  assert.equal((await reader.get('/api/v1/reports/yearly')).status, 404);
  assert.equal((await reader.get('/api/v1/reports/daily?date=soon')).status, 400);
  assert.equal((await reader.get('/api/v1/reports/daily?date=2099-01-01')).status, 400);
  assert.equal((await (await office.by('zhujian1')).get('/api/v1/reports/daily')).status, 403);
});
