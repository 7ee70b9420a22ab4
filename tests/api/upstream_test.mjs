// SPDX-License-Identifier: Apache-2.0
// An upstream's tables over the interface: orders in, replies out, verdicts in; who may; the same
// request twice.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { bin, huiyin, startServer } from '../server.mjs';
import { castOf } from './cast.mjs';
import { newKey } from './lib.mjs';

let server, cast;
before(async () => {
  server = await startServer({
    prepare: (data) => {
      for (const name of ['hotline12345', 'petition']) huiyin('upstream', 'load', name, '--data', data);
    },
  });
  cast = await castOf(server);
});
after(() => server?.stop());

const V1 = '/api/v1/upstreams';
const HEAD = '工单编号,问题分类,标签,标题,主要内容,来电人,来电人电话/账号,村/社区,办理时限,退回截止时间,是否重办,原工单编号';
const order = (n, over = {}) =>
  [`GD2026${n}`, '城市管理', '夜间', `路灯${n}不亮（示例）`, over.words ?? `第${n}盏路灯不亮（示例）`, '示例·周', '13900000007', '北门社区', '2099-12-01', over.until ?? '2099-12-01', over.redo ?? '', ''].join(',');
const file = (...rows) => Buffer.from(`\uFEFF${rows.join('\r\n')}\r\n`);

async function post(login, path, rows, { key = newKey() } = {}) {
  const headers = { 'x-file-name': encodeURIComponent('工单.csv'), 'content-type': 'text/csv' };
  const { status, body } = await (await cast.as(login)).post(`${V1}/${path}`, file(...rows), { key, headers });
  return { status, body };
}

async function replies(login, form = {}) {
  const got = await (await cast.as(login)).post(`${V1}/hotline12345/replies`, form);
  return { status: got.status, rows: got.headers.get('huiyin-rows'), text: String(got.body) };
}

test('orders: looked at, taken once, again the same answer; a bad row is named', async () => {
  const rows = [HEAD, order('000001'), order('000002'), order('000003', { until: '2020-01-01' }), ',,,,没有编号,,,,,,,'];
  const looked = await post('xinfang6', 'hotline12345/orders?dry_run=true', rows);
  assert.equal(looked.status, 200, JSON.stringify(looked.body));
  assert.deepEqual([looked.body.new, looked.body.rejected, looked.body.rows], [3, 1, 4]);
  const key = newKey();
  const taken = await post('xinfang6', 'hotline12345/orders', rows, { key });
  assert.deepEqual([taken.body.new, taken.body.rejected], [3, 1]);
  assert.deepEqual([taken.body.rejects[0].row, taken.body.rejects[0].column], [5, '工单编号']);
  assert.deepEqual(await post('xinfang6', 'hotline12345/orders', rows, { key }), taken, 'the same request');
  const once = await post('xinfang6', 'hotline12345/orders', rows);
  assert.deepEqual([once.body.new, once.body.known], [0, 3]);
  const { body } = await (await cast.as('xinfang6')).get(V1);
  const hotline = body.upstreams.find((u) => u.code === 'hotline12345');
  assert.equal(hotline.open, 3);
  assert.deepEqual(hotline.orders.map((o) => o.upstream_no), ['GD2026000001', 'GD2026000002', 'GD2026000003']);
});

test('who is not at the exchange desk neither sees nor sends', async () => {
  assert.equal((await (await cast.as('zhujian1')).get(V1)).status, 403);
  assert.equal((await post('zhujian1', 'hotline12345/orders', [HEAD])).status, 403);
  assert.equal((await replies('zhujian1')).status, 403);
  assert.equal((await post('xinfang6', 'nobody/orders', [HEAD, order('1')])).status, 404);
  assert.equal((await post('xinfang6', 'hotline12345/orders', ['甲,乙', '1,2'])).status, 400);
});

test('sent back in the window, refused after it; the replies carry it once; verdicts by number', async () => {
  const desk = await cast.as('xinfang6');
  const { body } = await desk.get(V1);
  const nums = Object.fromEntries(body.upstreams[0].orders.map((o) => [o.upstream_no, o.num]));
  const step = async (login, num, name, form) => {
    const client = await cast.as(login);
    const dossier = await client.get(`/api/v1/demands/${num}`);
    return client.post(`/api/v1/demands/${num}/${name}`, form, { etag: dossier.etag, key: newKey() });
  };
  const back = { ground: 'sender', words: '不属本区，请改派' };
  const late = await step('xinfang1', nums.GD2026000003, 'redirect', back);
  assert.equal(late.status, 409, JSON.stringify(late.body));
  assert.match(late.body.detail, /退回期限/);
  const sent = await step('xinfang1', nums.GD2026000001, 'redirect', back);
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  const petition = await step('xinfang1', nums.GD2026000003, 'redirect', { ground: 'petition', number: 'XF-9', words: '已在信访办理' });
  assert.equal(petition.status, 200, JSON.stringify(petition.body));
  const there = await post('xinfang6', 'petition/orders', ['信访件编号,信访内容,姓名', 'XF-9,同一盏路灯不亮（示例）,示例·周']);
  assert.equal(there.body.new, 1, JSON.stringify(there.body));
  const here = (await desk.get(`/api/v1/demands/${nums.GD2026000003}`)).body;
  assert.equal(here.row.petition_no, 'XF-9');
  assert.equal((await desk.get(`/api/v1/demands/${here.petition}`)).body.petition, nums.GD2026000003, 'linked both ways');
  assert.equal((await step('xinfang1', nums.GD2026000002, 'redirect', { ground: 'lawsuit', number: 'XF-9', words: '请诉讼' })).status, 400);
  const first = await replies('xinfang6', { csv: true });
  assert.deepEqual([first.status, first.rows], [200, '2'], first.text);
  assert.match(first.text, /GD2026000001.*夜间.*退回.*13900000007.*不属本区，请改派/);
  assert.equal((await replies('xinfang6', { csv: true })).rows, '0');
  assert.equal((await replies('xinfang6', { csv: true, again: true })).rows, '2');
  const judged = await post('xinfang6', 'hotline12345/verdicts', ['工单编号,是否联系,是否解决,是否满意', 'GD2026000001,是,否,不满意', 'GD2026999999,是,是,满意']);
  assert.deepEqual([judged.body.new, judged.body.rejected], [0, 2], 'nothing of ours was answered');
});

test('a second row of a number is repeated, and says of which row: looked at and taken alike', async () => {
  const rows = [HEAD, order('000101'), order('000101', { words: '又来电补充（示例）' }), order('000101'), order('000102')];
  const looked = (await post('xinfang6', 'hotline12345/orders?dry_run=true', rows)).body;
  const taken = (await post('xinfang6', 'hotline12345/orders', rows)).body;
  for (const said of [looked, taken]) {
    assert.deepEqual([said.rows, said.new, said.events, said.repeated], [4, 2, 0, 2]);
    assert.deepEqual(said.repeats.map((r) => [r.row, r.of, r.changed]), [[4, 2, false], [3, 2, true]]);
  }
  const again = (await post('xinfang6', 'hotline12345/orders', rows)).body;
  assert.deepEqual([again.known, again.repeated], [3, 1], 'what the second row said was noted');
});

const PETITIONS = '信访件编号,信访内容,姓名,联系电话,身份证号,原信访件编号';
test('a petition item of somebody with an open demand: hinted at, decided by a person, never linked by itself', async () => {
  const here = await cast.demand({ words: '井盖缺失（示例）', privacy: 'named', name: '示例·吴', phone: '13900000055' });
  const hidden = await cast.demand({ words: '举报占道（示例）', privacy: 'confidential', name: '示例·吴', phone: '13900000055' });
  const rows = [PETITIONS, 'XF-55,井盖一直没有装（示例）,示例·吴,13900000055,,', 'XF-56,别的事（示例）,示例·郑,13900000056,,', 'XF-57,热线里反映过（示例）,,,,GD2026000101'];
  const desk = await cast.as('xinfang6');
  const crossed = (await desk.get(V1)).body.upstreams[0].orders.find((o) => o.upstream_no === 'GD2026000101').num;
  const looked = (await post('xinfang6', 'petition/orders?dry_run=true', rows)).body;
  assert.equal(looked.new, 3);
  const brief = (h) => [h.row, h.petition_hints.rows.map((r) => [r.num, r.reasons]), h.petition_hints.confidential];
  assert.deepEqual(looked.hints.map(brief), [[2, [[here.num, ['phone']]], 1], [4, [[crossed, ['number']]], 0]]);
  assert.doesNotMatch(JSON.stringify(looked), new RegExp(hidden.num), 'a confidential one is only counted');
  const taken = (await post('xinfang6', 'petition/orders', rows)).body;
  const item = taken.hints[0].num;
  assert.deepEqual(taken.hints.map(brief), looked.hints.map(brief));
  const open = (await desk.get(V1)).body.upstreams.find((u) => u.code === 'petition');
  const hintsAt = (num) => open.orders.find((o) => o.num === num).petition_hints.rows.map((h) => [h.num, h.reason_text]);
  assert.deepEqual(hintsAt(item), [[here.num, '联系电话相同']]);
  assert.deepEqual(hintsAt(taken.hints[1].num), [[crossed, '编号相同']]);
  assert.equal((await desk.get(`/api/v1/demands/${item}`)).body.petition, null, 'nothing links itself');
  assert.doesNotMatch(JSON.stringify((await desk.get(`/api/v1/demands/${item}`)).body), /13900000055/, 'nobody is named by the row as it came');
  const dossier = await desk.get(`/api/v1/demands/${item}`);
  const form = dossier.body.actions.find((a) => a.name === 'petition-link');
  assert.deepEqual(form.fields.find((f) => f.name === 'number').options.map((o) => o.value), [here.num]);
  const sent = await desk.post(`/api/v1/demands/${item}/petition-link`, { number: here.num, reason: '同一井盖' }, { etag: dossier.etag, key: newKey() });
  assert.equal(sent.status, 200, JSON.stringify(sent.body));
  const after = (await desk.get(`/api/v1/demands/${item}`)).body;
  assert.deepEqual([after.petition, after.petition_hints.rows], [here.num, []]);
  assert.ok(after.timeline.some((l) => l.action === 'petition-link' && l.texts.reason === '同一井盖'));
  const told = (await desk.get(`/api/v1/demands/${here.num}`)).body;
  assert.equal(told.row.petition_no, 'XF-55');
  assert.ok(told.timeline.some((l) => l.action === 'petition-linked'));
});

const VERDICT = '工单编号,是否联系,是否解决,是否满意';
/** An order, answered at once: its number. */
async function answered(n) {
  const taken = await post('xinfang6', 'hotline12345/orders', [HEAD, order(n)]);
  assert.equal(taken.body.new, 1, JSON.stringify(taken.body));
  const { body } = await (await cast.as('xinfang6')).get(V1);
  const { num } = body.upstreams.find((u) => u.code === 'hotline12345').orders.find((o) => o.upstream_no === `GD2026${n}`);
  const client = await cast.as('xinfang1');
  const dossier = await client.get(`/api/v1/demands/${num}`);
  const done = await client.post(`/api/v1/demands/${num}/answer-at-once`, { words: '已经修好（示例）', result: 'solved', kind: 'consult' }, { etag: dossier.etag, key: newKey() });
  assert.equal(done.status, 200, JSON.stringify(done.body));
  return { num, state: async () => (await client.get(`/api/v1/demands/${num}`)).body.row.state };
}

const pleased = (n) => `GD2026${n},是,是,满意`;
const displeased = (n) => `GD2026${n},是,否,不满意`;
const verdicts = (...rows) => post('xinfang6', 'hotline12345/verdicts', [VERDICT, ...rows]);

/** What the record says of the verdicts that came in. */
const told = async (num) => (await (await cast.as('xinfang1')).get(`/api/v1/demands/${num}`)).body.timeline.filter((l) => l.action === 'upstream-verdict').length;

test('two different verdicts on one order in one table: both are recorded, the later one stands, neither again', async () => {
  const { num, state } = await answered('003001');
  const looked = await post('xinfang6', 'hotline12345/verdicts?dry_run=true', [VERDICT, pleased('003001'), displeased('003001')]);
  const both = await verdicts(pleased('003001'), displeased('003001'));
  for (const { body } of [looked, both]) assert.deepEqual([body.rows, body.new, body.rejected], [2, 2, 0], JSON.stringify(body));
  assert.equal(await state(), 'unsatisfied');
  const again = await verdicts(pleased('003001'), displeased('003001'));
  assert.deepEqual([again.body.new, again.body.known, again.body.rejected], [0, 2, 0], JSON.stringify(again.body));
  assert.deepEqual([await state(), await told(num)], ['unsatisfied', 2]);
});

test('two different verdicts on one order at the same moment: both are recorded, one after the other', async () => {
  const { num, state } = await answered('003002');
  const [a, b] = await Promise.all([verdicts(pleased('003002')), verdicts(displeased('003002'))]);
  assert.deepEqual([a.body.new, b.body.new, a.body.rejected + b.body.rejected], [1, 1, 0], JSON.stringify([a.body, b.body]));
  assert.ok(['accepted', 'unsatisfied'].includes(await state()));
  assert.equal(await told(num), 2);
});

test('the same verdict twice at the same moment: recorded once', async () => {
  const { num, state } = await answered('003003');
  const [a, b] = await Promise.all([verdicts(pleased('003003')), verdicts(pleased('003003'))]);
  assert.deepEqual([a.body.new + b.body.new, a.body.known + b.body.known, a.body.rejected + b.body.rejected], [1, 1, 0], JSON.stringify([a.body, b.body]));
  assert.deepEqual([await state(), await told(num)], ['accepted', 1]);
});

test('the same table twice at the same moment, and by command line beside it: each order once', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-twice-'));
  try {
    const rows = [HEAD, ...Array.from({ length: 60 }, (_, i) => order(String(2000 + i).padStart(6, '0')))];
    writeFileSync(join(dir, '工单.csv'), file(...rows));
    const line = promisify(execFile)(bin, ['import', join(dir, '工单.csv'), '--upstream', 'hotline12345', '--json', '--data', server.data]);
    const [a, b, c] = await Promise.all([post('xinfang6', 'hotline12345/orders', rows), post('xinfang6', 'hotline12345/orders', rows), line]);
    const said = [a.body, b.body, JSON.parse(c.stdout)];
    assert.deepEqual([a.status, b.status], [200, 200], JSON.stringify([a.body, b.body]));
    for (const r of said) assert.deepEqual([r.rows, r.new + r.known, r.events, r.rejected], [60, 60, 0, 0], JSON.stringify(r));
    assert.equal(said.reduce((n, r) => n + r.new, 0), 60, 'each is new to exactly one of them');
    const { body } = await (await cast.as('xinfang6')).get(V1);
    const nos = body.upstreams.find((u) => u.code === 'hotline12345').orders.map((o) => o.upstream_no).filter((n) => /^GD202600(20[0-5])/.test(n));
    assert.equal(new Set(nos).size, nos.length, 'none stands there twice');
    const again = (await post('xinfang6', 'hotline12345/orders', rows)).body;
    assert.deepEqual([again.new, again.known], [0, 60]);
    assert.deepEqual(JSON.parse(huiyin('check', '--json', '--data', server.data)).findings, []);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
