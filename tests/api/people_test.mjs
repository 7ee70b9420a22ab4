// SPDX-License-Identifier: Apache-2.0
// Runs long.
// The administrator's units and officers over HTTP: who may, the workbook with dry run and slips,
// leave with a stand-in, hand-over, roster, queues without an owner.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { workbookBytes } from '../workbook.mjs';
import { castOf, refused } from './cast.mjs';
import { Client } from './lib.mjs';
import { sql } from '../cmd/lib.mjs';
import { Office } from './loop.mjs';

let server, cast, office, admin;
const V1 = '/api/v1/people';
const command = (...args) => JSON.parse(huiyin(...args, '--json', '--data', server.data));
const sqlAct = (text) => sql(server.data, text);
const book = (officers, units = []) =>
  workbookBytes({
    单位: [['单位代码', '单位名称', '类别', '上级单位代码', '岗位'], ...units],
    人员: [['姓名', '登录名', '单位代码', '岗位模板'], ...officers],
  });
const officers = async () => (await admin.get(`${V1}/officers`)).body.officers;
const officer = async (login) => (await officers()).find((o) => o.login === login);
const one = async (login) => admin.get(`${V1}/officers/${(await officer(login)).id}`);
const handOver = async (login, body) => {
  const seen = await one(login);
  const to = body.to && (await officer(body.to)).id;
  return admin.post(`${V1}/officers/${seen.body.id}/hand-over`, { ...body, to }, { etag: seen.etag });
};

before(async () => {
  server = await startServer();
  cast = await castOf(server);
  office = await Office.of(server);
  office.by = (login) => cast.as(login);
  admin = await cast.as('xitong');
});
after(() => server.stop());

/** A matter of the housing bureau's, its task sent or signed by zhujian1. */
async function taskOf({ sign = true } = {}) {
  const matter = await office.dispatched((await office.demand()).num);
  const task = `${matter}-1`;
  if (sign) await office.act('zhujian1', 'task', task, 'sign');
  return { matter, task };
}

test('every route of the page is the system administrator\'s alone, who sees no demand', async () => {
  const routes = JSON.parse(huiyin('routes', '--json')).filter((r) => r.path.startsWith(V1));
  assert.ok(routes.length >= 16);
  for (const login of ['anquan', 'shenji', 'xinfang1', 'zhujian1'])
    for (const r of routes) {
      const client = await cast.as(login);
      const answer = await client.ask(r.method, r.path.replace('{id}', '1'), r.method === 'GET' ? {} : { body: {}, etag: '"1"' });
      assert.equal(answer.status, 403, `${login} ${r.method} ${r.path}: ${answer.status}`);
    }
  for (const r of routes) assert.equal((await new Client(server).ask(r.method, r.path.replace('{id}', '1'), r.method === 'GET' ? {} : { body: {} })).status, 401);
  assert.equal((await admin.get('/api/v1/work')).body.rows?.length ?? 0, 0);
});

test('units with desks and numbers; a wrong desk is refused, another set follows', async () => {
  const { units } = (await admin.get(V1)).body;
  const zjj = units.find((u) => u.code === 'zjj');
  assert.equal(zjj.officers, 2);
  refused(await admin.post(`${V1}/units/${zjj.id}`, { desks: ['fortune'] }), 400);
  assert.equal((await admin.post(`${V1}/units/${zjj.id}`, { desks: ['screen'], place: zjj.place_id })).status, 200);
  assert.deepEqual((await admin.get(V1)).body.units.find((u) => u.code === 'zjj').desks, ['screen']);
  assert.equal((await admin.post(`${V1}/units/${zjj.id}`, { desks: [], place: zjj.place_id })).status, 200);
});

test('the workbook: row errors, differences seen, applied as seen, slips once, the same again nothing', async () => {
  const bad = await admin.post(`${V1}/book?dry_run=true`, book([['示例甲', 'shilijia', 'xk', '局承办人'], ['示例乙', '', 'zjj', '局长秘书']], [['xk', '新科（示例）', '部门', 'zjj', '']]));
  assert.equal(bad.status, 200, JSON.stringify(bad.body));
  assert.deepEqual(bad.body.faults.map((f) => [f.sheet, f.row, f.column]), [['人员', 3, '岗位模板']]);
  const good = book([['示例甲', 'shilijia', 'xk', '局承办人'], ['示例乙', '', 'zjj', '局承办人']], [['xk', '新科（示例）', '部门', 'zjj', '']]);
  const seen = (await admin.post(`${V1}/book?dry_run=true`, good)).body;
  assert.equal(seen.wrong, 0);
  assert.equal(seen.differences.filter((d) => d.what === 'added').length, 3);
  refused(await admin.post(`${V1}/book?shown=0000`, good), 412);
  const done = await admin.post(`${V1}/book?passwords=true&shown=${seen.shown}`, good);
  assert.equal(done.status, 200, JSON.stringify(done.body));
  assert.deepEqual(done.body.slips.map((s) => s.login), ['shilijia', 'shiliyi']);
  assert.equal(done.headers.get('cache-control'), 'no-store');
  const fresh = new Client(server);
  assert.equal((await fresh.logIn(done.body.slips[0])).must_change, true);
  const again = (await admin.post(`${V1}/book?passwords=true`, good)).body;
  assert.deepEqual([again.slips, again.differences.filter((d) => d.what !== 'missing')], [[], []]);
  const out = await admin.get(`${V1}/book`);
  assert.equal(out.body.subarray(0, 2).toString(), 'PK');
  assert.deepEqual((await admin.post(`${V1}/book?dry_run=true`, out.body)).body.differences, []);
  refused(await admin.post(`${V1}/book?dry_run=true`, 'nothing of it'), 400);
});

test('the same new person or unit twice in one workbook: the second row is refused and named, looked at or not', async () => {
  const twice = book(
    [['示例重', '', 'cf1', '局承办人'], ['示例重', '', 'cf1', '局承办人'], ['示例号', 'shilihao', 'cf1', '局承办人'], ['示例号甲', 'shilihao', 'zjj', '局承办人']],
    [['cf1', '重复科（示例）', '部门', 'zjj', ''], ['cf1', '别的科（示例）', '部门', 'zjj', ''], ['cf2', '重复科（示例）', '部门', 'zjj', '']],
  );
  const wrong = [['人员', 3, '姓名'], ['人员', 5, '登录名'], ['单位', 3, '单位代码'], ['单位', 4, '单位名称']];
  const was = (await officers()).length;
  const seen = await admin.post(`${V1}/book?dry_run=true`, twice);
  const named = (faults) => faults.filter((f) => !f.warning).map((f) => [f.sheet, f.row, f.column]).sort();
  assert.deepEqual(named(seen.body.faults), wrong.sort(), JSON.stringify(seen.body.faults));
  assert.match(seen.body.faults.find((f) => f.column === '姓名').said, /“示例重”在同一单位与第 2 行重复；确是两个人的，请各填登录名/);
  const done = await admin.post(`${V1}/book?passwords=true&shown=${seen.body.shown}`, twice);
  assert.equal(done.status, 400, JSON.stringify(done.body));
  assert.equal((await officers()).length, was);
  assert.equal((await admin.get(V1)).body.units.some((u) => u.code === 'cf1'), false);
  const apart = book([['示例重', 'shilichong', 'zjj', '局承办人'], ['示例重', 'shilichong2', 'zjj', '局承办人']]);
  assert.equal((await admin.post(`${V1}/book?dry_run=true`, apart)).body.wrong, 0, 'two persons of one name, each with a log-in');
});

test('new slips end the old password and every session', async () => {
  const yi = await officer('shiliyi');
  const made = (await admin.post(`${V1}/slips`, { officers: [yi.id] })).body.slips;
  const client = new Client(server);
  await client.logIn(made[0]);
  const again = (await admin.post(`${V1}/slips`, { officers: [yi.id] })).body.slips;
  assert.equal((await client.get('/api/v1/me')).status, 401);
  assert.notEqual(made[0].password, again[0].password);
  refused(await admin.post(`${V1}/slips`, { officers: ['1'] }), 404);
});

test('leave: the stand-in sees and does what the absent one may, and the record says for whom', async () => {
  const { task } = await taskOf();
  const path = `/api/v1/tasks/${task}`;
  const shuili = await cast.as('shuili1');
  const jia = await officer('zhujian1');
  const stand = await officer('shuili1');
  assert.equal((await shuili.get(path)).status, 404);
  refused(await admin.post(`${V1}/officers/${jia.id}/leave`, { stand_in: jia.id }), 400);
  refused(await admin.post(`${V1}/officers/${jia.id}/leave`, { stand_in: stand.id, to: '2001-01-01' }), 400);
  assert.equal((await admin.post(`${V1}/officers/${jia.id}/leave`, { stand_in: stand.id })).status, 204);
  refused(await admin.post(`${V1}/officers/${jia.id}/leave`, { stand_in: stand.id }), 409);
  refused(await admin.post(`${V1}/officers/${stand.id}/leave`, {}), 409);
  await office.act('shuili1', 'task', task, 'note', { words: '现场看过（示例）' });
  const line = (await office.see('zhujian2', 'task', task)).body.timeline.at(-1);
  assert.deepEqual([line.actor, line.actor_for], ['示例·水利承办甲', '示例·住建承办甲']);
  // What the stand-in signs for stays the absent one's.
  const other = await taskOf({ sign: false });
  await office.act('shuili1', 'task', other.task, 'sign');
  assert.ok((await one('zhujian1')).body.queue.some((q) => q.num === other.task));
  assert.ok(!(await one('shuili1')).body.queue.some((q) => q.num === other.task));
  assert.equal((await admin.post(`${V1}/officers/${jia.id}/back`)).status, 204);
  refused(await admin.post(`${V1}/officers/${jia.id}/back`), 404);
  assert.deepEqual((await shuili.get(`/api/v1/tasks/${other.task}`)).body.actions ?? [], []);
});

test('"mine" shows and counts what stands in the name of who is away, page by page, until they are back', async () => {
  const own = [(await taskOf()).task, (await taskOf()).task, (await taskOf()).task];
  const jia = await officer('zhujian1');
  const shuili = await cast.as('shuili1');
  const zjj = (await admin.get(V1)).body.units.find((u) => u.code === 'zjj').id;
  const mine = async (client, query = '') => (await client.get(`/api/v1/work?list=mine&unit=${zjj}&limit=100${query}`)).body;
  const counted = async (client) => (await client.get('/api/v1/me')).body.lists.find((l) => l.list === 'mine' && l.unit_id === zjj)?.n;
  const theirs = (await mine(await cast.as('zhujian1'))).rows;
  assert.ok(own.every((num) => theirs.some((r) => r.num === num && r.mine && !r.for_name)));
  assert.equal((await shuili.get(`/api/v1/work?list=mine&unit=${zjj}`)).status, 403, 'no role there');
  assert.equal((await admin.post(`${V1}/officers/${jia.id}/leave`, { stand_in: (await officer('shuili1')).id })).status, 204);
  const lent = await mine(shuili);
  assert.deepEqual(lent.rows.map((r) => r.num), theirs.map((r) => r.num));
  assert.ok(lent.rows.every((r) => r.mine && r.for_name === '示例·住建承办甲'), JSON.stringify(lent.rows[0]));
  assert.equal(await counted(shuili), theirs.length);
  // By every sort and page by page the same as for the absent one.
  for (const sort of ['due', 'changed', 'num', 'lvl'])
    for (const dir of ['asc', 'desc']) {
      const query = `&sort=${sort}&dir=${dir}`;
      const whole = (await mine(await cast.as('zhujian1'), query)).rows.map((r) => r.num);
      const paged = [];
      for (let after = ''; after !== null; ) {
        const page = (await shuili.get(`/api/v1/work?list=mine&unit=${zjj}&limit=2${query}&after=${encodeURIComponent(after)}`)).body;
        paged.push(...page.rows.map((r) => r.num));
        after = page.next;
      }
      assert.deepEqual(paged, whole, query);
    }
  // Who stands in for a colleague of the same unit sees both names' work in one order.
  await admin.post(`${V1}/officers/${jia.id}/back`);
  const yi = await cast.as('zhujian2');
  const { task } = await taskOf({ sign: false });
  await office.act('zhujian2', 'task', task, 'sign');
  const alone = (await mine(yi)).rows;
  assert.ok(alone.some((r) => r.num === task) && alone.every((r) => !r.for_name));
  await admin.post(`${V1}/officers/${jia.id}/leave`, { stand_in: (await officer('zhujian2')).id });
  const both = (await mine(yi)).rows;
  assert.equal(both.length, alone.length + theirs.length);
  assert.deepEqual(both.filter((r) => !r.for_name).map((r) => r.num), alone.map((r) => r.num));
  assert.deepEqual(both.map((r) => r.due_at), both.map((r) => r.due_at).toSorted());
  assert.equal(await counted(yi), both.length);
  await office.act('zhujian2', 'task', own[0], 'note', { words: '代为走访（示例）' });
  assert.equal((await office.see('zhujian2', 'task', own[0])).body.timeline.at(-1).actor_for, '示例·住建承办甲');
  await admin.post(`${V1}/officers/${jia.id}/back`);
  assert.deepEqual((await mine(yi)).rows.map((r) => r.num), alone.map((r) => r.num));
  assert.equal((await shuili.get(`/api/v1/work?list=mine&unit=${zjj}`)).status, 403);
});

test('two administrators with the same workbook at once: one makes the people, the other is told', async () => {
  const same = book(Array.from({ length: 5 }, (_, i) => [`同时人${i}`, '', 'czj', '局承办人']));
  const { shown } = (await admin.post(`${V1}/book?dry_run=true`, same)).body;
  const other = new Client(server);
  await other.logIn(server.officers.find((o) => o.login === 'xitong'));
  const answers = await Promise.all([admin, other].map((c) => c.post(`${V1}/book?passwords=true&shown=${shown}`, same)));
  assert.deepEqual(answers.map((a) => a.status).sort(), [200, 412], JSON.stringify(answers.map((a) => a.body)));
  assert.equal(answers.find((a) => a.status === 200).body.slips.length, 5);
  assert.equal((await officers()).filter((o) => o.name.startsWith('同时人')).length, 5, 'nobody twice');
  // Without a look before: the later one is told as well when it would hand out passwords.
  const next = book([['同时人又', '', 'czj', '局承办人']]);
  const blind = await Promise.all([admin, other].map((c) => c.post(`${V1}/book?passwords=true`, next)));
  const made = blind.filter((a) => a.status === 200).flatMap((a) => a.body.slips);
  assert.equal(made.length, 1, JSON.stringify(blind.map((a) => a.body)));
  await new Client(server).logIn(made[0]);
});

test('lending gets nobody round four-eyes: neither who acts nor for whom may have handled it', async () => {
  const { matter, task } = await taskOf();
  const jia = await officer('zhujian1');
  const shuili = await officer('shuili1');
  // shuili1 handles for zhujian1 …
  await admin.post(`${V1}/officers/${jia.id}/leave`, { stand_in: shuili.id });
  await office.act('shuili1', 'task', task, 'verify', { truth: '属实' });
  await office.act('shuili1', 'task', task, 'report', { words: '已换新灯', result: 'solved', missing: '无' });
  await admin.post(`${V1}/officers/${jia.id}/back`);
  await office.act('zhujian2', 'task', task, 'agree');
  // … then stands in for the reviewer: refused, they handled it.
  const reviewer = await officer('xinfang7');
  await admin.post(`${V1}/officers/${reviewer.id}/leave`, { stand_in: shuili.id });
  await office.refused('shuili1', 'matter', matter, 'review-agree', 403, { solved: 'yes' });
  await admin.post(`${V1}/officers/${reviewer.id}/back`);
  // The absent one, for whom it was handled, may not review it either.
  command('user', 'role', 'add', 'zhujian1', 'reviewer', 'qu');
  await office.refused('zhujian1', 'matter', matter, 'review-agree', 403, { solved: 'yes' });
  // Nor may somebody who never touched it review it in the absent one's name.
  const caizheng = await officer('caizheng1');
  await admin.post(`${V1}/officers/${jia.id}/leave`, { stand_in: caizheng.id });
  await office.refused('caizheng1', 'matter', matter, 'review-agree', 403, { solved: 'yes' });
  await admin.post(`${V1}/officers/${jia.id}/back`);
  command('user', 'role', 'remove', 'zhujian1', 'reviewer', 'qu');
  await office.act('xinfang7', 'matter', matter, 'review-agree', { solved: 'yes' });
});

test('administrators lend nothing', async () => {
  const xitong = await officer('xitong');
  const fenxi = await officer('fenxi1');
  assert.equal((await admin.post(`${V1}/officers/${xitong.id}/leave`, { stand_in: fenxi.id })).status, 204);
  assert.equal((await (await cast.as('fenxi1')).get(V1)).status, 403);
  assert.equal((await admin.post(`${V1}/officers/${xitong.id}/back`)).status, 204);
});

test('a centre below the root: its people without the desks are found, then it runs them for the register', async () => {
  const desks = () => command('doctor').checks.find((c) => c.check === 'desks');
  const { units } = (await admin.get(V1)).body;
  const qu = units.find((u) => u.code === 'qu');
  const moved = ['screener', 'dispatcher', 'closer'];
  const held = (await officers()).flatMap((o) => o.roles.filter((r) => r.unit_id === qu.id && moved.includes(r.role)).map((r) => [o.login, r.role]));
  assert.equal(desks().result, 'ok', desks().said);
  command('unit', 'add', 'zhongxin', '诉求中心（示例）');
  for (const [login, role] of held) {
    command('user', 'role', 'add', login, role, 'zhongxin');
    command('user', 'role', 'remove', login, role, 'qu');
  }
  const empty = desks();
  assert.equal(empty.result, 'warn');
  assert.match(empty.said, /没有甄别员、派单员.*“诉求中心（示例）”有人担任/);
  assert.match(empty.todo, /user role add … .*screener.* qu；.*unit desk zhongxin …，huiyin unit desk qu …/);
  const given = ['screen', 'dispatch', 'close'];
  const had = units.filter((u) => ['qu', 'xfj'].includes(u.code));
  command('unit', 'desk', 'zhongxin', given.join(','));
  for (const u of had) command('unit', 'desk', u.code, u.desks.filter((d) => !given.includes(d)).join(',') || 'none');
  assert.equal(desks().result, 'ok', desks().said);
  // Another process wrote them: the server reads shared tables anew by itself.
  const taken = async () => {
    const now = (await admin.get(V1)).body.units;
    const here = (code) => now.find((u) => u.code === code)?.desks.filter((d) => given.includes(d)).length;
    return here('zhongxin') === given.length && had.every((u) => here(u.code) === 0);
  };
  for (let i = 0; i < 100 && !(await taken()); i++) await new Promise((r) => setTimeout(r, 200));
  const demand = await office.demand();
  const matter = await office.answered(demand.num);
  assert.equal((await office.see('xinfang3', 'matter', matter)).body.state, 'calling_back');
  for (const u of had) command('unit', 'desk', u.code, u.desks.join(','));
  command('unit', 'desk', 'zhongxin', 'none');
  for (const [login, role] of held) command('user', 'role', 'add', login, role, 'qu');
  assert.equal(command('check').ok, true);
});

test('transfer and leaving hand over in one act, or say what is left and change nothing', async () => {
  const { task } = await taskOf();
  const seen = await one('zhujian1');
  assert.ok(seen.body.queue.some((q) => q.num === task));
  const shuili = (await admin.get(V1)).body.units.find((u) => u.code === 'slj').id;
  const body = { what: 'transfer', unit: shuili, templates: '局承办人' };
  assert.match(refused(await handOver('zhujian1', body), 409).detail, /请指明交给谁/);
  const left = refused(await handOver('zhujian1', { ...body, to: 'caizheng1' }), 409);
  assert.match(left.detail, new RegExp(`${task}.*没有相应岗位`));
  assert.equal((await one('zhujian1')).body.unit, seen.body.unit, 'nothing changed');
  refused(await admin.post(`${V1}/officers/${seen.body.id}/hand-over`, body), 428);
  refused(await admin.post(`${V1}/officers/${seen.body.id}/hand-over`, body, { etag: '"999"' }), 412);
  refused(await handOver('zhujian1', { ...body, to: 'zhujian1' }), 400);
  const done = await handOver('zhujian1', { ...body, to: 'zhujian2' });
  assert.equal(done.status, 200, JSON.stringify(done.body));
  assert.ok(done.body.items >= 1);
  const moved = await one('zhujian1');
  assert.deepEqual(moved.body.queue, []);
  assert.deepEqual(moved.body.roles.map((r) => r.role), ['handler']);
  assert.match(moved.body.unit, /水利/);
  const seenTask = await office.see('zhujian2', 'task', task);
  assert.equal(seenTask.body.timeline.at(-1).action, 'hand-over');
  assert.match(refused(await handOver('zhujian2', { what: 'leave' }), 409).detail, /请指明交给谁/);
  assert.equal((await handOver('shiliyi', { what: 'leave' })).status, 200);
  assert.equal((await officer('shiliyi')).disabled, true);
  refused(await handOver('xitong', { what: 'leave' }), 409);
});

test('whoever is on duty is told as well, and stands on the unit; entered twice is entered once', async () => {
  const { units } = (await admin.get(V1)).body;
  const unit = units.find((u) => u.code === 'slj').id;
  const who = await officer('shuili2');
  const turn = { unit, officer: who.id, from: new Date(Date.now() - 3600e3).toISOString(), to: new Date(Date.now() + 3600e3).toISOString(), phone: '0800-1' };
  for (let i = 0; i < 2; i++) assert.equal((await admin.post(`${V1}/turns`, turn)).status, 204);
  const { turns } = (await admin.get(`${V1}/roster?unit=${unit}`)).body;
  assert.deepEqual(turns.map((t) => [t.name, t.phone, t.now]), [[who.name, '0800-1', true]]);
  assert.deepEqual((await admin.get(V1)).body.units.find((u) => u.id === unit).on_duty.map((d) => d.name), [who.name]);
  refused(await admin.post(`${V1}/turns`, { ...turn, to: turn.from }), 400);
  const sheet = workbookBytes({ 值班表: [['单位代码', '登录名', '开始时间', '结束时间', '值班电话'], ['slj', 'shuili1', '2030-01-01 18:00', '2030-01-02 08:00', '0800-2'], ['slj', 'nobody', '2030-01-01', '什么时候', '']] });
  const bad = (await admin.post(`${V1}/roster`, sheet)).body;
  assert.deepEqual([bad.added, bad.faults.map((f) => `${f.row} ${f.column}`)], [0, ['3 登录名', '3 结束时间']]);
  const fine = workbookBytes({ 值班表: [['单位代码', '登录名', '开始时间', '结束时间', '值班电话'], ['slj', 'shuili1', '2030-01-01 18:00', '2030-01-02 08:00', '0800-2']] });
  assert.equal((await admin.post(`${V1}/roster`, fine)).body.added, 1);
  assert.deepEqual(await admin.post(`${V1}/roster`, fine).then((r) => [r.body.added, r.body.known]), [0, 1]);
  assert.equal((await admin.post(`${V1}/turns/${turns[0].id}/remove`)).status, 204);
  refused(await admin.post(`${V1}/turns/${turns[0].id}/remove`), 404);
});

test('open work without an owner is named until somebody is there', async () => {
  const said = async () => (await admin.get(`${V1}/ownerless`)).body.ownerless.map((v) => v.said);
  const { task } = await taskOf({ sign: false });
  const was = await said();
  const holders = (await officers()).flatMap((o) => o.roles.filter((r) => ['handler', 'head'].includes(r.role)).map((r) => [o.login, r.role, r.unit_id]));
  const { units } = (await admin.get(V1)).body;
  const over = holders.filter(([, , unit]) => ['qu', 'zjj'].includes(units.find((u) => u.id === unit)?.code));
  for (const [login, role, unit] of over) command('user', 'role', 'remove', login, role, unit);
  const found = (await said()).filter((x) => !was.includes(x));
  assert.ok(found.some((x) => /住.*\d+ 件待办，没有承办人或单位负责人/.test(x)), JSON.stringify(found));
  for (const [login, role, unit] of over) command('user', 'role', 'add', login, role, unit);
  assert.deepEqual(await said(), was);
  // Away, and nobody stands in.
  await office.act('zhujian2', 'task', task, 'sign');
  const id = (await officer('zhujian2')).id;
  await admin.post(`${V1}/officers/${id}/leave`, {});
  assert.ok((await said()).some((x) => /住建负责人 不在岗，没有代岗人/.test(x)), JSON.stringify(await said()));
  await admin.post(`${V1}/officers/${id}/back`);
  assert.deepEqual(await said(), was);
  const doctor = command('doctor').checks.find((c) => c.check === 'queues');
  assert.equal(doctor.result, was.length ? 'warn' : 'ok');
});

test('what nobody can do is said by the check as well, with the command that mends it', async () => {
  const { task } = await taskOf({ sign: false });
  await office.act('zhujian2', 'task', task, 'sign');
  const [jia, yi] = [await officer('zhujian2'), await officer('shuili1')];
  const advised = () => command('check').findings.filter((f) => f.code === 'people').map((f) => f.what);
  const was = advised();
  assert.equal((await admin.post(`${V1}/officers/${jia.id}/leave`, { stand_in: yi.id })).status, 204);
  assert.deepEqual(advised(), was, 'somebody stands in');
  // The one who stands in goes as well, behind the program's back: nobody is left.
  sqlAct(`UPDATE officer SET disabled_at = 1 WHERE id = ${yi.id}`);
  const said = advised().filter((x) => !was.includes(x));
  assert.ok(said.some((x) => /住建负责人 不在岗，没有代岗人.*huiyin user hand-over zhujian2 --to/.test(x)), JSON.stringify(said));
  assert.equal(command('check').ok, true, 'an advice is no difference');
  const doctor = command('doctor').checks.find((c) => c.check === 'queues');
  assert.equal(doctor.result, 'warn');
  assert.match(doctor.todo, /huiyin/);
  sqlAct(`UPDATE officer SET disabled_at = 0 WHERE id = ${yi.id}`);
  await admin.post(`${V1}/officers/${jia.id}/back`);
  assert.deepEqual(advised(), was);
});
