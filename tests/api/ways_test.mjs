// SPDX-License-Identifier: Apache-2.0
// BZ-07, BZ-10: demands and matters by the way they came in; the ways together are the register, through a join and
// an invalid one; each figure is the ledger behind it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { logIn, newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const day = (n) => new Date(Date.now() + 8 * 3_600_000 + n * 86_400_000).toISOString().slice(0, 10);
const scratch = mkdtempSync(join(tmpdir(), 'huiyin-ways-'));
let server, office, leader;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  leader = await office.by('lingdao1');
  const collector = await office.by('beimen1');
  const campaign = { code: 'dqd', name: '市民诉求大起底', from: day(-20), to: day(20) };
  assert.equal((await (await office.by('xinfang3')).post(`${V1}/campaigns`, campaign, { key: newKey() })).status, 201);
  const say = (over, by = collector) => office.demand({ channel: 'meeting', ...over }, by);
  const lamp = await say({ way: '谈', channel: 'visit', direction: 'go', campaign: 'dqd' });
  const same = await say({ way: '提', campaign: 'dqd', words: '同一盏路灯（示例）' });
  const noise = await say({ way: '提', words: '楼上太吵（示例）' });
  await office.demand({ words: '网上反映的（示例）' });
  const matter = await office.opened(lamp.num, { class: 'municipal' });
  await office.act('beimen2', 'demand', same.num, 'screen-valid', { class: 'municipal' });
  await office.act('beimen2', 'demand', same.num, 'join', { matter, reason: '同一件事' });
  await office.act('beimen2', 'demand', noise.num, 'pass-up', { proposal: 'civil', reason: '邻里纠纷' });
  await office.act('dongcheng2', 'demand', noise.num, 'screen-invalid', { ground: 'civil', reason: '民事关系' });
});
after(async () => {
  await server?.stop();
  rmSync(scratch, { recursive: true });
});

const read = async (query = '', client = leader) => {
  const got = await client.get(`${V1}/ways/report${query}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body;
};
const figures = (r) => [r.way, r.channel, r.demands, r.invalid, r.matters];
const came = (body) => body.ways.filter((r) => r.demands).map(figures);
const sum = (rows, name) => rows.reduce((n, r) => n + r[name], 0);

test('the ways together are the register: a join counts its matter once, an invalid one stays with its way', async () => {
  const body = await read();
  assert.deepEqual(body.ways.filter((r) => r.way !== '-').map((r) => r.way), ['采', '收', '征', '提', '谈', '挖'], 'every way, come or not');
  assert.deepEqual(came(body), [['提', '', 2, 1, 1], ['谈', '', 1, 0, 1], ['-', '-', 1, 0, 0]]);
  for (const name of ['demands', 'invalid', 'findings', 'solved_first', 'ended']) assert.equal(sum(body.ways, name), body.all[name], name);
  assert.deepEqual([body.all.demands, body.all.invalid, body.all.matters, body.matters_again], [4, 1, 1, 1]);
  assert.equal(sum(body.ways, 'matters') - body.matters_again, body.all.matters);
  const { register } = body;
  assert.deepEqual(register, { demands: body.all.demands, matters: body.all.matters + body.without_demand, kept_demands: 0, kept_matters: 0 });
});

test('every figure is the ledger behind it', async () => {
  for (const within of ['', '&campaign=dqd', `&place=${office.place}`])
    for (const r of (await read(`?${within}`)).ways) {
      const query = `?way=${encodeURIComponent(r.way)}${r.channel ? `&channel=${r.channel}` : ''}${within}`;
      const { totals, n } = (await leader.get(`${V1}/ledgers${query}`)).body;
      assert.deepEqual([n, totals.all.matters], [r.demands, r.matters], `${r.text}${within}`);
      assert.equal(totals.ledgers.find((l) => l.ledger === 'invalid').demands, r.invalid, r.text);
    }
});

test('of a campaign, a time, an area; cut to the reader; as it stood', async () => {
  assert.deepEqual(came(await read('?campaign=dqd')), [['提', '', 1, 0, 1], ['谈', '', 1, 0, 1]]);
  assert.equal((await read(`?from=${day(1)}`)).all.demands, 0);
  assert.equal((await read(`?from=${day(0)}&to=${day(0)}`)).all.demands, 4);
  assert.equal((await read(`?as_of=${day(-1)}`)).all.demands, 0, 'nothing was there yesterday');
  const elsewhere = await office.placeOf('西城街道').catch(() => null);
  if (elsewhere) assert.equal((await read(`?place=${elsewhere}`)).all.demands, 0);
  const own = await read('', await office.by('beimen2'));
  assert.deepEqual([own.all.demands, own.register], [4, undefined]);
  const wrong = await leader.get(`${V1}/ways/report?from=${day(1)}&to=${day(0)}`);
  assert.deepEqual([wrong.status, wrong.body.field], [400, 'from']);
  assert.equal((await (await logIn(server, 'anquan')).get(`${V1}/ways/report`)).status, 403);
});

test('the same as a workbook and on the command line', async () => {
  const got = await leader.get(`${V1}/ways/report/file`);
  assert.equal(got.status, 200);
  const path = join(scratch, 'ways.xlsx');
  writeFileSync(path, got.body);
  const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print("".join(z.read(n).decode() for n in z.namelist() if n.endswith(".xml")))';
  const all = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' });
  for (const said of ['采集方式统计', '组织群众“提”', '其他：未注明', '合计']) assert.ok(all.includes(said), said);
  const told = (...more) => JSON.parse(huiyin('report', 'ways', '--json', ...more, '--data', server.data));
  const body = await read();
  assert.deepEqual([told().ways.map(figures), told().all], [body.ways.map(figures), body.all]);
  assert.equal(told('--campaign', 'dqd').all.demands, 2);
});
