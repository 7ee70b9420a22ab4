// SPDX-License-Identifier: Apache-2.0
// The project's own data holds together: parents exist, desks can be staffed by four eyes, what is
// invented says so, the calendar and the class scheme have the figures they claim.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const read = (name) => readFileSync(new URL(`../data/${name}`, import.meta.url), 'utf8');
const demo = JSON.parse(read('demo/bazhou.json'));
const outlines = JSON.parse(read('demo/outlines.geojson'));
const words = readFileSync(new URL('../src/core/words.h', import.meta.url), 'utf8');
const by = (list, key) => new Map(list.map((x) => [x[key], x]));
const places = by(demo.places, 'code');
const units = by(demo.units, 'code');

/** The stored texts of an X-macro list in words.h. */
function wordsOf(list) {
  const body = new RegExp(`#define ${list}_LIST\\(X\\)([\\s\\S]*?)\\nenum`).exec(words)[1];
  return new Set([...body.matchAll(/X\(\w+, "([^"]*)"/g)].map((m) => m[1]));
}

function pathOf(unit) {
  const path = [];
  for (let u = unit; u; u = units.get(u.parent)) {
    assert.ok(!path.includes(u), `${unit.code} is its own ancestor`);
    path.push(u);
  }
  return path;
}

/** Officers who may act in a unit: the role is given there or above. */
function holders(unit, role) {
  const codes = new Set(pathOf(unit).map((u) => u.code));
  return demo.officers.filter((o) => o.roles.includes(role) && codes.has(o.for));
}

test('codes and logins are unique', () => {
  assert.equal(places.size, demo.places.length);
  assert.equal(units.size, demo.units.length);
  assert.equal(by(demo.officers, 'login').size, demo.officers.length);
  assert.equal(by(demo.officers, 'name').size, demo.officers.length);
});

test('every parent, place and unit that is named exists, and comes before who names it', () => {
  const seen = new Set(['']);
  for (const p of demo.places) {
    assert.ok(seen.has(p.parent), `${p.code}: parent ${p.parent}`);
    seen.add(p.code);
  }
  const had = new Set(['']);
  for (const u of demo.units) {
    assert.ok(had.has(u.parent), `${u.code}: parent ${u.parent}`);
    assert.ok(u.place === '' || places.has(u.place), `${u.code}: place ${u.place}`);
    had.add(u.code);
  }
  for (const o of demo.officers) {
    assert.ok(units.has(o.unit), `${o.login}: unit ${o.unit}`);
    assert.ok(units.has(o.for), `${o.login}: for ${o.for}`);
  }
});

test('kinds, levels, desks and roles are words of the domain', () => {
  const [kinds, levels, desks, roles] = ['PLACE_KIND', 'LEVEL', 'DESK', 'ROLE'].map(wordsOf);
  for (const p of demo.places) assert.ok(kinds.has(p.kind), `${p.code}: ${p.kind}`);
  for (const u of demo.units) {
    assert.ok(levels.has(u.level), `${u.code}: ${u.level}`);
    for (const d of u.desks) assert.ok(desks.has(d), `${u.code}: ${d}`);
  }
  for (const o of demo.officers) for (const r of o.roles) assert.ok(roles.has(r), `${o.login}: ${r}`);
});

test('a place stands under one of the next larger kind, its code begins with its parent’s', () => {
  const order = ['province', 'city', 'county', 'town', 'community', 'grid', 'point'];
  for (const p of demo.places.filter((x) => x.parent)) {
    const above = places.get(p.parent);
    assert.ok(order.indexOf(above.kind) < order.indexOf(p.kind), `${p.code} in ${above.code}`);
    assert.ok(p.code.startsWith(above.kind === 'grid' ? above.parent : above.code), p.code);
  }
  assert.equal(demo.places.filter((p) => p.kind === 'town').length, 25);
  assert.equal(demo.places.filter((p) => p.kind === 'community').length, 326);
});

test('what is invented says so', () => {
  for (const u of demo.units) assert.match(u.name, /\(示例\)$/);
  for (const o of demo.officers) assert.match(o.name, /^示例·/);
  for (const p of demo.places.filter((x) => x.kind === 'grid' || x.kind === 'point')) {
    assert.match(p.name, /\(示例\)$/);
  }
  for (const f of outlines.features) assert.match(f.properties.name, /\(示例\)$/);
});

const staff = {
  screen: 'screener', dispatch: 'dispatcher', review: 'reviewer', callback: 'callback',
  close: 'closer', lookback: 'lookback', exchange: 'exchange', arbiter: 'arbiter',
};
test('two persons at every desk, a handler and another person as head wherever work can be led', () => {
  for (const u of demo.units) {
    for (const d of u.desks) {
      const own = holders(u, staff[d]);
      assert.ok(own.length >= 2, `${u.code}: ${own.length} for ${d}`);
    }
    if (!['department', 'company', 'street', 'community'].includes(u.kind)) continue;
    if (['jw', 'rmt', 'xxzx'].includes(u.code)) continue; // they never lead
    const of = (role) => demo.officers.filter((o) => o.unit === u.code && o.roles.includes(role));
    assert.ok(of('handler').some((h) => of('head').some((b) => b !== h)), `${u.code}: handler and head`);
  }
});

test('streets and communities run their desks, the named offices exist once', () => {
  const needs = { street: ['screen', 'dispatch', 'review', 'callback', 'close'], community: ['screen', 'dispatch'] };
  for (const u of demo.units.filter((x) => needs[x.kind])) {
    assert.deepEqual(u.desks, needs[u.kind], u.code);
    assert.equal(u.level, u.kind);
  }
  for (const office of ['party_office', 'government_office']) {
    assert.equal(demo.units.filter((u) => u.office === office).length, 1, office);
  }
  for (const u of ['qu', 'xfj']) assert.deepEqual(new Set(units.get(u).desks), wordsOf('DESK'), u);
  // org_desk() looks upward only: from every unit each desk must be found on the way.
  for (const u of demo.units) {
    const found = new Set(pathOf(u).flatMap((x) => x.desks));
    assert.deepEqual(found, wordsOf('DESK'), u.code);
  }
});

test('administrators are three persons, and every role has a login to show', () => {
  const admins = demo.officers.filter((o) => o.roles.some((r) => r.startsWith('admin_')));
  for (const a of admins) assert.equal(a.roles.length, 1, a.login);
  assert.equal(admins.length, 3);
  const shown = new Set(demo.officers.filter((o) => o.show).flatMap((o) => o.roles));
  for (const r of wordsOf('ROLE')) {
    if (!['citizen', 'system', 'import'].includes(r)) assert.ok(shown.has(r), r);
  }
});

/** Even-odd rule; a point on the edge may fall on either side. */
function within([x, y], ring) {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[ax, ay], [bx, by_]] = [ring[i], ring[j]];
    if (ay > y !== by_ > y && x < ((bx - ax) * (y - ay)) / (by_ - ay) + ax) inside = !inside;
  }
  return inside;
}
const middle = (ring) => [0, 1].map((k) => ring.slice(1).reduce((s, p) => s + p[k], 0) / (ring.length - 1));

test('outlines are closed, belong to a place, and lie in their street and in no other', () => {
  const streets = outlines.features.filter((f) => f.properties.code.length === 9);
  assert.equal(streets.length, 9);
  for (const f of outlines.features) {
    const [ring] = f.geometry.coordinates;
    assert.ok(places.has(f.properties.code), f.properties.code);
    assert.equal(f.properties.crs, 'CGCS2000');
    assert.ok(ring.length >= 4);
    assert.deepEqual(ring[0], ring.at(-1));
    const around = streets.filter((s) => within(middle(ring), s.geometry.coordinates[0]));
    assert.deepEqual(around.map((s) => s.properties.code), [f.properties.code.slice(0, 9)]);
  }
});

test('the calendar: one row a date, in order, and the traps of 2024 and 2026', () => {
  const rows = read('calendar/holidays-cn.csv').trim().split('\n').slice(1).map((l) => l.split(','));
  const days = new Map(rows.map(([date, , kind]) => [date, kind]));
  assert.equal(days.size, rows.length);
  assert.deepEqual(rows.map(([d]) => d), rows.map(([d]) => d).sort());
  for (const [date, name, kind] of rows) {
    assert.match(date, /^20\d\d-\d\d-\d\d$/);
    assert.ok(name !== '' && (kind === 'rest' || kind === 'work'), date);
    const weekend = [0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());
    // 2020-02-03, a Monday, is named by the notice that lengthened the holiday up to it.
    if (kind === 'work') assert.ok(weekend || date === '2020-02-03', `${date}: no weekend to make up`);
  }
  assert.equal(days.get('2024-02-09'), undefined, '除夕 2024 was a working day');
  assert.equal(days.get('2024-02-10'), 'rest');
  assert.equal(days.get('2026-10-10'), 'work');
  for (let y = 2007; y <= 2026; y++) assert.equal(days.get(`${y}-10-01`), 'rest', `${y}`);
});

test('the general class scheme: 15, 118, 517, codes that nest', () => {
  const [head, ...rows] = read('schemes/general.csv').trim().split('\n').map((l) => l.split(','));
  assert.deepEqual(head, ['code', 'name', 'parent'], 'as `huiyin scheme import` reads it');
  const of = new Map(rows.map(([code, name, parent]) => [code, { name, parent }]));
  assert.equal(of.size, rows.length);
  for (const [digits, count] of [[2, 15], [4, 118], [6, 517]]) {
    const level = rows.filter(([code]) => code.length === digits);
    assert.equal(level.length, count);
    for (const [code, , parent] of level) assert.equal(parent, code.slice(0, -2));
    assert.equal(new Set(level.map(([, name, parent]) => `${parent} ${name}`)).size, count);
  }
});

// What the five places published, by requirement number: the labels of a list in their order. Codes
// that are ours (an "other", an import) may stand beside them, nothing else.
const ours = new Set(['other', 'ledger', 'ledger_other', 'whistle', 'whistle_other', 'exchange', 'import', 'web', 'hotline', 'meeting', 'reception']);
for (const [number, mechanism, list, labels] of [
  ['ZY-09', 'zhangye', 'ways', ['线上', '线下']],
  ['ZY-10', 'zhangye', 'channels', ['热线电话', '官方网页', '微信APP', '调查研究', '群众来信']],
  ['ZY-11', 'zhangye', 'classes', ['公共设施', '公共卫生安全', '拖欠工资', '用水用电', '供暖供气', '房地产', '农业农村', '环境保护', '教育', '就业', '社保', '交通运输', '民政']],
  ['HY-06', 'heyuan', 'topics', ['道路安全与交通秩序', '看病难', '饮水难', '上学难', '出行难']],
  ['HY-40', 'heyuan', 'channels', ['公开征集', '专班直收', '“面对面”座谈会', '12345政务服务便民热线', '微信']],
  ['HY-34', 'heyuan', 'classes', ['幼有所育', '学有所教', '劳有所得', '病有所医', '老有所养', '住有所居', '弱有所扶']],
  ['ZL-15', 'zhalainuoer', 'kinds', ['群众问题', '意见建议', '政策咨询']],
  ['ZL-18', 'zhalainuoer', 'classes', ['教育', '医疗', '民生保障', '住房与城市建设']],
  ['ZL-23', 'zhalainuoer', 'classes', ['公共设施', '教育卫生', '纠纷维权']],
  ['BZ-01', 'bazhou', 'topics', ['问题楼盘', '交通堵塞', '基础设施落后', '休闲场所紧缺']],
  ['BZ-07', 'bazhou', 'ways', ['扫码线上“采”', '设置信箱“收”', '发放问卷“征”', '组织群众“提”', '入户走访“谈”', '蹲点调研“挖”']],
  ['BZ-23', 'bazhou', 'kinds', ['政策咨询', '意见建议', '个人求决', '集体诉求', '其他诉求']],
  ['JN-18 … JN-22', 'jining', 'difficulties', ['现场解决', '派出单位办理', '通过12345平台转办', '市社会治理服务中心重点督办', '打包处理、专题整治']],
]) {
  test(`${number}: ${mechanism} has the ${list} that were published, and invents none`, () => {
    const file = JSON.parse(readFileSync(new URL(`../mechanisms/${mechanism}.json`, import.meta.url), 'utf8'));
    const under = number === 'ZL-18' ? 'ledger' : number === 'ZL-23' ? 'whistle' : undefined;
    const rows = file[list].list.filter((r) => r.parent === under);
    const kept = rows.filter((r) => labels.includes(r.zh) || !ours.has(r.code));
    assert.deepEqual(kept.map((r) => r.zh), labels);
  });
}

// That the role takes the act is asked by the program when it reads the table.
test('the first hour: every item is an act of the flow, every role that has steps has items', () => {
  const { items } = JSON.parse(read('practice/first_hour.json'));
  const schema = JSON.parse(read('practice/schema.json')).properties.items.items;
  const golden = readFileSync(new URL('roles.golden', import.meta.url), 'utf8').split('\n').map((l) => l.trim().split(/\s+/));
  for (const i of items) {
    assert.deepEqual(Object.keys(i).sort(), [...schema.required].sort(), i.zh);
    assert.match(i.link, /^\/(new|password|\?|$)/);
    for (const action of i.action.split(' ')) {
      if (i.subject === 'officer') {
        assert.ok(['login', 'change-password'].includes(action), action);
        continue;
      }
      const row = golden.some((l) => l[0] === 'act' && l[1] === i.subject && l[2] === action);
      assert.ok(row, `${i.subject} ${action} is no step`);
    }
  }
  const roles = new Set(items.map((i) => i.role));
  for (const role of ['operator', 'collector', 'screener', 'dispatcher', 'handler', 'head', 'reviewer', 'callback', 'closer', 'lookback', 'supervisor', 'arbiter', 'leader', 'admin_system', 'admin_security', 'admin_audit']) assert.ok(roles.has(role), role);
});

test('the practice material stands on the demo district and says that it is invented', () => {
  for (const c of JSON.parse(read('practice/material.json')).cases) {
    assert.match(c.words, /^【演练】/);
    assert.ok(places.has(c.place), c.place);
    for (const [, unit] of JSON.stringify(c.steps).matchAll(/unit:([\w-]+)/g)) assert.ok(units.has(unit), unit);
    for (const [, login] of JSON.stringify(c.steps).matchAll(/officer:(\w+)/g)) assert.ok(demo.officers.some((o) => o.login === login), login);
  }
});

test('BZ-15, rules.md B1-3: the exits are one list of codes, and whoever names one names it from there', () => {
  const file = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
  const { list } = JSON.parse(file('mechanisms/codes.json')).grounds;
  const exits = new Map(list.map((g) => [g.code, g]));
  assert.equal(exits.size, list.length, 'no code has two meanings');
  const groups = ['invalid', 'redirect', 'return', 'end', 'board'];
  assert.deepEqual([...new Set(list.flatMap((g) => g.uses.map((u) => u.at)))].sort(), [...groups].sort());
  for (const of of ['zh', 'en']) assert.equal(new Set(list.map((g) => g[of])).size, list.length, 'no two are called the same');

  for (const name of readdirSync(new URL('../mechanisms/', import.meta.url))) {
    if (['codes.json', 'schema.json'].includes(name)) continue;
    const m = JSON.parse(file(`mechanisms/${name}`));
    assert.deepEqual([m.include, m.grounds], ['codes.json', undefined], name);
  }

  // A step asks for its ground among those of the list that are for its use, or among the two lawful
  // exits of closing (domain.md); nowhere else is there a list.
  const asked = [];
  const loop = new URL('../src/loop/', import.meta.url);
  for (const name of readdirSync(loop).filter((n) => n.endsWith('.c') && !n.endsWith('_test.c')))
    for (const [field] of readFileSync(new URL(name, loop), 'utf8').matchAll(/FIELD\(struct \w+_body, ground,[^;]*?\),\n/g)) {
      const from = /\.options = "grounds_(\w+)"/.exec(field)?.[1] ?? /\.names = &(\w+)/.exec(field)?.[1] ?? 'own';
      asked.push(`${name} ${from}`);
    }
  assert.deepEqual(asked.sort(), [
    'board_exclude.c board', // rules.md B2-3
    'board_step.c own', // free text of an accountability
    'close.c end',
    'close.c exit_ground_names',
    'close.c invalid',
    'handle.c return',
    'redirect.c redirect',
    'screen.c invalid',
  ]);
  for (const rule of readdirSync(new URL('../data/boards/', import.meta.url)).filter((n) => n !== 'schema.json'))
    assert.equal(JSON.parse(read(`boards/${rule}`)).grounds, undefined, rule);

  const labels = new Set(list.filter((g) => g.uses.some((u) => u.at === 'redirect')).map((c) => c.zh));
  const agencies = read('demo/agencies.csv').trim().split('\n').slice(1).map((l) => l.split(',')[1].split('、'));
  assert.ok(agencies.length > 5);
  for (const label of agencies.flat()) assert.ok(labels.has(label), label);

  const named = [];
  const walk = (v) => {
    for (const [key, x] of Object.entries(v && typeof v === 'object' ? v : {})) {
      // An accountability's ground is free text.
      if (['ground', 'proposal'].includes(key) && !('outcome' in v)) named.push(x);
      walk(x);
    }
  };
  walk(JSON.parse(read('scenarios/bazhou.json')));
  walk(JSON.parse(read('practice/material.json')));
  assert.ok(named.length >= 3);
  for (const code of named) assert.ok(exits.has(code), code);
});

test('shipped class schemes: names as published, tables only between what exists', () => {
  const csv = (name) => read(`schemes/${name}.csv`).trim().split('\n').slice(1).map((l) => l.split(','));
  const shipped = JSON.parse(read('schemes/shipped.json'));
  const names = Object.fromEntries(shipped.map((s) => [s.scheme, csv(s.scheme).map((r) => r[1])]));
  assert.deepEqual(names['zhangye-13'].join('、'), '公共设施、公共卫生安全、拖欠工资、用水用电、供暖供气、房地产、农业农村、环境保护、教育、就业、社保、交通运输、民政');
  assert.deepEqual(names['seven-haves'].join('、'), '幼有所育、学有所教、劳有所得、病有所医、老有所养、住有所居、弱有所扶');
  assert.deepEqual(names['zhalainuoer-13'], ['公共设施', '教育卫生', '纠纷维权']);
  assert.deepEqual(names['zhalainuoer-7'], ['教育', '医疗', '民生保障', '住房与城市建设']);
  for (const s of shipped) {
    assert.match(s.source, /^[A-Z]{2}-\d+/, s.scheme);
    for (const [mechanism, source] of Object.entries(s.tables)) {
      assert.ok(s.mechanisms.includes(mechanism) && source, s.scheme);
      const classes = JSON.parse(readFileSync(new URL(`../mechanisms/${mechanism}.json`, import.meta.url), 'utf8')).classes.list.map((c) => c.code);
      for (const [from, to] of csv(`${s.scheme}.${mechanism}`)) {
        assert.ok(classes.includes(from), `${s.scheme} ${from}`);
        assert.ok(csv(s.scheme).some((r) => r[0] === to), `${s.scheme} ${to}`);
      }
    }
  }
});
