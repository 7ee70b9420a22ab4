// SPDX-License-Identifier: Apache-2.0
// JN-27, JN-28: the monthly analysis kept as a draft, corrected, checked and issued by others, frozen with its figures and
// its words; a correction is another issue that names the first.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const dir = mkdtempSync(join(tmpdir(), 'huiyin-month-issue-'));
let server, office, month, about;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
  about = `month ${month}`;
  await office.demand({ words: '楼下积水' });
});
after(async () => {
  await server?.stop();
  rmSync(dir, { recursive: true });
});

const get = async (login, path) => (await office.by(login)).get(`/api/v1${path}`);
async function post(status, login, path, body, version) {
  const etag = version ? `"${version}"` : undefined;
  const got = await (await office.by(login)).post(`/api/v1${path}`, body, { key: newKey(), etag });
  assert.equal(got.status, status, `${login} ${path}: ${JSON.stringify(got.body)}`);
  return got.body;
}
const draft = async (login = 'fenxi1', of = about) => `/bulletins/${(await post(200, login, '/bulletins', { kind: 'month', about: of, words: '排水问题集中。' })).num}`;
async function read(path, login = 'fenxi1') {
  const got = await get(login, path);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body;
}
/** What a file says: all of its XML. */
async function inside(path, login = 'lingdao1') {
  const got = await get(login, path);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  const file = join(dir, 'read.zip');
  writeFileSync(file, got.body);
  const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print("\\n".join(z.read(n).decode() for n in sorted(z.namelist()) if n.endswith(".xml")))';
  return execFileSync('python3', ['-c', script, file], { encoding: 'utf8', maxBuffer: 1 << 25 });
}
/** How many demands the workbook's last row of classes counts. */
const counted = (xml) => Number(/合计<\/t><\/is><\/c><c[^>]*><v>(\d+)<\/v>/.exec(xml)?.[1]);
const shown = async () => (await read(`/months/report?month=${month}`)).all.demands;

let first, issued;
test('a draft keeps its figures and the text of a person, is corrected and checked, then issued', async () => {
  first = await draft();
  const d = await read(first);
  assert.deepEqual([d.state, d.about, d.facts.all.demands, d.facts.earlier, d.words, d.whole], ['draft', about, 1, '', '排水问题集中。', true]);
  assert.match(d.title, /民意诉求分析/);
  assert.deepEqual([d.may_edit, d.may_check, d.may_issue], [true, false, false]);
  await post(409, 'fabu1', `${first}/issue`, {}, 1);
  await post(200, 'ducha1', `${first}/edit`, { title: '月度分析研判', words: '排水问题集中。\n民情书记建议：雨季前清淤。' }, 1);
  await post(412, 'fenxi1', `${first}/edit`, { title: '迟到的修改', words: '' }, 1);
  assert.equal((await read(first)).title, '月度分析研判', 'who came second changed nothing');
  await post(403, 'ducha1', `${first}/check`, undefined, 2);
  await post(200, 'lingdao1', `${first}/check`, undefined, 2);
  await post(403, 'fenxi1', `${first}/issue`, {}, 3);
  await post(400, 'fabu1', `${first}/issue`, { units: [office.unit('区住')] }, 3);
  assert.match(await inside(`${first}/file`), /草稿，未签发/);
  const done = await post(200, 'fabu1', `${first}/issue`, {}, 3);
  assert.match(done.created, /^析〔\d{4}〕1号$/);
  issued = await read(first);
  assert.deepEqual([issued.state, issued.number, issued.units], ['issued', done.created, []]);
  assert.ok(issued.ended_name && issued.ended_at && issued.checked_name && issued.drafted_name);
});

test('demands that come later, or another edit, change nothing of it: page, DOCX, XLSX', async () => {
  await office.demand({ words: '路灯不亮' });
  await office.demand({ words: '垃圾没人运' });
  assert.equal(await shown(), 3, 'the page of now counts them');
  const now = await read(first);
  assert.deepEqual(now.facts, issued.facts);
  assert.deepEqual([now.facts.all.demands, now.whole, now.may_edit], [1, true, false]);
  await post(409, 'fenxi1', `${first}/edit`, { title: '悄悄改', words: '' }, 4);
  await post(409, 'ducha1', `${first}/drop`, { reason: '不想要了' }, 4);
  const xml = await inside(`${first}/file`);
  assert.equal(counted(xml), 1);
  for (const said of [issued.number, issued.ended_name, '雨季前清淤', '统计口径', '久拖不决']) assert.ok(xml.includes(said), said);
  assert.equal(counted(await inside(`/months/report/file?month=${month}`)), 3);
  for (const login of ['lingdao1', 'fenxi1', 'ducha1', 'fabu1']) {
    const paper = (await inside(`/documents/${issued.document_id}/docx`, login)).replace(/<[^>]+>/g, '');
    for (const said of ['月度分析研判', '本月反映诉求1件', '雨季前清淤', issued.number]) assert.ok(paper.includes(said), `${said} in ${paper}`);
  }
});

test('a correction is a new issue that names the first; of two drafts one is issued', async () => {
  const [second, rival] = [await draft(), await draft('ducha1', `${about} now`)];
  assert.equal((await read(second)).facts.earlier, issued.number);
  assert.equal((await read(rival)).facts.earlier, issued.number, 'as it stands now: the same analysis');
  for (const path of [second, rival]) await post(200, 'lingdao1', `${path}/check`, undefined, 1);
  const { created } = await post(200, 'fabu1', `${second}/issue`, {}, 2);
  assert.notEqual(created, issued.number);
  const refused = await post(409, 'fabu1', `${rival}/issue`, {}, 2);
  assert.ok(JSON.stringify(refused).includes(created), 'the one that was issued meanwhile is named');
  await post(200, 'ducha1', `${rival}/drop`, { reason: '重新起草' }, 2);
  const again = await read(second);
  assert.equal(again.facts.all.demands, 3);
  const says = `本期更正${issued.number}`;
  assert.ok((await inside(`${second}/file`)).includes(says));
  assert.ok((await inside(`/documents/${again.document_id}/docx`)).replace(/<[^>]+>/g, '').includes(says));
  assert.deepEqual((await read(first)).facts, issued.facts, 'the first stands');
  const other = await draft('fenxi1', `${about} now channel=hotline`);
  assert.deepEqual([(await read(other)).about, (await read(other)).facts.earlier], [`${about} channel=hotline now`, ''], 'another channel, another analysis');
  const list = await read(`/bulletins?month=${month}`);
  assert.deepEqual(list.counts, { draft: 1, checked: 0, issued: 2, dropped: 1 });
  assert.deepEqual((await read('/bulletins')).counts, { draft: 0, checked: 0, issued: 0, dropped: 0 }, 'they are no bulletins');
  assert.deepEqual((await read('/bulletins?month=2020-01')).bulletins, []);
});

test('who may: not a handler, not a role given for a street; nonsense is refused', async () => {
  await post(403, 'zhujian1', '/bulletins', { kind: 'month', about });
  assert.equal((await get('zhujian1', first)).status, 404);
  assert.equal((await get('zhujian1', `${first}/file`)).status, 403);
  assert.deepEqual((await read(`/bulletins?month=${month}`, 'zhujian1')).bulletins, []);
  huiyin('user', 'role', 'add', 'dongcheng4', 'supervisor', 'jd-dongcheng', '--data', server.data);
  await post(403, 'dongcheng4', '/bulletins', { kind: 'month', about });
  assert.equal((await get('dongcheng4', `${first}/file`)).status, 404);
  for (const wrong of ['', 'month', 'month 2026-13', 'weekly 2026-11-16', `${about} later`, `${about} unit=x`]) await post(400, 'fenxi1', '/bulletins', { kind: 'month', about: wrong });
  assert.equal((await get('fenxi1', '/bulletins?month=x')).status, 400);
  const { num } = await post(200, 'fenxi1', '/bulletins', { kind: 'weekly' });
  assert.equal((await get('fenxi1', `/bulletins/${num}/file`)).status, 409, 'a bulletin has no workbook');
});
