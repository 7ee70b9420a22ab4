// SPDX-License-Identifier: Apache-2.0
// Documents that are sent on: made with a number, downloaded, turned into PDF by the worker beside the
// server (one start of LibreOffice for all), read again; who may make and fetch them; templates.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { bin, huiyin, startServer } from '../server.mjs';
import { castOf } from './cast.mjs';
import { Office } from './loop.mjs';
import { newKey } from './lib.mjs';

const V1 = '/api/v1/documents';
const root = fileURLToPath(new URL('../..', import.meta.url));
const words = '巷子里路灯坏了 <半个月> & 没人修';
const dir = mkdtempSync(join(tmpdir(), 'huiyin-documents-'));
let server, office, today, year, demand, matter;
const made = {};

before(async () => {
  server = await startServer();
  office = await Office.of(server);
  today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
  year = today.slice(0, 4);
  demand = await office.demand({ words, name: '刘小梅', phone: '13800138000', privacy: 'named' }, await office.by('xinfang1'));
  matter = await office.answered(demand.num, { dispatch_no: '交办7号', answer: { words: '第一段：路灯已修好。\n第二段：请放心。' } });
});
after(async () => {
  rmSync(dir, { recursive: true, force: true });
  await server?.stop();
});

async function make(login, body, status = 201, key = newKey()) {
  const got = await (await office.by(login)).post(V1, body, { key });
  assert.equal(got.status, status, JSON.stringify(got.body));
  return got.body;
}

/** A bulletin of this week, issued: its paper. */
async function bulletin() {
  const act = async (login, path, body, version) => {
    const done = await (await office.by(login)).post(`/api/v1/bulletins${path}`, body, { key: newKey(), etag: version && `"${version}"` });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    return done.body;
  };
  const { num } = await act('ducha1', '', { kind: 'weekly', day: today, words: '举一反三。' });
  await act('lingdao1', `/${num}/check`, undefined, 1);
  const { created } = await act('fabu1', `/${num}/issue`, {}, 2);
  const { body } = await (await office.by('ducha1')).get(`/api/v1/bulletins/${num}`);
  return { id: body.document_id, number: created };
}

async function got(client, path) {
  const answer = await client.get(path);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}
const file = async (login, path) => got(await office.by(login), path);

/** The text of a part of a .docx, marks of paragraphs as line ends. */
function docxText(bytes, part = 'word/document.xml') {
  const path = join(dir, 'read.docx');
  writeFileSync(path, bytes);
  execFileSync('unzip', ['-tq', path]);
  return execFileSync('unzip', ['-p', path, part], { encoding: 'utf8' })
    .replace(/<\/w:p>|<w:br\/>/g, '\n')
    .replace(/<[^>]+>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}

test('each kind that there is is made by whom it concerns, with a number of its own', async () => {
  const answered = await office.answered((await office.demand({ words: '积水没人管' })).num);
  await office.act('ducha1', 'matter', answered, 'supervise', { reason: '群众反复反映' });
  const asked = [
    ['xinfang3', { kind: 'dossier', about: matter }, '册'],
    ['xinfang3', { kind: 'transfer', about: '交办7号' }, '交'],
    ['zhujian1', { kind: 'answer', about: demand.num }, '复'],
    ['ducha1', { kind: 'notice', about: answered, text: '三日内拿出方案。\n专人负责。', reply_by: `${today}T00:00:00+08:00` }, '督'],
  ];
  for (const [login, body, mark] of asked) {
    made[body.kind] = { login, ...(await make(login, body)) };
    assert.equal(made[body.kind].number, `${mark}〔${year}〕1号`);
  }
  made.bulletin = { kind: 'bulletin', login: 'ducha1', ...(await bulletin()) };
  await make('ducha1', { kind: 'bulletin', about: `weekly ${today}` }, 409); // drafted, checked and issued on its own page
  await make('ducha1', { kind: 'notice', about: matter }, 409); // not under supervision
  await make('xinfang3', { kind: 'notice', about: matter }, 403);
  await make('zhujian1', { kind: 'transfer', about: '交办7号' }, 403);
  await make('xinfang3', { kind: 'transfer', about: '没有这张' }, 404);
  await make('xinfang3', { kind: 'letter', about: matter }, 400);
  await make('ducha1', { kind: 'interview', about: 'nothing' }, 404);
  await make('ducha1', { kind: 'board', about: 'nothing' }, 404);
  await make('ducha1', { kind: 'examination', about: 'step 1' }, 404);
  await make('ducha1', { kind: 'examination', about: 'soon' }, 400);
  await make('beimen1', { kind: 'answer', about: (await office.demand({ words: '新来的' })).num }, 409);
});

test('numbers count by kind and year; the same request twice takes one, a refused one takes none', async () => {
  const key = newKey();
  const first = await make('xinfang3', { kind: 'dossier', about: matter }, 201, key);
  assert.equal(first.number, `册〔${year}〕2号`);
  assert.deepEqual(await make('xinfang3', { kind: 'dossier', about: matter }, 201, key), first);
  const many = await Promise.all(Array.from({ length: 5 }, () => make('xinfang3', { kind: 'dossier', about: matter })));
  assert.deepEqual(many.map((d) => d.number).sort(), [3, 4, 5, 6, 7].map((n) => `册〔${year}〕${n}号`));
  const { documents } = await file('ducha1', `${V1}/register?year=${year}`);
  assert.deepEqual(documents.filter((d) => d.kind === 'dossier').map((d) => d.number), [1, 2, 3, 4, 5, 6, 7].map((n) => `册〔${year}〕${n}号`));
  assert.match(huiyin('documents', 'list', '--data', server.data), new RegExp(`督〔${year}〕1号`));
});

test('what it says is what the page says: masked, escaped, in paragraphs, and the same each time', async () => {
  const { id, login } = made.answer;
  const docx = await file(login, `${V1}/${id}/docx`);
  const text = docxText(docx);
  assert.match(text, new RegExp(`答复.*〔${year}〕1号|复〔${year}〕1号`));
  assert.match(text, /^第一段：路灯已修好。$/m);
  assert.match(text, /^第二段：请放心。$/m);
  assert.match(text, /刘\*+：/);
  assert.doesNotMatch(text, /小梅|138|\{\{/);
  assert.match(docxText(docx, 'word/header1.xml'), /演示数据 · 非正式/);
  assert.match(docxText(docx, 'word/footer1.xml'), new RegExp(`${today} .*制作 · ${id}`));
  assert.deepEqual(await file(login, `${V1}/${id}/docx`), docx);
  const dossier = docxText(await file('xinfang3', `${V1}/${made.dossier.id}/docx`));
  assert.ok(dossier.includes(words), dossier);
  assert.ok(dossier.includes('已换新灯') && dossier.includes(matter) && dossier.includes('交办7号'));
  assert.doesNotMatch(dossier, /小梅|138001/);
  const list = docxText(await file('xinfang3', `${V1}/${made.transfer.id}/docx`));
  assert.ok(list.includes(matter) && list.includes(words) && /共1件/.test(list), list);
  const bulletin = docxText(await file('ducha1', `${V1}/${made.bulletin.id}/docx`));
  assert.match(bulletin, /本期受理诉求2件/);
  const period = /关于(\S+)至(\S+)群众诉求/.exec(bulletin);
  assert.ok(bulletin.includes(`现将${period[1]}至${period[2]}群众诉求`), bulletin);
  assert.match(bulletin, /东城街道/);
  assert.match(bulletin, /举一反三。/);
});

test('only its maker and his unit fetch it, and every copy is an event', async () => {
  for (const login of ['zhujian1', 'ducha1', 'beimen2']) {
    const got = await (await office.by(login)).get(`${V1}/${made.dossier.id}/docx`);
    assert.equal(got.status, 404, login);
  }
  const { documents } = await file('zhujian1', `${V1}?about=${matter}`);
  assert.deepEqual(documents, []);
  const mine = await file('xinfang3', `${V1}?about=${matter}`);
  assert.equal(mine.documents.length, 7);
  assert.deepEqual(mine.kinds.map((k) => k.kind), ['dossier']);
  assert.deepEqual((await file('ducha1', `${V1}?about=weekly ${today}`)).kinds, []);
  assert.equal((await (await office.by('xinfang3')).get(`${V1}/1/docx`)).status, 404);
  assert.equal((await (await office.by('xinfang3')).get(`${V1}/x/docx`)).status, 404);
  const events = huiyin('export', 'events', '--to', join(dir, 'events.csv'), '--data', server.data) && readFileSync(join(dir, 'events.csv'), 'utf8');
  assert.match(events, /document-made/);
  assert.match(events, /document-fetched/);
});

test('what was said in confidence stands in no document', async () => {
  const said = '单位里有人吃拿卡要';
  const { num } = await office.demand({ words: said, name: '王五', phone: '13900139000', privacy: 'confidential' });
  const hidden = await office.dispatched(num, { dispatch_no: '交办8号' });
  await make('xinfang3', { kind: 'dossier', about: hidden }, 409);
  const { id } = await make('xinfang3', { kind: 'transfer', about: '交办8号' });
  const text = docxText(await file('xinfang3', `${V1}/${id}/docx`));
  assert.ok(text.includes(hidden) && !text.includes(said), text);
});

test('whoever may no longer see a demand fetches no document about it, not even his own', async () => {
  const complaint = await office.demand({ words: '来修的人态度恶劣' });
  await office.answered(complaint.num);
  const { id } = await make('zhujian1', { kind: 'answer', about: complaint.num });
  assert.match(docxText(await file('zhujian1', `${V1}/${id}/docx`)), /态度恶劣/);
  await office.act('ducha1', 'demand', complaint.num, 'mark-complained', { unit: office.unit('区住'), reason: '投诉的就是承办单位' });
  const barred = await office.by('zhujian1');
  assert.equal((await barred.get(`${V1}/${id}/docx`)).status, 404);
  assert.equal((await barred.post(`${V1}/${id}/pdf`)).status, 404);
  assert.deepEqual((await got(barred, `${V1}?about=${complaint.num}`)).documents, []);
});

test('records and boards are made from what is given', () => {
  const fields = join(dir, 'fields.json');
  const out = join(dir, 'out.docx');
  const args = ['--as', 'ducha1', '--fields', fields, '--to', out, '--data', server.data];
  writeFileSync(fields, JSON.stringify({ title: '超期约谈', unit: '示例局', reason: [{ text: '超期3件' }] }));
  assert.match(huiyin('documents', 'make', 'interview', ...args), new RegExp(`约〔${year}〕1号`));
  assert.match(docxText(readFileSync(out)), /^超期3件$/m);
  writeFileSync(fields, JSON.stringify({ red: [{ rank: '1', unit: '示例局', score: '99' }], black: [] }));
  huiyin('documents', 'make', 'board', ...args);
  assert.match(docxText(readFileSync(out)), /示例局/);
  writeFileSync(fields, JSON.stringify({ nobody: 'x' }));
  assert.throws(() => huiyin('documents', 'make', 'board', ...args), /nobody/);
});

test('an administrator takes a template out, changes it, looks, and puts it in force as a version', async () => {
  const admin = await (await castOf(server)).as('xitong');
  const path = `${V1}/templates/answer`;
  const shipped = await got(admin, path);
  assert.match(docxText(shipped), /\{\{#answers\}\}/);
  const changed = (from, to) => {
    const docx = join(dir, 'changed.docx');
    writeFileSync(docx, shipped);
    execFileSync('unzip', ['-oq', docx, 'word/document.xml', '-d', dir]);
    const xml = join(dir, 'word/document.xml');
    writeFileSync(xml, readFileSync(xml, 'utf8').replace(from, to));
    execFileSync('python3', ['-c', 'import sys,zipfile\nold=zipfile.ZipFile(sys.argv[1])\nnew=zipfile.ZipFile(sys.argv[2],"w",zipfile.ZIP_DEFLATED)\nfor n in old.namelist(): new.writestr(n, open(sys.argv[3],"rb").read() if n=="word/document.xml" else old.read(n))\nnew.close()', docx, `${docx}.new`, xml]);
    return readFileSync(`${docx}.new`);
  };
  const send = (bytes, query = '') => {
    const form = new FormData();
    form.append('file', new Blob([bytes]), '答复.docx');
    return admin.post(path + query, form);
  };
  const bad = await send(changed('感谢您', '致{{nobody}}，感谢您'));
  assert.equal(bad.status, 400);
  assert.match(bad.body.detail, /nobody.*感谢您/);
  const good = changed('感谢您', '谢谢您');
  const preview = await send(good, '?preview=true');
  assert.equal(preview.status, 200);
  assert.match(docxText(preview.body), /谢谢您.*\n/);
  assert.match(docxText(await got(admin, path)), /感谢您/); // nothing was stored yet
  assert.deepEqual((await send(good)).body, { version: 1 });
  assert.deepEqual((await send(good)).body, { version: 1 }); // the same is no new one
  const next = await make('zhujian1', { kind: 'answer', about: demand.num });
  assert.equal(next.template, 1);
  assert.match(docxText(await file('zhujian1', `${V1}/${next.id}/docx`)), /谢谢您/);
  assert.match(docxText(await file('zhujian1', `${V1}/${made.answer.id}/docx`)), /感谢您/); // made by the old one
  assert.match(docxText(await got(admin, `${path}?version=0`)), /感谢您/);
  assert.equal((await got(admin, `${V1}/templates`)).templates.find((t) => t.kind === 'answer').versions[0].version, 1);
  assert.equal((await (await office.by('xinfang3')).get(path)).status, 403);
  assert.match(huiyin('documents', 'templates', '--data', server.data), /answer.*1/);
});

test('without a worker the DOCX is there and the PDF says why not; with one all are made at once', async () => {
  const { id, login } = made.dossier;
  const client = await office.by(login);
  const away = await client.post(`${V1}/${id}/pdf`);
  assert.equal(away.status, 409);
  assert.match(away.body.detail, /DOCX/);
  assert.equal((await client.get(`${V1}/${id}/pdf`)).status, 404);
  assert.equal((await client.get(`${V1}/${id}`)).body.pdf, 'away');

  const worker = spawn(bin, ['documents', 'worker', '--spool', join(server.data, 'documents')], { stdio: 'ignore' });
  try {
    for (let i = 0; i < 100 && (await client.get(`${V1}/${id}`)).body.pdf === 'away'; i++) await sleep(100);
    worker.kill('SIGSTOP'); // so that one start of LibreOffice takes them all
    for (const d of Object.values(made)) {
      const got = await (await office.by(d.login)).post(`${V1}/${d.id}/pdf`);
      assert.equal(got.status, 200, JSON.stringify(got.body));
      assert.equal(got.body.pdf, 'waiting');
    }
    assert.equal((await client.get(`${V1}/${id}/pdf`)).status, 404);
    worker.kill('SIGCONT');
    for (const d of Object.values(made)) {
      let state = 'waiting';
      for (let i = 0; i < 900 && state === 'waiting'; i++, await sleep(200)) state = (await file(d.login, `${V1}/${d.id}`)).pdf;
      assert.equal(state, 'ready', d.kind);
    }
  } finally {
    worker.kill('SIGKILL');
  }
  for (const d of Object.values(made)) {
    const pdf = join(dir, `${d.kind}.pdf`);
    writeFileSync(pdf, await file(d.login, `${V1}/${d.id}/pdf`));
    const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).replace(/\s/g, '');
    assert.ok(text.includes(d.number), `${d.kind}: ${text}`);
    assert.ok(text.includes('演示数据·非正式'), d.kind);
    const fonts = execFileSync('pdffonts', [pdf], { encoding: 'utf8' }).trim().split('\n').slice(2);
    assert.ok(fonts.length > 0);
    for (const f of fonts) assert.match(f, /Noto(Serif|Sans)CJK|UKai/, d.kind);
    assert.match(execFileSync('pdfinfo', [pdf], { encoding: 'utf8' }), /Page size: .*A4/);
    if (process.env.HUIYIN_PICTURES) execFileSync('cp', [pdf, process.env.HUIYIN_PICTURES]);
  }
  const answer = execFileSync('pdftotext', [join(dir, 'answer.pdf'), '-'], { encoding: 'utf8' }).replace(/\s/g, '');
  assert.ok(answer.includes('第二段：请放心。'), answer);
});

test('the templates that are shipped are those that the tool makes', () => {
  execFileSync('python3', [join(root, 'tools/documents.py'), '--check']);
});
