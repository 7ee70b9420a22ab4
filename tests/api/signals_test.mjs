// SPDX-License-Identifier: Apache-2.0
// Weak signals over the interface: one person's demands raise one notice with its reason and the demands behind
// it, it grows and is not repeated; those complained about do not see theirs; left alone it goes above. On a
// board a signal counts neither way, the notice that follows an unanswered one does.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { huiyin, startServer } from '../server.mjs';
import { castOf } from './cast.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const MINUTE = 60000;
const LOOK = 11 * MINUTE; // longer than between two looks (src/loop/signal.h)
let server, office, street, first;
let moved = 0;
const dayOf = (at) => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(at);
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  street = office.unit('东城街道');
  office.clients.set('lingdao1', await (await castOf(server)).as('lingdao1'));
  first = dayOf(Date.now());
});
after(() => server?.stop());

function forward(by) {
  moved += by;
  huiyin('clock', 'offset', String(moved), '--data', server.data);
}
/** The server has read its clock anew; until then what is said is of the time before. */
async function clockTaken() {
  for (let i = 0; i < 300; i++, await sleep(200))
    if (Math.abs(Date.parse((await get('ducha1', '/public/place')).body.now) - Date.now() - moved) < MINUTE) return;
  assert.fail('the server does not take the clock');
}
const get = async (login, path) => (await office.by(login)).get(`/api/v1${path}`);
const list = async (login, cause) => {
  const got = await get(login, `/notices?cause=${cause}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body.notices;
};
const one = async (num) => (await get('ducha1', `/notices/${num}`)).body;
/** Looks until it is so: what is said is taken up by the queue first. */
async function until(what, is) {
  for (let i = 0; i < 30; i++) {
    forward(LOOK);
    await sleep(2500);
    const found = await is();
    if (found) return found;
  }
  assert.fail(`${what}: not within thirty looks`);
}
async function looked(times) {
  for (let i = 0; i < times; i++) {
    forward(LOOK);
    await sleep(2500);
  }
}
const say = async (phone, words, over = {}, client) => (await office.demand({ name: '某某', privacy: 'named', phone, words, ...over }, client)).num;
const past = (n) => forward(Date.parse(n.due_at) - Date.now() - moved + LOOK);

let num, said;
test('one person, four times: no signal; the fifth raises one with its reason and what is behind it', async () => {
  said = [];
  for (const words of ['井盖松动', '路面有坑', '树枝挡灯', '围墙开裂']) said.push(await say('13900000041', words));
  await looked(3);
  assert.deepEqual(await list('ducha1', 'signal_person'), []);
  said.push(await say('13900000041', '水沟堵塞'));
  const raised = await until('the signal', async () => (await list('ducha1', 'signal_person'))[0]);
  const n = await one((num = raised.num));
  assert.deepEqual([n.state, n.signal.size, n.signal.people], ['open', 5, 1]);
  assert.equal(n.words, '同一人反映5件（7天内）。');
  assert.deepEqual(n.signal.demands.map((d) => d.num).sort(), [...said].sort());
  assert.equal(n.signal.not_listed, 0);
  assert.ok(Date.parse(n.due_at) > Date.parse(n.issued_at));
  assert.ok(n.receivers.some((r) => /督/.test(r)), n.receivers.join());
});

test('a sixth makes it grow; there is no second', async () => {
  said.push(await say('13900000041', '台阶破损'));
  await until('the sixth', async () => (await one(num)).signal.size === 6);
  await looked(2);
  assert.deepEqual((await list('ducha1', 'signal_person')).map((n) => n.num), [num]);
  assert.deepEqual((await one(num)).signal.demands.map((d) => d.num).sort(), [...said].sort());
});

const ledger = async (login, query) => get(login, `/ledgers?${query}`);
test('its ledger is the demands behind it; refused for what is no signal', async () => {
  const got = await ledger('ducha1', `signal=${num}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  assert.equal(got.body.n, (await one(num)).signal.size);
  assert.deepEqual(got.body.rows.map((r) => r.num).sort(), [...said].sort());
  assert.equal(got.body.totals.all.demands, said.length);
  assert.equal(got.body.totals.filtered, true);
  await say('13900000049', '另一人所说');
  assert.ok((await ledger('ducha1', '')).body.n > said.length, 'others are in the register');
  assert.equal((await ledger('ducha1', `signal=${num}`)).body.n, said.length);
  assert.equal((await ledger('ducha1', `signal=${num}&to=2020-01-01`)).body.n, 0, 'with other filters');
  assert.equal((await ledger('ducha1', 'signal=DB-20200101-00001')).status, 404);
});

let against;
test('about a unit: it goes to the one above, and the unit complained about does not see it', async () => {
  const counter = await office.by('xinfang1');
  for (const words of ['态度恶劣', '推诿扯皮', '无人接待', '不予登记', '收费不明']) await say('13900000042', words, { complained_unit: street }, counter);
  const raised = await until('the second signal', async () => (await list('ducha1', 'signal_person')).find((n) => n.num !== num));
  against = raised.num;
  assert.notEqual(raised.unit_id, street);
  for (const login of ['dongcheng2', 'beimen2']) {
    assert.ok(!(await list(login, '')).some((n) => n.num === against), login);
    assert.notEqual((await get(login, `/notices/${against}`)).status, 200, login);
    assert.equal((await ledger(login, `signal=${against}`)).status, 404, login);
  }
});

const act = async (login, what, body, of) => {
  const now = await get(login, `/notices/${of}`);
  return (await office.by(login)).post(`/api/v1/notices/${of}/${what}`, body, { etag: now.etag ?? '"1"', key: newKey() });
};
const signals = async (login, which = 'all') => {
  const got = await get(login, `/notices?signals=${which}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body.notices;
};

test('the list of signals: nobody acted, and for how many days; by cause, and apart from other notices', async () => {
  const rows = await signals('ducha1');
  assert.deepEqual(rows.map((n) => n.num).sort(), [num, against].sort());
  for (const n of rows) assert.deepEqual([n.signal.handling, n.signal.acks, n.signal.brought], ['nobody', [], []]);
  assert.equal(rows.find((n) => n.num === num).signal.size, 6);
  const days = (Date.parse(dayOf(Date.now() + moved)) - Date.parse(dayOf(Date.parse(rows[0].issued_at)))) / 86400000;
  assert.equal(rows[0].signal.waits_days, days);
  assert.deepEqual((await signals('ducha1', 'nobody')).length, 2);
  assert.equal((await get('ducha1', '/notices?signals=nonsense')).status, 400);
  const plain = (await get('ducha1', '/notices')).body.notices;
  assert.ok(plain.length >= 2 && plain.every((n) => n.signal === undefined), 'the other list says nothing of it');
});

test('seen by one of those told, with what he will do: an event, and the limit runs on', async () => {
  const before = await one(num);
  assert.equal((await act('dongcheng2', 'acknowledge', { said: 'seen', words: '好' }, num)).status, 400);
  assert.equal((await act('lingdao1', 'acknowledge', { said: 'seen', words: '这就去看看现场' }, num)).status, 403, 'not told');
  const got = await act('ducha1', 'acknowledge', { said: 'seen', words: '已约社区明日到现场核实' }, num);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  assert.equal((await act('ducha1', 'acknowledge', { said: 'seen', words: '已约社区明日到现场核实' }, num)).status, 409, 'once');
  const n = await one(num);
  assert.deepEqual([n.state, n.due_at, n.version], ['open', before.due_at, before.version + 1]);
  assert.deepEqual(n.signal.acks.map((a) => [a.said, a.words]), [['seen', '已约社区明日到现场核实']]);
  assert.deepEqual([n.signal.handling, n.signal.may_see, n.signal.may_dismiss], ['seen', false, true]);
  assert.deepEqual((await signals('ducha1', 'nobody')).map((r) => r.num), [against]);
  const stale = await (await office.by('fenxi1')).post(`/api/v1/notices/${num}/acknowledge`, { said: 'seen', words: '一起看一看情况' }, { etag: `"${before.version}"`, key: newKey() });
  assert.equal(stale.status, 412);
});

let mark;
test('a leader marks it to a unit: a notice by hand that names the signal, answered by that unit', async () => {
  const leader = await office.by('lingdao1');
  const send = (body, client = leader) => client.post('/api/v1/notices', body, { key: newKey() });
  assert.equal((await send({ after: num, words: '请排查同类问题' }, await office.by('dongcheng2'))).status, 403);
  assert.equal((await send({ after: num, about: said[0], words: '请排查同类问题' })).status, 400);
  const made = await send({ after: num, unit: street, words: '请东城街道排查同类问题，三日内书面回复' });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  mark = made.body.num;
  const m = await one(mark);
  assert.deepEqual([m.cause, m.unit_id, m.after, m.state], ['marked', street, num, 'open']);
  assert.equal((await send({ after: mark, words: '再批示一次看看' })).status, 400, 'a mark is no signal');
  assert.deepEqual(await ledger('ducha1', `signal=${mark}`).then((g) => [g.status, g.body.field]), [400, 'signal']);
  const n = await one(num);
  assert.equal(n.signal.handling, 'marked');
  assert.deepEqual(n.signal.brought.map((b) => [b.num, b.by_hand, b.words]), [[mark, true, '请东城街道排查同类问题，三日内书面回复']]);
  assert.ok((await list('dongcheng2', 'marked')).some((r) => r.num === mark), 'the unit sees it');
  assert.equal((await act('dongcheng2', 'answer', { answer: '已排查，无同类问题' }, mark)).status, 200);
});

test('signals count against no unit in the tally of too many notices, only under their cause', async () => {
  const before = (await get('ducha1', '/notices')).body;
  assert.ok(before.figures.issued >= 3);
  const files = mkdtempSync(join(tmpdir(), 'huiyin-'));
  const rule = JSON.parse(readFileSync(new URL('../../data/supervision.json', import.meta.url)));
  const load = (too_many) => {
    writeFileSync(join(files, 'supervision.json'), JSON.stringify({ ...rule, too_many }));
    huiyin('supervision', 'load', join(files, 'supervision.json'), '--data', server.data);
  };
  load({ days: 30, unit: 1, cause: 2 });
  const { findings } = (await get('ducha1', '/notices')).body;
  const units = new Set(findings.filter((f) => f.kind === 'unit').map((f) => f.unit_id));
  assert.ok(units.has(street), 'the mark is a notice of the unit');
  const root = (await one(against)).unit_id;
  const others = before.notices.filter((n) => n.unit_id === root && !n.cause.startsWith('signal_'));
  assert.equal(units.has(root), others.length > 0, 'the unit of the signals alone is none');
  assert.ok(findings.some((f) => f.kind === 'cause' && /同一人/.test(f.text) && f.n === 2), JSON.stringify(findings));
  load(rule.too_many);
  rmSync(files, { recursive: true });
});

const board = async () => {
  const by = await office.by('fenxi1');
  const made = await by.post('/api/v1/boards', { rule: 'effect', first_day: first, last_day: dayOf(Date.now() + moved), title: '试榜' }, { key: newKey() });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const { body } = await (await office.by('ducha1')).get(`/api/v1/boards/${made.body.num}`);
  return body;
};
const noticed = (body) => body.units.flatMap((u) => u.figures.filter((f) => f.measure === 'notices').map((f) => f.n)).reduce((a, b) => a + b, 0);

test('left alone it goes above; only that counts on a board', async () => {
  past(await one(num));
  const above = await until('what follows', async () => (await list('ducha1', 'signal_unanswered'))[0]);
  const n = await one(above.num);
  assert.ok([num, against].includes(n.after), n.after);
  assert.equal(n.signal, null);
  assert.equal(noticed(await board()), 1, 'overdue signals are no blame, the mark was answered in time');
  past(n);
  await until('its limit is over', async () => (await list('ducha1', 'unanswered'))[0]);
  assert.ok(noticed(await board()) > 1, 'what was left alone twice is');
});

test('one word from many, and a volume above the usual: raised by a rule of small numbers, each with its demands', async () => {
  const files = mkdtempSync(join(tmpdir(), 'huiyin-'));
  const rule = JSON.parse(readFileSync(new URL('../../data/supervision.json', import.meta.url)));
  const small = { signal_word: { times: 3, percent: 100, windows: 4 }, signal_volume: { times: 7, percent: 50, windows: 4 } };
  for (const c of rule.causes) Object.assign(c, small[c.code]);
  writeFileSync(join(files, 'supervision.json'), JSON.stringify(rule));
  huiyin('supervision', 'load', join(files, 'supervision.json'), '--data', server.data);
  rmSync(files, { recursive: true });
  forward(35 * 24 * 60 * MINUTE);
  await clockTaken();
  const brown = [];
  for (const [i, words] of ['自来水发黄，不能喝', '家里自来水发黄有味', '自来水发黄好几天'].entries()) brown.push(await say(`1390000006${i}`, words));
  const word = await until('the word', async () => (await list('ducha1', 'signal_word'))[0]);
  const w = await one(word.num);
  assert.match(w.signal.words, /水发|发黄|来水|自来/);
  assert.deepEqual([w.signal.size, w.signal.people], [3, 3]);
  assert.deepEqual(w.signal.demands.map((d) => d.num).sort(), [...brown].sort());
  assert.match(w.words, /见于3件、3人（7天内）/);
  assert.deepEqual(await list('ducha1', 'signal_volume'), [], 'three are no volume');
  for (const [i, words] of ['井盖松动', '路面有坑', '楼道堆物', '噪声扰民'].entries()) await say(`1390000007${i}`, words);
  const volume = await until('the volume', async () => (await list('ducha1', 'signal_volume'))[0]);
  const v = await one(volume.num);
  assert.deepEqual([v.signal.size, v.signal.words], [7, '']);
  assert.ok(v.signal.where.length > 0 && Number(v.signal.usual) < 7);
  assert.deepEqual((await signals('ducha1', 'nobody')).map((n) => n.cause).sort(), ['signal_person', 'signal_volume', 'signal_word']);
});

test('dismissed with a reason: it is ended, nothing follows, and the check agrees', async () => {
  const n = await one(against);
  const before = (await list('ducha1', 'signal_unanswered')).filter((f) => f.about === '').length;
  assert.equal((await act('ducha1', 'acknowledge', { said: 'dismissed', words: '同一人就一事反复反映，已答复' }, against)).status, 200);
  const now = await one(against);
  assert.deepEqual([now.state, now.signal.handling, now.reason], ['dismissed', 'dismissed', '同一人就一事反复反映，已答复']);
  assert.equal(now.signal.waits_days, undefined);
  assert.equal((await act('ducha1', 'acknowledge', { said: 'dismissed', words: '再排除一次看看' }, against)).status, 409);
  assert.equal((await act('ducha1', 'acknowledge', { said: 'seen', words: '对普通督办单表示知悉' }, mark)).status, 409, 'no signal');
  past(n);
  await looked(2);
  assert.equal((await list('ducha1', 'signal_unanswered')).length, before);
  huiyin('check', '--data', server.data);
});
