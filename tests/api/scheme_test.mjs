// SPDX-License-Identifier: Apache-2.0
// Class schemes beside the register's own classes (ZY-11, ZL-23, HY-34): a demand stands in each, by its table or
// where a person has placed it; counted in any, each figure a ledger, all of them the register; a change holds from
// a day and leaves the past.
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
const DAY = 86_400_000;
const day = (n) => new Date(Date.now() + 8 * 3_600_000 + n * DAY).toISOString().slice(0, 10);
const scratch = mkdtempSync(join(tmpdir(), 'huiyin-schemes-'));
const file = (name, ...rows) => {
  const path = join(scratch, name);
  writeFileSync(path, `${rows.join('\n')}\n`);
  return path;
};
let server, office, screener, leader, lamp, estate, none;
const scheme = (...args) => JSON.parse(huiyin('scheme', ...args, '--json', '--data', server.data));
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  screener = await office.by('beimen2');
  leader = await office.by('lingdao1');
  lamp = (await office.demand({ words: '路灯坏了（示例）' })).num;
  estate = (await office.demand({ words: '物业不管（示例）' })).num;
  none = (await office.demand({ words: '说不清属于哪一类（示例）' })).num;
  await office.act('beimen2', 'demand', lamp, 'screen-valid', { class: 'municipal' });
  await office.act('beimen2', 'demand', estate, 'screen-valid', { class: 'estate' });
  scheme('import', 'mine', file('mine.csv', 'code,name,parent', 'live,居住,', 'live.water,饮水,live', 'city,市政,', 'old,养老,'), '--name', '本地分类', '--source', '示例', '--from', day(-30));
  scheme('map', 'mine', file('map.csv', 'class,code', 'municipal,city', 'estate,live'), '--source', '示例', '--from', day(-30));
});
after(async () => {
  await server?.stop();
  rmSync(scratch, { recursive: true });
});

const standing = async (num, who = screener, classes = '') => {
  const got = await who.get(`${V1}/demands/${num}/schemes?classes=${classes}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return Object.fromEntries(got.body.schemes.map((s) => [s.scheme, s]));
};
const read = async (query = 'scheme=mine', who = leader) => {
  const got = await who.get(`${V1}/schemes/report?${query}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body;
};
const figures = (r) => Object.fromEntries([...r.rows.map((x) => [x.code, x.demands]), ['', r.none.demands]]);
const classify = async (num, body, who = screener) => {
  const { etag } = await who.get(`${V1}/demands/${num}`);
  return who.post(`${V1}/demands/${num}/classify`, body, { key: newKey(), etag });
};

test('a demand stands in every scheme that is loaded; what no table carries over is in none, and said so', async () => {
  const at = await standing(lamp, screener, 'mine');
  assert.deepEqual(Object.keys(at), ['mine', 'seven-haves']);
  assert.deepEqual([at.mine.at, at.mine.chosen, at.mine.version, at.mine.table], [{ code: 'city', text: '市政' }, false, 1, 1]);
  assert.deepEqual([at['seven-haves'].at, at['seven-haves'].table], [{ code: '', text: '' }, 0]);
  assert.deepEqual(at.mine.classes.map((c) => c.label), ['居住', '居住 / 饮水', '市政', '养老']);
  assert.equal(at['seven-haves'].classes, undefined);
  assert.equal((await standing(none)).mine.at.code, '');
  assert.equal((await (await office.by('xicheng2').catch(() => office.by('anquan'))).get(`${V1}/demands/${lamp}/schemes`)).status, 404);
});

test('counted: uppermost classes and "in none" are the register; each figure is its ledger; the command says the same', async () => {
  const r = await read();
  assert.deepEqual(figures(r), { live: 1, 'live.water': 0, city: 1, old: 0, '': 1 });
  assert.equal(r.all.demands, r.register.demands);
  assert.equal(r.rows.filter((x) => x.depth === 0).reduce((n, x) => n + x.demands, 0) + r.none.demands, r.all.demands);
  for (const scheme_ of ['mine', 'seven-haves', ''])
    for (const within of ['', `&place=${office.place}`, `&from=${day(0)}&to=${day(0)}`, '&mechanism=bazhou', '&mechanism=heyuan']) {
      const got = await read(`scheme=${scheme_}${within}`);
      for (const [code, n] of [...got.rows.map((x) => [x.code, x.demands]), ['-', got.none.demands]]) {
        const ledger = await leader.get(`${V1}/ledgers?scheme=${scheme_}&scheme_class=${code}${within}`);
        assert.equal(ledger.status, 200, JSON.stringify(ledger.body));
        assert.equal(ledger.body.n, n, `${scheme_} ${code} ${within}`);
      }
    }
  assert.equal((await read('scheme=mine&mechanism=heyuan')).all.demands, 0);
  for (const s of ['mine', 'seven-haves']) {
    const told = Object.fromEntries(scheme('count', s).map((c) => [c.code, c.demands]));
    assert.deepEqual(told, figures(await read(`scheme=${s}`)), s);
  }
  assert.deepEqual(Object.fromEntries(scheme('count').map((c) => [c.code, c.demands])), figures(await read('')));
  assert.equal((await leader.get(`${V1}/schemes/report?scheme=no-such`)).status, 404);
});

test('a person places it elsewhere, with a reason; it is an event; and takes it back', async () => {
  const yesterday = await read(`scheme=mine&as_of=${day(-1)}`);
  assert.equal(yesterday.all.demands, 0);
  const wrong = await classify(estate, { scheme: 'mine', code: 'nowhere', reason: '示例' });
  assert.deepEqual([wrong.status, wrong.body.field], [400, 'code']);
  assert.equal((await classify(estate, { scheme: 'no-such', code: 'old', reason: '示例' })).status, 404);
  assert.equal((await classify(estate, { scheme: 'mine', code: 'old' })).status, 400, 'without a reason');
  assert.equal((await classify(estate, { scheme: 'mine', reason: '示例' })).status, 409, 'it goes by the table already');
  assert.equal((await classify(estate, { scheme: 'mine', code: 'live.water', reason: '说的是饮水（示例）' })).status, 200);
  assert.equal((await classify(none, { scheme: 'mine', code: 'old', reason: '老人食堂（示例）' })).status, 200);
  assert.equal((await classify(none, { scheme: 'mine', code: 'old', reason: '再来一次' })).status, 409);
  const { mine } = await standing(estate);
  assert.deepEqual([mine.at, mine.by_table, mine.chosen], [{ code: 'live.water', text: '居住 / 饮水' }, { code: 'live', text: '居住' }, true]);
  assert.ok(mine.by && mine.set_at);
  const line = (await screener.get(`${V1}/demands/${estate}`)).body.timeline.find((l) => l.action === 'classify');
  assert.equal(line.texts.reason, '说的是饮水（示例）');
  const r = await read();
  assert.deepEqual(figures(r), { live: 1, 'live.water': 1, city: 1, old: 1, '': 0 });
  assert.deepEqual(r.rows.map((x) => x.chosen), [1, 1, 0, 1]);
  assert.deepEqual(Object.fromEntries(scheme('count', 'mine').map((c) => [c.code, c.demands])), figures(r));
  assert.equal((await classify(none, { scheme: 'mine', code: '', reason: '记错了（示例）' })).status, 200);
  assert.deepEqual(figures(await read()), { live: 1, 'live.water': 1, city: 1, old: 0, '': 1 });
  assert.deepEqual(Object.fromEntries(scheme('count', 'mine').map((c) => [c.code, c.demands])), figures(await read()));
  assert.equal((await standing(none)).mine.chosen, false);
});

test('the ledger as a workbook has one column more when a scheme is asked for, and the statistics are one', async () => {
  const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print("".join(z.read(n).decode() for n in z.namelist() if n.endswith(".xml")))';
  const text = (body, name) => {
    writeFileSync(join(scratch, name), body);
    return execFileSync('python3', ['-c', script, join(scratch, name)], { encoding: 'utf8' });
  };
  const ledger = async (body) => text((await leader.post(`${V1}/ledgers/file`, body, { key: newKey() })).body, 'ledger.xlsx');
  const plain = await ledger({});
  assert.ok(!plain.includes('分类：'));
  const asked = await ledger({ scheme: 'mine' });
  for (const said of ['分类：本地分类', '居住 / 饮水', '市政']) assert.ok(asked.includes(said), said);
  const got = await leader.get(`${V1}/schemes/report/file?scheme=mine`);
  assert.equal(got.status, 200);
  for (const said of ['其中由人归入', '　饮水', '未归入', '合计']) assert.ok(text(got.body, 'report.xlsx').includes(said), said);
  const csv = join(scratch, 'out.csv');
  huiyin('export', 'demands', '--to', csv, '--scheme', 'mine', '--data', server.data);
});

test('a later version and table hold from their day; what was counted before stays', async () => {
  scheme('map', 'mine', file('map2.csv', 'class,code', 'municipal,old'), '--source', '示例', '--from', day(1));
  assert.equal((await standing(lamp)).mine.at.code, 'city');
  assert.deepEqual(figures(await read()), { live: 1, 'live.water': 1, city: 1, old: 0, '': 1 });
});

test('a file over the interface: looked at with its faults by row, then taken by the administrator, and out again', async () => {
  const admin = await logIn(server, 'xitong');
  const put = (query, rows, who = admin, key = newKey()) =>
    who.post(`${V1}/schemes/file?${new URLSearchParams({ source: '示例', ...query })}`, Buffer.from(`${rows.join('\n')}\n`), { key });
  const rows = ['code,name,parent', 'a,甲,', 'b,乙,a'];
  assert.equal((await put({ scheme: 'file' }, rows, leader)).status, 403);
  const bad = await put({ scheme: 'file', dry_run: true }, [...rows, 'a,又一个,', 'c,,', 'd,丁,nowhere']);
  assert.deepEqual([bad.status, bad.body.faults_all, bad.body.faults.map((f) => [f.row, f.column])], [200, 3, [[4, 'code'], [5, 'name'], [6, 'parent']]]);
  assert.equal((await put({ scheme: 'file' }, [...rows, 'a,又一个,'])).status, 400, 'nothing is taken of a file with a fault');
  assert.equal((await put({ scheme: '坏' }, rows)).body.field, 'scheme');
  const look = await put({ scheme: 'file', dry_run: true }, rows);
  assert.deepEqual([look.body.entries, look.body.added, look.body.changes_all], [2, 2, 2]);
  const known = async () => (await admin.get(`${V1}/schemes`)).body.schemes.find((x) => x.scheme === 'file');
  assert.equal(await known(), undefined, 'looking writes nothing');
  const key = newKey();
  assert.equal((await put({ scheme: 'file', name: '甲乙' }, rows, admin, key)).body.version, 1);
  assert.equal((await put({ scheme: 'file', name: '甲乙' }, rows, admin, key)).body.version, 1, 'sent twice, taken once');
  const table = await put({ scheme: 'file', table: true, dry_run: true }, ['class,code', 'estate,b', 'municipal,zz']);
  assert.deepEqual(table.body.faults.map((f) => f.row), [3]);
  assert.equal((await put({ scheme: 'file', table: true }, ['class,code', 'estate,b'])).body.version, 1);
  const { name, versions, tables } = await known();
  assert.deepEqual([name, versions.length, versions[0].entries, versions[0].now, tables[0].entries], ['甲乙', 1, 2, true, 1]);
  const out = await admin.get(`${V1}/schemes/file?scheme=file&version=1`);
  assert.equal(out.status, 200);
  const again = await admin.post(`${V1}/schemes/file?scheme=file&source=x&dry_run=true`, Buffer.from(out.body), { key: newKey() });
  assert.deepEqual([again.body.entries, again.body.changes_all, again.body.faults_all], [2, 0, 0], 'the same file');
  assert.equal((await admin.get(`${V1}/schemes/file?scheme=file&version=9`)).status, 404);
});

test('what is kept is what the events say', () => {
  const said = huiyin('check', '--data', server.data);
  assert.match(said, /全部相符/);
});
