// SPDX-License-Identifier: Apache-2.0
// Supervision notices over the interface: raised by the rule once, seen and answered by the unit,
// unanswered ones followed, counted on a board; too many are a finding.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { huiyin, startServer } from '../server.mjs';
import { picture } from '../picture.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const DAY = 86400000;
let server, office, housing, matter, demand;
let days = 0;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  housing = office.unit('区住');
  demand = await office.demand({ words: '人行道塌陷', name: '某某', phone: '13900000002', privacy: 'named' });
  matter = await office.dispatched(demand.num);
  await office.act('zhujian1', 'task', `${matter}-1`, 'sign');
});
after(() => server?.stop());

const get = async (login, path) => (await office.by(login)).get(`/api/v1${path}`);
const post = async (login, path, body, etag, key = newKey()) => (await office.by(login)).post(`/api/v1${path}`, body, { key, etag });
const notices = async (login, query = '') => {
  const got = await get(login, `/notices${query}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body.notices;
};
function forward(by) {
  days += by;
  huiyin('clock', 'offset', String(days * DAY), '--data', server.data);
}
async function until(what, ask) {
  for (let i = 0; i < 100; i++) {
    const got = await ask();
    if (got) return got;
    await sleep(200);
  }
  assert.fail(`${what}: not within 20 seconds`);
}
const raised = (cause) => until(cause, async () => (await notices('ducha1', `?cause=${cause}`)).find((n) => n.about === matter));

test('by hand: for a supervisor, about what he sees, once; the unit answers, never its author', async () => {
  const body = { about: matter, words: '请三日内说明办理进展' };
  assert.equal((await post('zhujian2', '/notices', body)).status, 403);
  assert.equal((await post('ducha1', '/notices', { ...body, words: '短' })).status, 400);
  assert.equal((await post('ducha1', '/notices', { ...body, cause: 'nonsense' })).status, 400);
  assert.equal((await post('ducha1', '/notices', { ...body, about: '511902000000000000000' })).status, 400);
  const key = newKey();
  const made = await post('ducha1', '/notices', body, undefined, key);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.equal((await post('ducha1', '/notices', body, undefined, key)).body.num, made.body.num);
  const num = made.body.num;
  assert.equal((await notices('ducha1', '?cause=by_hand')).length, 1);
  assert.deepEqual((await notices('zhujian1', '?mine=true&state=open')).map((n) => n.num), [num], 'on its list');
  assert.deepEqual(await notices('dongcheng1', '?mine=true'), [], 'nobody else’s');
  assert.equal((await get('dongcheng2', `/notices/${num}`)).status, 404);
  const one = await get('zhujian2', `/notices/${num}`);
  assert.deepEqual([one.body.unit_id, one.body.may_answer, one.body.may_withdraw, one.body.issued_name], [housing, 'answer', '', '示例·高督查']);
  assert.equal(one.body.facts.state, 'handling');
  assert.ok(one.body.receivers.length >= 2);
  const answer = { answer: '已安排专人，本周完成' };
  assert.equal((await post('ducha1', `/notices/${num}/answer`, answer, one.etag)).status, 403);
  assert.equal((await post('zhujian2', `/notices/${num}/answer`, answer)).status, 428);
  assert.equal((await post('zhujian2', `/notices/${num}/answer`, answer, '"9"')).status, 412);
  assert.equal((await post('zhujian2', `/notices/${num}/answer`, answer, one.etag)).status, 200);
  const told = (await get('ducha1', `/notices/${num}`)).body;
  assert.deepEqual([told.state, told.answer, told.overdue], ['answered', answer.answer, false]);
  assert.equal((await post('ducha1', `/notices/${num}/withdraw`, { reason: '已答复' }, '"2"')).status, 409);
});

test('withdrawn with its reason it is no debt; printed and sent as a document', async () => {
  const { body } = await post('ducha1', '/notices', { unit: housing, words: '清理积压的事项', answer_workdays: 1 });
  assert.equal((await post('zhujian2', `/notices/${body.num}/withdraw`, { reason: '不要了' }, '"1"')).status, 403);
  const page = await get('ducha1', `/notices/${body.num}/print`);
  assert.equal(page.status, 200);
  assert.match(String(page.body), /清理积压的事项/);
  assert.equal((await post('ducha1', `/notices/${body.num}/withdraw`, { reason: '签发有误' }, '"1"')).status, 200);
  assert.deepEqual((await notices('zhujian2', '?mine=true&state=open')), []);
  const about = (await notices('ducha1', '?cause=by_hand')).find((n) => n.about === matter).num;
  const made = await post('ducha1', '/documents', { kind: 'notice', about });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const papers = (await get('ducha1', `/documents?about=${about}`)).body;
  assert.deepEqual([papers.kinds.map((k) => k.kind), papers.documents.map((d) => d.id)], [['notice'], [made.body.id]]);
  assert.equal((await get('ducha1', `/documents/${made.body.id}/docx`)).status, 200);
  const dossier = (await office.see('ducha1', 'matter', matter)).body;
  assert.deepEqual(dossier.notices.map((n) => n.num), [about], 'in its matter’s dossier');
});

test('raised by the rule: near, late, unanswered, under key supervision; once, a crash between', async () => {
  forward(14); // closing was due within fifteen days
  const near = await raised('nearing');
  assert.deepEqual([near.state, near.due_at, near.unit_id], ['told', null, housing]);
  forward(5);
  const late = await until('a card', async () =>
    (await notices('ducha1')).find((n) => n.about === matter && ['yellow', 'red'].includes(n.cause)),
  );
  assert.equal(late.state, 'open');
  assert.match(late.text, /时限 .*已过\d+个工作日/);
  forward(6);
  const next = await raised('unanswered');
  assert.equal((await get('ducha1', `/notices/${next.num}`)).body.after !== '', true);
  assert.equal((await office.see('ducha1', 'matter', matter)).body.row.supervised, true);
  await sleep(4000); // more than one round of the scheduler
  const all = await notices('ducha1');
  await server.restart('SIGKILL');
  await sleep(4000);
  assert.deepEqual((await notices('ducha1')).map((n) => n.num), all.map((n) => n.num));
  const seen = all.filter((n) => !['by_hand', 'unanswered'].includes(n.cause)).map((n) => `${n.cause} ${n.text.split('，')[0]}`);
  assert.ok(seen.length >= 3);
  assert.equal(new Set(seen).size, seen.length, seen.join());
});

test('answered late they count against the unit on a board; too many are a finding', async () => {
  const open = (await notices('zhujian2', '?mine=true&state=open')).filter((n) => n.overdue);
  assert.ok(open.length > 0);
  for (const n of open) assert.equal((await post('zhujian2', `/notices/${n.num}/answer`, { answer: '现已补办，抱歉' }, `"${n.version}"`)).status, 200);
  const day = new Date(Date.now() + days * DAY + 8 * 3600000).toISOString().slice(0, 10);
  const first = new Date(Date.now() + 8 * 3600000).toISOString().slice(0, 10);
  const drafted = await post('ducha1', '/boards', { rule: 'effect', first_day: first, last_day: day, title: '试榜' });
  assert.equal(drafted.status, 200, JSON.stringify(drafted.body));
  const board = (await get('ducha1', `/boards/${drafted.body.num}`)).body;
  const figure = board.units.find((u) => u.unit_id === housing).figures.find((f) => f.measure === 'notices');
  assert.equal(figure.n, open.length + 1, 'one by hand in time, the withdrawn one left out');
  assert.ok(figure.rate > 0 && figure.rate < 10000);
  for (let i = 0; i < 10; i++) assert.equal((await post('ducha1', '/notices', { unit: housing, words: '请说明积压的原因' })).status, 201);
  const { findings } = (await get('lingdao1', '/notices')).body;
  assert.deepEqual(findings.filter((f) => f.kind === 'unit').map((f) => [f.unit_id, f.limit]), [[housing, 10]]);
});

test('the table has a row each and leaves with a record', async () => {
  const got = await post('ducha1', '/notices/export', { cause: 'by_hand' });
  assert.equal(got.status, 200);
  assert.equal(Buffer.from(got.body).subarray(0, 2).toString(), 'PK');
  assert.equal((await post('zhujian2', '/notices/export', {})).status, 403);
  assert.match(huiyin('check', '--data', server.data), /./);
});

// ---- field inspections ----

async function photo(login) {
  const sent = await (await office.by(login)).upload({ name: '现场.png', bytes: picture(), type: 'image/png' });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  return sent.body.ref;
}
const inspection = async (num, login = 'ducha1') => (await get(login, `/inspections/${num}`)).body;

test('a sample of closed matters by unit, its seed on record, drawn again the same', async () => {
  const closed = [];
  for (let i = 0; i < 3; i++) {
    const d = await office.demand({ words: `路灯不亮之${i}`, name: '某某', phone: `1390000001${i}`, privacy: 'named' });
    const m = await office.answered(d.num);
    await office.citizenActs(d, 'rate', { solved: 'yes', grade: 'satisfied', words: '修好了' });
    await office.act('xinfang7', 'matter', m, 'close', {});
    closed.push(m);
  }
  const today = new Date(Date.now() + days * DAY + 8 * 3600000).toISOString().slice(0, 10);
  const plan = { kind: 'open', title: '路灯专项验靶', first_day: today, last_day: today, sample: 2 };
  assert.equal((await post('zhujian2', '/inspections', plan)).status, 403);
  assert.equal((await post('ducha1', '/inspections', { ...plan, last_day: undefined })).status, 400);
  assert.equal((await post('ducha1', '/inspections', { ...plan, kind: 'leader' })).status, 400);
  const made = await post('ducha1', '/inspections', plan);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const one = await inspection(made.body.num);
  assert.deepEqual([one.population, one.sample.length], [3, 2]);
  assert.match(one.seed, /^[0-9a-f]{32}$/);
  assert.ok(one.sample.every((s) => closed.includes(s.matter) && s.unit_id === housing));
  const again = (await get('ducha1', `/inspections/${made.body.num}/recompute`)).body;
  assert.deepEqual([again.same, again.population, again.sample, again.seed], [true, 3, 2, one.seed]);
  assert.equal((await post('ducha1', `/inspections/${made.body.num}/look`, { serial: 2, outcome: 'fine', note: '灯亮' })).status, 200);
  assert.equal((await post('ducha1', `/inspections/${made.body.num}/look`, { serial: 3, outcome: 'fine' })).status, 404);
  assert.deepEqual((await inspection(made.body.num)).sample.map((s) => s.outcome), ['', 'fine']);

  // A finding against one of them: with a photo, to its end; what is not mended opens the matter again.
  const against = one.sample[0].matter;
  const found = await post('ducha1', `/inspections/${made.body.num}/findings`, { matter: against, words: '灯又灭了', workdays: 3, attachments: [await photo('ducha1')] });
  assert.equal(found.status, 201, JSON.stringify(found.body));
  const num = found.body.num;
  assert.equal(found.body.state, 'asked');
  assert.equal((await post('ducha1', `/inspections/${made.body.num}/end`, { words: '结束' }, '"1"')).status, 409, 'not mended');
  const own = (await get('zhujian1', '/findings')).body.findings;
  assert.deepEqual(own.map((f) => [f.num, f.may, f.photos.length]), [[num, 'report', 1]]);
  assert.equal((await get('zhujian1', `/attachments/${own[0].photos[0].id}`)).status, 200);
  const original = async (login) => (await get(login, `/attachments/${own[0].photos[0].id}?original=true`)).status;
  assert.deepEqual([await original('zhujian1'), await original('ducha1')], [200, 403], 'for those who handle it');
  assert.equal((await get('dongcheng2', `/attachments/${own[0].photos[0].id}`)).status, 404);
  const report = async (etag) => post('zhujian1', `/findings/${num}/report`, { report: '已换新灯', attachments: [await photo('zhujian1')] }, etag);
  assert.equal((await post('dongcheng2', `/findings/${num}/report`, { report: '已换新灯' }, '"1"')).status, 404);
  assert.equal((await report('"7"')).status, 412);
  assert.equal((await report('"1"')).status, 200);
  assert.equal((await post('zhujian2', `/findings/${num}/check`, { mended: true, words: '可以' }, '"2"')).status, 403);
  assert.equal((await post('ducha1', `/findings/${num}/check`, { mended: false, words: '仍不亮', workdays: 2 }, '"2"')).status, 200);
  assert.equal((await office.see('ducha1', 'matter', against)).body.state, 'handling', 'opened again by the flow');
  const failed = (await get('zhujian1', `/findings/${num}`)).body;
  assert.deepEqual([failed.state, failed.failed, failed.reopened], ['asked', 1, true]);
  assert.equal((await report('"3"')).status, 200);
  assert.equal((await post('ducha1', `/findings/${num}/check`, { mended: true, words: '已亮', attachments: [await photo('ducha1')] }, '"4"')).status, 200);
  const done = (await get('ducha1', `/findings/${num}`)).body;
  assert.deepEqual([done.state, done.photos.length, done.report_photos.length, done.check_photos.length], ['rectified', 1, 1, 1]);
  assert.equal((await post('ducha1', `/inspections/${made.body.num}/end`, { words: '全部整改到位' }, '"1"')).status, 200);
});

test('a role over a street plans what that street owes: not everything, not in secret, not other units', async () => {
  huiyin('user', 'role', 'add', 'dongcheng4', 'supervisor', 'jd-dongcheng', '--data', server.data);
  const street = office.unit('东城街道');
  const plan = { kind: 'open', title: '东城街道自查', unit: street };
  assert.equal((await post('dongcheng4', '/inspections', { ...plan, unit: undefined })).status, 403);
  assert.equal((await post('dongcheng4', '/inspections', { ...plan, unit: housing })).status, 403);
  assert.equal((await post('dongcheng4', '/inspections', { ...plan, kind: 'covert' })).status, 403);
  const made = await post('dongcheng4', '/inspections', plan);
  assert.equal(made.status, 201, JSON.stringify(made.body));
  assert.deepEqual([(await inspection(made.body.num, 'dongcheng4')).may_issue, (await inspection(made.body.num, 'dongcheng4')).may_end], [true, true]);
  // In the team of the district's inspection he works in it and does not issue or end it.
  const me = (await get('ducha1', '/officers')).body.officers.find((o) => o.label.startsWith('示例·东城回访员')).value;
  const whole = (await post('ducha1', '/inspections', { kind: 'open', title: '全区督查', team: [me] })).body.num;
  const seen = await inspection(whole, 'dongcheng4');
  assert.deepEqual([seen.may_work, seen.may_issue, seen.may_end], [true, false, false]);
  assert.equal((await post('dongcheng4', `/inspections/${whole}/issue`, undefined, '"1"')).status, 403);
  assert.equal((await post('ducha1', `/inspections/${whole}/issue`, undefined, '"1"')).status, 200);
});

test('a covert one and its findings are the team’s alone until it is issued', async () => {
  const team = server.officers.find((o) => o.login === 'fenxi1');
  assert.ok(team);
  const made = await post('ducha1', '/inspections', { kind: 'covert', title: '媒体暗访', press: '示例日报' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const num = made.body.num;
  const found = await post('ducha1', `/inspections/${num}/findings`, { place_id: office.place, unit: housing, words: '井盖破损，无人围挡' });
  assert.equal(found.body.state, 'noted');
  for (const login of ['zhujian1', 'zhujian2', 'fenxi1']) {
    assert.equal((await get(login, `/inspections/${num}`)).status, 404, login);
    assert.ok(!(await get(login, '/inspections')).body.inspections.some((i) => i.num === num), login);
    assert.equal((await get(login, `/findings/${found.body.num}`)).status, 404, login);
  }
  assert.equal((await post('ducha1', `/inspections/${num}/end`, { words: '结束' }, '"1"')).status, 409, 'issued first');
  assert.equal((await post('ducha1', `/inspections/${num}/issue`, undefined, '"1"')).status, 200);
  const own = (await get('zhujian1', '/findings')).body.findings.find((f) => f.num === found.body.num);
  assert.deepEqual([own.state, own.may, own.due_at > own.asked_at], ['asked', 'report', true]);
  assert.equal((await post('ducha1', `/findings/${own.num}/drop`, { words: '当日已修复' }, `"${own.version}"`)).status, 200);
  const { figures } = (await get('ducha1', '/inspections')).body;
  assert.deepEqual(figures, { inspections: 4, findings: 2, rectified: 1, dropped: 1, open: 0, overdue: 0 });
  await server.stop();
  huiyin('check', '--data', server.data); // throws when it finds something
});
