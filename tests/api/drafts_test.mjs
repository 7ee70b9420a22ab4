// SPDX-License-Identifier: Apache-2.0
// A unit's tasks leave as a table and come back as drafts; filing is an act of the unit's officers.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { asFile, bytesOf, filled, partsOf, rowsOf } from '../form.mjs';
import { startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

let server, office, zjj;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  zjj = office.unit('区住');
});
after(() => server.stop());

const V1 = '/api/v1';

async function table(login = 'zhujian1', unit = zjj) {
  const got = await (await office.by(login)).get(`${V1}/tasks-form?unit=${unit}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  assert.match(got.headers.get('content-type'), /spreadsheetml/);
  return asFile(got.body);
}

async function bring(path, { login = 'xinfang3', unit = zjj, key = newKey(), name = '三月.xlsx' } = {}) {
  const headers = { 'x-file-name': encodeURIComponent(name) };
  return (await office.by(login)).post(`${V1}/drafts?unit=${unit}`, bytesOf(path), { key, headers });
}

async function drafts(num, login = 'zhujian1') {
  const got = await (await office.by(login)).get(`${V1}/drafts?num=${num}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body.drafts;
}

async function file(draft, { login = 'zhujian1', fields, version = draft.version, key = newKey() } = {}) {
  return (await office.by(login)).post(`${V1}/drafts/${draft.id}/file`, fields ? { fields: JSON.stringify(fields) } : {}, { etag: `"${version}"`, key });
}

const drop = async (draft, login = 'zhujian1') => (await office.by(login)).post(`${V1}/drafts/${draft.id}/drop`);

async function working(words = '路灯坏了，请打 13812345678') {
  const matter = await office.dispatched((await office.demand({ words })).num);
  await office.act('zhujian1', 'task', `${matter}-1`, 'sign');
  await office.act('zhujian1', 'task', `${matter}-1`, 'verify', { truth: '属实' });
  return `${matter}-1`;
}

const rowOf = (path, num) => rowsOf(path).find((r) => r['编号'] === num);

test('the table lists open tasks with masked words, locked columns, lists and a sheet that explains', async () => {
  const task = await working();
  const path = await table();
  const row = rowOf(path, task);
  assert.match(row['群众诉求'], /138\*{6}78/);
  assert.doesNotMatch(JSON.stringify(rowsOf(path)), /13812345678/);
  assert.match(row['已办情况'], /属实/);
  assert.match(row['办理时限'], /24:00$/);
  const parts = partsOf(path);
  assert.deepEqual(parts.worksheets, ['承办任务', '填写说明']);
  assert.equal(parts.protected, true);
  assert.equal(parts.lists.length, 4);
});

test('words said in confidence stay inside', async () => {
  const said = await office.demand({ words: '举报某处偷排污水', privacy: 'confidential', name: '王某', phone: '13900000000' });
  const matter = await office.dispatched(said.num);
  const path = await table();
  assert.match(rowOf(path, `${matter}-1`)['群众诉求'], /保密诉求/);
  assert.doesNotMatch(JSON.stringify(rowsOf(path)), /偷排/);
});

test('a row becomes drafts, files nothing, and who brought it took part', async () => {
  const task = await working();
  const back = filled(await table(), [
    [task, '进展', '已到现场'],
    [task, '联系群众时间', '2026-03-03 10:20'],
    [task, '书面反馈', '更换灯具三盏'],
    [task, '办理结果', '已解决'],
  ]);
  const before_ = await office.see('zhujian1', 'task', task);
  const answer = await bring(back, { login: 'xinfang7' }); // a reviewer carries no tables
  assert.equal(answer.status, 403);
  const told = await bring(back);
  assert.deepEqual([told.body.rows, told.body.made, told.body.known, told.body.faults], [1, 2, 0, []]);
  assert.equal((await office.see('zhujian1', 'task', task)).etag, before_.etag, 'the task is as it was');
  const [note, report] = await drafts(task);
  assert.deepEqual([note.action, report.action], ['note', 'report']);
  assert.deepEqual([note.conflict, report.conflict], ['', '']);
  assert.equal(note.brought_by, '示例·王派单');
  assert.match(note.fields[0].text, /已到现场\n联系群众时间：2026-03-03 10:20/);
  assert.equal(report.fields.find((f) => f.name === 'result').text, '已解决');

  assert.equal((await file(note)).status, 200);
  const [still] = await drafts(task);
  assert.equal(still.conflict, '', 'the other half of the same table is not in conflict with it');
  assert.equal((await file(still)).status, 200);
  assert.deepEqual(await drafts(task), []);
  const { body } = await office.see('zhujian1', 'task', task);
  assert.equal(body.state, 'reported');
  assert.equal(body.task.reports.at(-1).words, '更换灯具三盏');
  const done = body.timeline.find((l) => l.action === 'report');
  assert.equal(done.actor, '示例·住建承办甲');
  assert.ok(done.note.prepared_by, 'who uploaded it stands in the event');
});

test('four eyes: who brought the table does not review the matter', async () => {
  const task = await working();
  const matter = task.slice(0, task.lastIndexOf('-'));
  const back = filled(await table(), [[task, '书面反馈', '修好了'], [task, '办理结果', '已解决']]);
  // xinfang3 brings it, and holds the reviewer's role as well.
  const { huiyin } = await import('../server.mjs');
  huiyin('user', 'role', 'add', 'xinfang3', 'reviewer', 'qu', '--data', server.data);
  assert.equal((await bring(back)).status, 200);
  const [report] = await drafts(task);
  assert.equal((await file(report)).status, 200);
  await office.act('zhujian2', 'task', task, 'agree');
  await office.refused('xinfang3', 'matter', matter, 'review-agree', 403, { solved: 'yes' });
  await office.act('xinfang7', 'matter', matter, 'review-agree', { solved: 'yes' });
});

test('filed twice at once: once under one key, once of two people', async () => {
  const task = await working();
  await bring(filled(await table(), [[task, '进展', '等配件']]));
  const [draft] = await drafts(task);
  const key = newKey();
  const same = await Promise.all([1, 2].map(() => file(draft, { key })));
  assert.deepEqual(same.map((r) => r.status), [200, 200], JSON.stringify(same.map((r) => r.body)));
  assert.equal(same[0].body.version, same[1].body.version);
  const other = await working();
  await bring(filled(await table(), [[other, '进展', '等配件']]));
  const [second] = await drafts(other);
  const both = await Promise.all([file(second), file(second, { login: 'zhujian2' })]);
  const [won, lost] = both.map((r) => r.status).sort();
  assert.equal(won, 200, JSON.stringify(both.map((r) => r.body)));
  assert.ok([409, 412].includes(lost), `${lost}`);
});

test('the same file again changes nothing, filed or not', async () => {
  const task = await working();
  const back = filled(await table(), [[task, '进展', '等配件']]);
  const key = newKey();
  const first = await bring(back, { key });
  assert.equal(first.body.made, 1);
  assert.deepEqual((await bring(back, { key })).body, first.body, 'the same request');
  assert.deepEqual([(await bring(back)).body.made, (await bring(back, { name: '另名.xlsx' })).body.known], [0, 1]);
  const [note] = await drafts(task);
  assert.equal((await file(note)).status, 200);
  assert.equal((await bring(back)).body.made, 0);
  assert.deepEqual(await drafts(task), []);
  const again = await file(note, { version: note.version + 1 });
  assert.equal(again.status, 409);
});

test('what changed since stands beside the draft, and nothing is overwritten', async () => {
  const task = await working();
  const path = await table();
  await office.act('zhujian1', 'task', task, 'report', { words: '系统里写的反馈', result: 'partly', missing: '无' });
  const told = await bring(filled(path, [[task, '书面反馈', '表格里写的反馈'], [task, '办理结果', '已解决']]));
  assert.equal(told.body.made, 1);
  const [draft] = await drafts(task);
  assert.equal(draft.conflict, 'done');
  assert.equal(draft.may_file, false);
  const words = draft.fields.find((f) => f.name === 'words');
  assert.deepEqual([words.text, words.now], ['表格里写的反馈', '系统里写的反馈']);
  const result = draft.fields.find((f) => f.name === 'result');
  assert.deepEqual([result.text, result.now], ['已解决', '部分解决']);
  assert.deepEqual(draft.since.map((s) => s.action), ['report']);
  assert.equal((await file(draft)).status, 409, 'the state says no');
  await office.act('zhujian2', 'task', task, 'send-back', { reason: '再核实' });
  const [now] = await drafts(task);
  assert.equal(now.may_file, true);
  assert.equal((await file(now, { version: draft.version })).status, 412, 'it was looked at before the send-back');
  const chosen = await file(now, { fields: { words: '表格里写的反馈', result: 'partly' } });
  assert.equal(chosen.status, 200, JSON.stringify(chosen.body));
  const { body } = await office.see('zhujian1', 'task', task);
  assert.deepEqual(body.task.reports.map((r) => r.words), ['系统里写的反馈', '表格里写的反馈']);
});

test('two tables for one task are two drafts; one is filed, the other let go', async () => {
  const task = await working();
  const path = await table();
  await bring(filled(path, [[task, '进展', '甲写的']]));
  await bring(filled(path, [[task, '进展', '乙写的']]), { login: 'zhujian2' });
  const [one, two] = await drafts(task);
  assert.deepEqual([one.conflict, two.conflict], ['twice', 'twice']);
  assert.equal((await file(one)).status, 200);
  const [left] = await drafts(task);
  assert.equal(left.id, two.id);
  // Who filed the first had both before him: the second is filed or let go as it stands.
  assert.equal((await drop(left)).status, 204);
  assert.deepEqual(await drafts(task), []);
  assert.equal((await drop(left)).status, 409);
  assert.equal((await file(left)).status, 409);
});

test('rows that fit no open task of the unit are listed with row and reason', async () => {
  const task = await working();
  const other = await office.dispatched((await office.demand()).num, { lead: office.unit('区交通') });
  const path = await table();
  const cases = [
    [[[task, '编号', '51190220260305000099-1']], /没有这个编号/],
    [[[task, '编号', `${other}-1`]], /交通.*的任务/],
    [[[task, '标题', '改过的标题']], /锁定的列被改动/],
    [[[task, '版本', '1']], /锁定的列被改动/],
    [[[task, '办理结果', '圆满']], /没有这种办理结果/],
    [[[task, '申请', '延期'], [task, '延期工作日', '几天']], /整数天数/],
    [[[task, '退单依据', '不归我管']], /没有写明申请/],
  ];
  for (const [edits, reason] of cases) {
    const told = await bring(filled(path, [[task, '进展', '做了一点'], ...edits]));
    assert.equal(told.status, 200, JSON.stringify(told.body));
    assert.deepEqual([told.body.made, told.body.faults.length], [0, 1], JSON.stringify([edits, told.body]));
    assert.match(told.body.faults[0].reason, reason);
    assert.ok(told.body.faults[0].row > 2);
  }
  await office.act('zhujian1', 'task', task, 'report', { words: '修好', result: 'solved' });
  await office.act('zhujian2', 'task', task, 'agree');
  const over = await bring(filled(path, [[task, '进展', '晚了']]));
  assert.match(over.body.faults[0].reason, /已经结束/);
  assert.deepEqual(await drafts(task), []);
});

test('an extension and a return are asked for by the ordinary step', async () => {
  const longer = await working();
  const away = `${await office.dispatched((await office.demand()).num)}-1`;
  const path = await table();
  const ground = (await (await office.by('zhujian1')).get(`${V1}/tasks/${away}`)).body.actions
    .find((a) => a.name === 'ask-return').fields.find((f) => f.name === 'ground').options[0];
  const told = await bring(filled(path, [
    [longer, '申请', '延期'], [longer, '延期工作日', '2'], [longer, '申请理由', '等配件到货'],
    [away, '申请', '退单'], [away, '退单依据', ground.label], [away, '申请理由', '不属本单位职责'],
  ]));
  assert.deepEqual([told.body.made, told.body.faults], [2, []]);
  const [extension] = await drafts(longer);
  assert.equal((await file(extension)).status, 200);
  assert.equal((await office.see('zhujian1', 'task', longer)).body.task.extension_days, 2);
  const [back] = await drafts(away);
  assert.equal((await file(back)).status, 200);
  assert.equal((await office.see('zhujian1', 'task', away)).body.state, 'return_asked');
});

test('what is missing is asked for when it is filed, as in the form', async () => {
  const task = await working();
  await bring(filled(await table(), [[task, '书面反馈', '只写了措施']]));
  const [draft] = await drafts(task);
  const refused = await file(draft);
  assert.equal(refused.status, 400);
  assert.equal(refused.body.field, 'result');
  assert.equal((await drafts(task)).length, 1, 'the draft is still there');
});

test('neither the table nor its drafts are another unit’s', async () => {
  const task = await working();
  const strangers = await office.by('beimen2');
  assert.equal((await strangers.get(`${V1}/tasks-form?unit=${zjj}`)).status, 403);
  await bring(filled(await table(), [[task, '进展', '外人看不见']]));
  const [draft] = await drafts(task);
  const street = await office.by('dongcheng2'); // carries tables, of its own units
  for (const path of [`drafts?num=${task}`, `drafts?unit=${zjj}`, `tasks-form?unit=${zjj}`]) assert.match(String((await street.get(`${V1}/${path}`)).status), /^40[34]$/, path);
  assert.equal((await strangers.get(`${V1}/drafts?unit=${zjj}`)).status, 403);
  assert.equal((await file(draft, { login: 'beimen2' })).status, 404);
  assert.equal((await file(draft, { login: 'dongcheng2' })).status, 404);
  assert.equal((await drop(draft, 'dongcheng2')).status, 404);
  assert.equal((await bring(await table(), { login: 'zhujian1', unit: '999' })).status, 404);
  // The dispatcher may look, but filing is the unit's act.
  const [seen] = await drafts(task, 'xinfang3');
  assert.equal(seen.may_file, false);
  assert.equal((await file(seen, { login: 'xinfang3' })).status, 403);
});

test('what is no such table is refused whole', async () => {
  const client = await office.by('zhujian1');
  const send = (bytes) => {
    const form = new FormData();
    form.append('file', new Blob([bytes]), 'x.xlsx');
    return client.post(`${V1}/drafts?unit=${zjj}`, form, { key: newKey() });
  };
  for (const bytes of [Buffer.from('编号,进展\r\n1,2\r\n'), Buffer.from('PK\x03\x04'), Buffer.alloc(0), Buffer.from([0xd0, 0xcf, 0x11, 0xe0])]) {
    const answer = await send(bytes);
    assert.equal(answer.status, 400, JSON.stringify(answer.body));
  }
});
