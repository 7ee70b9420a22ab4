// SPDX-License-Identifier: Apache-2.0
// The dispatch directory over the interface: compared before it is in force, proposed at dispatch,
// followed or not with a reason, kept from the grass roots, fed by decided returns. And the agency list
// beside it, kept by hand and by file.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const day = (n) => new Date(Date.now() + n * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
const HEAD = '序号,类别,适用区域,主办单位,协办单位,办结时限,职责类别,法律依据';
const csv = (...rows) => Buffer.from(`${[HEAD, ...rows].join('\n')}\n`);
const ROADS = '1,市政建设,,区住房和城乡建设局(示例),属地街道,10日,部门职责,示例依据';

let server;
let office;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
});
after(() => server?.stop());

async function versions(login = 'xinfang3') {
  const answer = await (await office.by(login)).get(`${V1}/directory`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer;
}

async function send(login, bytes, query, etag, key = newKey()) {
  return (await office.by(login)).ask('POST', `${V1}/directory?${query}`, {
    body: new Uint8Array(bytes),
    etag,
    key,
    headers: { 'content-type': 'text/csv', 'x-file-name': encodeURIComponent('目录.csv') },
  });
}

async function enforce(bytes) {
  const { etag } = await versions();
  const done = await send('xinfang3', bytes, `from=${day(0)}`, etag);
  assert.equal(done.status, 200, JSON.stringify(done.body));
  return done.body.version;
}

/** A matter of that class at the district, to be dispatched; and its dispatch form. */
async function waiting(klass) {
  const { num } = await office.demand();
  const matter = await office.climbed(num, { class: klass });
  await office.act('xinfang3', 'matter', matter, 'level', { lvl: 'district' });
  return matter;
}

async function form(matter, step = 'dispatch') {
  const dossier = await office.see('xinfang3', 'matter', matter);
  const action = dossier.body.actions.find((a) => a.name === step);
  assert.ok(action, step);
  return { dossier, action, value: (name) => action.fields.find((f) => f.name === name)?.value, has: (name) => action.fields.some((f) => f.name === name) };
}

async function dispatchAs(matter, body) {
  const { dossier, action } = await form(matter);
  return (await office.by('xinfang3')).post(action.href, body, { etag: dossier.etag, key: newKey() });
}

describe('a new version', () => {
  test('the demo begins with a small one', async () => {
    const { body } = await versions();
    assert.equal(body.versions.length, 1);
    assert.equal(body.versions[0].in_force, true);
    assert.equal(body.may_change, true);
    const entries = await (await office.by('xinfang3')).get(`${V1}/directory/1?find=${encodeURIComponent('便民')}`);
    assert.deepEqual(entries.body.entries.map((e) => e.lead), ['属地街道']);
  });

  test('is compared first; faults by row and column, and nothing written', async () => {
    const { etag, body } = await versions();
    const bad = csv(ROADS, '2,没有这类,,没有的单位,,,,', '3,市政建设,,区财政局(示例),,,,');
    const dry = await send('xinfang3', bad, `from=${day(0)}&dry_run=true`, etag);
    assert.equal(dry.status, 200, JSON.stringify(dry.body));
    assert.deepEqual(dry.body.faults.map((f) => [f.row, f.column]), [[3, '类别'], [3, '主办单位'], [4, '类别']]);
    const refused = await send('xinfang3', bad, `from=${day(0)}`, etag);
    assert.equal(refused.status, 400);
    assert.equal(refused.body.faults.length, 3);
    assert.equal((await versions()).body.newest, body.newest);
  });

  test('differences entry by entry and column by column, then in force, then compared again', async () => {
    const { etag } = await versions();
    const next = csv(ROADS, '2,社会治安,,区公安分局(示例),,,,');
    const dry = await send('xinfang3', next, `from=${day(0)}&dry_run=true`, etag);
    assert.equal(dry.body.version, 0);
    const changed = dry.body.changes.find((c) => c.change === 'changed' && c.class === '市政建设');
    assert.deepEqual(changed.columns.map((c) => [c.name, c.before, c.after]).slice(0, 2), [['lvl', '区级', ''], ['limit', '15日', '10日']]);
    assert.ok(dry.body.removed >= 5);
    const key = newKey();
    const done = await send('xinfang3', next, `from=${day(0)}`, etag, key);
    assert.equal(done.status, 200, JSON.stringify(done.body));
    const again = await send('xinfang3', next, `from=${day(0)}`, etag, key);
    assert.equal(again.headers.get('idempotency-replayed'), 'true');
    assert.equal((await versions()).body.newest, done.body.version);
    // Compared with what is no longer the newest.
    assert.equal((await send('xinfang3', next, `from=${day(0)}`, etag)).status, 412);
    assert.equal((await send('xinfang3', next, `from=${day(0)}&dry_run=true`, etag)).status, 412);
    const diff = await (await office.by('xinfang3')).get(`${V1}/directory/1/diff?to=${done.body.version}`);
    assert.equal(diff.body.changes.length, dry.body.changes.length);
  });

  test('not before today, not by a street, not without a version', async () => {
    const { etag } = await versions();
    assert.equal((await send('xinfang3', csv(ROADS), `from=${day(-1)}`, etag)).body.field, 'from');
    assert.equal((await send('dongcheng3', csv(ROADS), `from=${day(0)}`, etag)).status, 403);
    assert.equal((await send('zhujian1', csv(ROADS), `from=${day(0)}`, etag)).status, 403);
    assert.equal((await send('xinfang3', csv(ROADS), `from=${day(0)}`)).status, 428);
    assert.equal((await send('xinfang3', Buffer.from('%PDF-1.7 nothing'), `from=${day(0)}`, etag)).status, 400);
  });

  test('what is downloaded comes in again without a difference', async () => {
    const { etag, body } = await versions();
    for (const format of ['xlsx', 'csv']) {
      const file = await (await office.by('xinfang3')).get(`${V1}/directory/${body.newest}/file?format=${format}`);
      assert.equal(file.status, 200);
      assert.match(file.headers.get('content-disposition'), new RegExp(`directory-${body.newest}.${format}`));
      const bytes = format === 'csv' ? Buffer.from(file.body) : file.body;
      const dry = await send('xinfang3', bytes, `from=${day(0)}&dry_run=true`, etag);
      assert.equal(dry.status, 200, JSON.stringify(dry.body));
      assert.equal(dry.body.faults_all, 0);
      assert.deepEqual(dry.body.changes, []);
    }
  });
});

describe('at dispatch', () => {
  before(() => enforce(csv(ROADS, '5,政策兑现,,协商确定,区财政局(示例)、区民政局(示例),,,', '7,环境整治,,区水利局(示例),,,,')));

  test('lead, helpers and limit are proposed with the entry and its legal basis', async () => {
    const matter = await waiting('municipal');
    const f = await form(matter);
    assert.equal(f.value('lead'), office.unit('区住'));
    assert.deepEqual(f.value('helpers'), [office.unit('东城')]);
    assert.deepEqual([f.value('close_length'), f.value('close_unit')], [10, 'days']);
    assert.match(f.action.notes[0].text, new RegExp(`依据派单目录 ${day(0)} 版第 1 条：.*住房和城乡建设局.*部门职责.*法律依据：示例依据`));
    assert.equal(f.action.notes[1].kind, 'warning');
    const done = await dispatchAs(matter, { lead: f.value('lead'), helpers: f.value('helpers') });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    const line = (await office.see('xinfang3', 'matter', matter)).body.timeline.find((l) => l.action === 'dispatch');
    assert.match(line.note.directory, /^\d+#1$/);
    assert.equal(line.note.directory_outcome, 'followed');
  });

  test('another unit needs a reason, which stands in the record', async () => {
    const matter = await waiting('municipal');
    const asked = await dispatchAs(matter, { lead: office.unit('区水利') });
    assert.equal(asked.status, 400);
    assert.equal(asked.body.field, 'reason');
    const done = await dispatchAs(matter, { lead: office.unit('区水利'), reason: '实为河堤塌陷' });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    const line = (await office.see('xinfang3', 'matter', matter)).body.timeline.find((l) => l.action === 'dispatch');
    assert.equal(line.note.directory_outcome, 'overridden');
    assert.equal(line.texts.reason, '实为河堤塌陷');
  });

  test('a department’s duty goes to a street only knowingly, to a community never', async () => {
    const matter = await waiting('municipal');
    const street = office.unit('东城');
    const warned = await dispatchAs(matter, { lead: street, reason: '就近' });
    assert.equal(warned.status, 400);
    assert.equal(warned.body.field, 'confirm_grass_roots');
    assert.match(warned.body.detail, /不得分派给基层/);
    assert.equal((await dispatchAs(matter, { lead: office.unit('北门'), reason: '就近' })).status, 409);
    const done = await dispatchAs(matter, { lead: street, reason: '街道代管', confirm_grass_roots: true });
    assert.equal(done.status, 200, JSON.stringify(done.body));
  });

  test('what is settled by talks records with whom and how', async () => {
    const matter = await waiting('policy');
    const f = await form(matter);
    assert.ok(!f.value('lead'));
    assert.ok(f.has('negotiated'));
    assert.match(f.action.notes[0].text, /协商确定.*征求意见的单位：区财政局/);
    assert.equal((await dispatchAs(matter, { lead: office.unit('区民政') })).body.field, 'negotiated');
    const done = await dispatchAs(matter, { lead: office.unit('区民政'), negotiated: '三方会商，由民政局主办' });
    assert.equal(done.status, 200, JSON.stringify(done.body));
  });

  test('no entry: nothing is asked, and the form shows no field for it', async () => {
    const matter = await waiting('other');
    const f = await form(matter);
    assert.equal(f.action.notes, undefined);
    assert.ok(!f.has('reason') && !f.has('negotiated') && !f.has('confirm_grass_roots'));
    assert.equal((await dispatchAs(matter, { lead: office.unit('区水利') })).status, 200);
  });

  test('HY-16: the department that took it in leads where the directory is silent, or passes on', async () => {
    const taker = await office.by('zhujian1');
    const me = (await taker.get(`${V1}/me`)).body;
    if (!me.grants.some((g) => ['operator', 'collector'].includes(g.role))) {
      // The demo's handlers take nothing in: an operator of the department does.
      const { huiyin } = await import('../server.mjs');
      huiyin('user', 'role', 'add', 'zhujian1', 'collector', 'zjj', '--data', server.data);
    }
    const { num } = await office.demand({}, taker);
    await office.act('xinfang1', 'demand', num, 'screen-valid', { class: 'other' });
    const matter = (await office.act('xinfang3', 'demand', num, 'open-matter')).created;
    await office.act('xinfang3', 'matter', matter, 'level', { lvl: 'district' });
    const f = await form(matter);
    assert.equal(f.value('lead'), office.unit('区住'));
    assert.match(f.action.notes[0].text, /首接负责/);
    await office.act('xinfang3', 'matter', matter, 'dispatch', { lead: f.value('lead') });
    await office.act('zhujian1', 'task', `${matter}-1`, 'ask-return', { ground: 'not_duty', reason: '不属本局职责' });
    await office.act('xinfang3', 'task', `${matter}-1`, 'grant-return', { reason: '同意转出' });
    assert.equal((await office.see('xinfang3', 'matter', matter)).body.state, 'to_dispatch');
  });

  test('levelling follows the entry’s level', async () => {
    await enforce(csv(ROADS));
    const { etag } = await versions();
    const rows = Buffer.from('序号,类别,主办单位,责任层级\n1,市政建设,区住房和城乡建设局(示例),区级\n');
    assert.equal((await send('xinfang3', rows, `from=${day(0)}`, etag)).status, 200);
    const { num } = await office.demand();
    const matter = await office.climbed(num, { class: 'municipal' });
    const f = await form(matter, 'level');
    assert.equal(f.value('lvl'), 'district');
    assert.match(f.action.notes[1].text, /建议责任层级：区级（派单目录 .* 版第1条）/);
    const client = await office.by('xinfang3');
    const { etag: seen } = await client.get(`${V1}/matters/${matter}`);
    const bare = await client.post(`${V1}/matters/${matter}/level`, { lvl: 'street' }, { etag: seen });
    assert.deepEqual([bare.status, bare.body.field], [400, 'reason'], JSON.stringify(bare.body));
    assert.match(bare.body.detail ?? bare.body.title, /建议责任层级：区级.*请写明理由/);
    await office.act('xinfang3', 'matter', matter, 'level', { lvl: 'street', reason: '街道可办' });
    const line = (await office.see('xinfang3', 'matter', matter)).body.timeline.find((l) => l.action === 'level');
    assert.deepEqual([line.note.level_source, line.note.level_suggested, line.note.level_chosen, line.texts.reason], ['directory', 'district', 'street', '街道可办']);
  });
});

describe('fed by returns', () => {
  test('asked back and granted often: the entry is suggested for change, and one act drafts it', async () => {
    const version = await enforce(csv('9,环境整治,,区住房和城乡建设局(示例),区民政局(示例),,,', ROADS));
    const housing = office.unit('区住');
    for (let i = 0; i < 3; i++) {
      const matter = await waiting('cleaning');
      await office.act('xinfang3', 'matter', matter, 'dispatch', { lead: housing });
      const task = `${matter}-1`;
      await office.act('zhujian1', 'task', task, 'ask-return', { ground: 'not_duty', reason: '不属本局职责' });
      await office.act('xinfang3', 'task', task, 'grant-return', { reason: '属实' });
      await office.act('xinfang3', 'matter', matter, 'dispatch', { lead: office.unit('区综合') });
    }
    const me = await office.by('xinfang3');
    const { body } = await me.get(`${V1}/directory/report`);
    assert.equal(body.version, version);
    const [row] = body.returns;
    assert.deepEqual([row.serial, row.lead_unit, row.asked, row.granted, row.suggested], [9, housing, 3, 3, true]);
    assert.deepEqual([row.to_unit, row.to_n], [office.unit('区综合'), 3]);
    assert.equal((await me.get(`${V1}/directory/report?least=4`)).body.returns[0].suggested, false);
    assert.ok(body.counts.some((c) => c.version === version && c.outcome === 'followed' && c.n === 3));

    const { etag } = await versions();
    const change = { serial: 9, lead: row.to_unit, from: day(1) };
    const draft = await me.post(`${V1}/directory/change`, { ...change, dry_run: true }, { etag, key: newKey() });
    assert.equal(draft.status, 200, JSON.stringify(draft.body));
    assert.deepEqual(draft.body.changes.map((c) => c.columns.map((k) => k.name)), [['lead']]);
    const done = await me.post(`${V1}/directory/change`, change, { etag, key: newKey() });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    const list = (await versions()).body.versions;
    assert.deepEqual([list[0].version, list[0].coming, list[0].in_force], [version + 1, true, false]);
    assert.equal(list.find((v) => v.version === version).in_force, true);
    const same = await me.post(`${V1}/directory/change`, { ...change, lead: housing, from: day(0) }, { etag: `"${version + 1}"`, key: newKey() });
    assert.equal(same.body.field, 'lead');
  });
});

describe('fed by dispatches without an entry', () => {
  test('class and place without an entry, decided for one unit three times: a new entry is suggested, and one act drafts it', async () => {
    const version = await enforce(csv(ROADS));
    const housing = office.unit('区住');
    const me = await office.by('xinfang3');
    const missing = async (query = '') => (await me.get(`${V1}/directory/report${query}`)).body.missing;
    for (let i = 0; i < 3; i++) {
      assert.deepEqual(await missing(), []);
      await office.act('xinfang3', 'matter', await waiting('cleaning'), 'dispatch', { lead: housing });
    }
    const [row, ...more] = await missing();
    assert.deepEqual(more, []);
    assert.deepEqual([row.class_code, row.place_id, row.lead_unit, row.n], ['cleaning', office.place, housing, 3]);
    assert.deepEqual(await missing('?least_new=4'), []);

    const { etag } = await versions();
    const entry = { class: row.class_code, place: row.place_id, lead: row.lead_unit, from: day(0) };
    for (const [wrong, field] of [[{ class: 'none such' }, 'class'], [{ place: '1' }, 'place'], [{ lead: '1' }, 'lead']]) {
      const refused = await me.post(`${V1}/directory/change`, { ...entry, ...wrong, dry_run: true }, { etag, key: newKey() });
      assert.deepEqual([refused.status, refused.body.field], [400, field]);
    }
    const draft = await me.post(`${V1}/directory/change`, { ...entry, dry_run: true }, { etag, key: newKey() });
    assert.equal(draft.status, 200, JSON.stringify(draft.body));
    assert.deepEqual(draft.body.changes.map((c) => [c.change, c.serial]), [['added', 2]]);
    const done = await me.post(`${V1}/directory/change`, entry, { etag, key: newKey() });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    assert.deepEqual(await missing(`?version=${version}`), [], 'the newest version knows it');
    const twice = await me.post(`${V1}/directory/change`, entry, { etag: `"${version + 1}"`, key: newKey() });
    assert.deepEqual([twice.status, twice.body.field], [409, 'class']);
    const { value } = await form(await waiting('cleaning'));
    assert.equal(value('lead'), housing, 'proposed from now on');
  });
});

describe('the agency list is kept by who may, under a version', () => {
  const PATH = `${V1}/agencies`;
  const all = async (login = 'xinfang3', query = '') => {
    const got = await (await office.by(login)).get(`${PATH}${query}`);
    assert.equal(got.status, 200, JSON.stringify(got.body));
    return got;
  };
  const named = async (name) => (await all()).body.agencies.find((a) => a.name === name);
  const body = { name: '示例新所', exits: ['lawsuit'], phone: '0827-0000001', purpose: '法律援助' };
  const put = async (login, bytes, query, etag, key = newKey()) =>
    (await office.by(login)).ask('POST', `${PATH}/file${query}`, { body: new Uint8Array(bytes), etag, key, headers: { 'content-type': 'text/csv', 'x-file-name': encodeURIComponent('名录.csv') } });

  test('one is added once under its key; who saw an older list is told', async () => {
    const keeper = await office.by('xinfang3');
    const { etag, body: before_ } = await all();
    assert.ok(before_.may_keep && before_.actions[0].name === 'agency-add');
    assert.equal((await keeper.post(PATH, body, { key: newKey() })).status, 428, 'the version is needed');
    const key = newKey();
    const [a, b] = await Promise.all([1, 2].map(() => keeper.post(PATH, body, { etag, key })));
    assert.deepEqual([a.status, b.status, a.body.version], [200, 200, b.body.version], JSON.stringify([a.body, b.body]));
    assert.equal((await all()).body.all, before_.all + 1);
    assert.equal((await keeper.post(PATH, { ...body, name: '另一所' }, { etag, key: newKey() })).status, 412);
    const now = (await all()).etag;
    for (const [over, field] of [[{}, 'name'], [{ name: '无电话', phone: '' }, 'phone'], [{ name: '错去向', exits: ['nowhere'] }, 'exits']]) {
      const no = await keeper.post(PATH, { ...body, ...over }, { etag: now, key: newKey() });
      assert.deepEqual([no.status, no.body.field], [400, field], JSON.stringify(no.body));
    }
    assert.equal((await all()).etag, now, 'refused: nothing was written');
  });

  test('the same row changed by two at once: one is told to look again; found by what it says', async () => {
    const row = await named('示例新所');
    const [first, second] = [await office.by('xinfang3'), await office.by('xinfang4')];
    const { etag, body: one } = await first.get(`${PATH}/${row.serial}`);
    assert.deepEqual(one.actions.map((a) => a.name), ['agency-change', 'agency-retire']);
    assert.deepEqual(one.actions[0].fields.find((f) => f.name === 'exits').value, ['lawsuit'], 'the form begins with what there is');
    const both = await Promise.all([first, second].map((c, i) => c.post(`${PATH}/${row.serial}/change`, { ...body, phone: `0827-000000${i}` }, { etag, key: newKey() })));
    assert.deepEqual(both.map((r) => r.status).sort(), [200, 412], JSON.stringify(both.map((r) => r.body)));
    assert.deepEqual((await all('xinfang1', `?find=${encodeURIComponent('法律援助')}`)).body.agencies.filter((a) => a.phone.startsWith('0827')).map((a) => a.name), ['示例新所']);
    assert.deepEqual((await all('xinfang1', `?find=${encodeURIComponent('没有的')}`)).body.agencies, []);
  });

  test('retired with a reason, never without; others may look and not touch', async () => {
    const row = await named('示例新所');
    const keeper = await office.by('xinfang3');
    const { etag } = await all();
    const path = `${PATH}/${row.serial}/retire`;
    assert.equal((await keeper.post(path, {}, { etag, key: newKey() })).body.field, 'reason');
    for (const login of ['zhujian1', 'beimen2', 'lingdao1']) {
      assert.equal((await (await office.by(login)).post(path, { reason: '撤并' }, { etag, key: newKey() })).status, 403, login);
      const seen = (await all(login)).body;
      assert.deepEqual([seen.may_keep, seen.actions], [false, []], login);
    }
    assert.equal((await keeper.post(path, { reason: '机构改革撤并' }, { etag, key: newKey() })).status, 200);
    assert.equal(await named('示例新所'), undefined);
    assert.equal((await keeper.post(path, { reason: '再撤' }, { etag: (await all()).etag, key: newKey() })).status, 404);
  });

  test('by file: compared, faults by row, in the place of the list; the export comes back unchanged', async () => {
    const { etag, body: before_ } = await all();
    const client = await office.by('xinfang3');
    const file = await client.get(`${PATH}/file`);
    assert.equal(file.status, 200);
    const wrong = Buffer.from('名称,去向,电话\n甲所,没有的去向,1\n乙所,,\n');
    const looked = (await put('xinfang3', wrong, '?dry_run=true', etag)).body;
    assert.deepEqual(looked.faults.map((f) => [f.row, f.column]), [[2, '去向'], [3, '电话']], JSON.stringify(looked));
    const refused = await put('xinfang3', wrong, '', etag);
    assert.deepEqual([refused.status, refused.body.faults_all], [400, 2], JSON.stringify(refused.body));
    const good = Buffer.from(`名称,电话\n${before_.agencies[0].name},1\n甲所,2\n`);
    const dry = (await put('xinfang3', good, '?dry_run=true', etag)).body;
    assert.deepEqual([dry.added, dry.changed, dry.removed], [1, 1, before_.all - 1], JSON.stringify(dry));
    assert.equal((await all()).etag, etag, 'compared only');
    assert.equal((await put('zhujian1', good, '', etag)).status, 403);
    assert.equal((await put('xinfang3', good, '', etag)).status, 200);
    assert.equal((await put('xinfang3', good, '', etag)).status, 412);
    assert.deepEqual((await all()).body.agencies.map((a) => a.name), [before_.agencies[0].name, '甲所']);
    const back = await put('xinfang3', file.body, '', (await all()).etag);
    assert.equal(back.status, 200, JSON.stringify(back.body));
    const plain = ({ serial: _, ...a }) => a;
    assert.deepEqual((await all()).body.agencies.map(plain), before_.agencies.map(plain));
  });
});
