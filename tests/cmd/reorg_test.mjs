// SPDX-License-Identifier: Apache-2.0
// Units and places renamed, moved, closed and outlined by command line beside a running server.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { citizen, logIn } from '../api/lib.mjs';
import { startServer } from '../server.mjs';
import { ask, found, must, run, scratch, sql } from './lib.mjs';

const PATIENCE_MS = 4 * 3000; // a tick is 3 s; the rest is patience with a busy machine
const dir = scratch();
let server;
before(async () => {
  server = await startServer();
});
after(async () => {
  const [{ ok }, findings] = [ask('check', '--data', server.data), found(server.data)];
  await server.stop();
  assert.deepEqual([ok, findings], [true, []]);
});

const here = (...args) => ask(...args, '--data', server.data);
const refused = (code, words, ...args) => {
  const r = run([...args, '--data', server.data]);
  assert.equal(r.code, code, `${args.join(' ')}: ${r.out}${r.err}`);
  assert.match(r.err, words);
};
const unit = (code) => here('unit', 'list').units.find((u) => u.code === code);
const place = (code) => here('place', 'list').places.find((p) => p.code === code);
/** The last event of a unit's chain: action and data. */
const lastOf = (code) => {
  const [action, data] = sql(server.data, `SELECT action, data FROM event WHERE subject_kind = 'unit' AND subject_id = (SELECT id FROM unit WHERE code = '${code}') ORDER BY seq DESC LIMIT 1`).split('|');
  return [action, JSON.parse(data)];
};
const received = (words, place_id) => here('act', 'demand', '-', 'receive', '--as', 'beimen1', '--body', JSON.stringify({ words, place_id, read_back: 'agreed' }));

async function until(what, ready) {
  const begun = Date.now();
  while (!(await ready())) {
    assert.ok(Date.now() - begun < PATIENCE_MS, `${what}: not after ${PATIENCE_MS} ms`);
    await sleep(100);
  }
}
const placesShown = async () => (await citizen(server).get(`/api/v1/public/places?parent=${place('511902001').id}`)).body;

test('another name: an event that says which; the server takes it over, were it of the same length', async () => {
  const was = place('511902001001') ?? here('place', 'list', '--under', '511902001').places.find((p) => p.name === '北门社区');
  here('place', 'rename', was.code, '南关社区');
  assert.equal(place(was.code).name, '南关社区');
  assert.deepEqual(lastOf('qu'), ['place-renamed', { place: was.id, code: was.code, from: was.name, to: '南关社区' }]);
  await until('the new name', async () => JSON.stringify(await placesShown()).includes('南关社区'));
  here('place', 'rename', was.code, was.name);
  here('unit', 'rename', 'slj', '区水务局');
  assert.equal(unit('slj').name, '区水务局');
  assert.deepEqual(lastOf('slj')[1], { from: '区水利局(示例)', to: '区水务局' });
  // The same again is no event.
  const events = () => sql(server.data, "SELECT COUNT(*) FROM event WHERE action = 'unit-renamed'");
  const before_ = events();
  here('unit', 'rename', 'slj', '区水务局');
  assert.equal(events(), before_);
  refused(2, /1 至 100/, 'unit', 'rename', 'slj', '');
  refused(2, /1 至 100/, 'place', 'rename', was.code, '很'.repeat(101));
  refused(4, /没有代码/, 'unit', 'rename', 'atlantis', '亚特兰蒂斯');
});

test('under another parent: work lists and sight follow, also what the server wrote meanwhile', async () => {
  const beimen = here('place', 'list', '--under', '511902001').places.find((p) => p.name === '北门社区');
  const d = received('路灯不亮', beimen.id);
  // Somebody above in either street, and whose list the demand is on.
  const listed = (code, num) => Number(sql(server.data, `SELECT COUNT(*) FROM duty WHERE num = '${num}' AND unit_id = (SELECT id FROM unit WHERE code = '${code}')`));
  assert.deepEqual([listed('jd-dongcheng', d.num), listed('jd-xicheng', d.num)], [1, 0]);
  const moved = here('unit', 'move', 'sq-beimen', 'jd-xicheng');
  // At once, by a server that may not know yet.
  const late = await citizen(server).submit({ words: '井盖坏了', place_id: beimen.id });
  assert.equal(late.status, 201, JSON.stringify(late.body));
  assert.deepEqual([listed('jd-dongcheng', d.num), listed('jd-xicheng', d.num), listed('sq-beimen', d.num), listed('qu', d.num)], [0, 1, 1, 1]);
  assert.ok(moved.listed >= 1);
  assert.equal(unit('sq-beimen').parent, 'jd-xicheng');
  const [action, data] = lastOf('sq-beimen');
  assert.deepEqual([action, data], ['unit-moved', { from: unit('jd-dongcheng').id, to: unit('jd-xicheng').id }]);
  await until('lists', () => run(['check', '--data', server.data]).code === 0);
  assert.deepEqual([listed('jd-dongcheng', late.body.num), listed('jd-xicheng', late.body.num)], [0, 1]);
  // Again changes nothing.
  const events = () => sql(server.data, "SELECT COUNT(*) FROM event WHERE action = 'unit-moved'");
  const before_ = events();
  here('unit', 'move', 'sq-beimen', 'jd-xicheng');
  assert.equal(events(), before_);
  refused(5, /自己/, 'unit', 'move', 'jd-xicheng', 'sq-beimen');
  refused(5, /自己/, 'unit', 'move', 'jd-xicheng', 'jd-xicheng');
  refused(5, /根单位/, 'unit', 'move', 'qu', 'jd-xicheng');
  refused(4, /没有代码/, 'unit', 'move', 'sq-beimen', 'atlantis');
});

test('a server with the old tree puts its rows right within a tick', async () => {
  const beimen = here('place', 'list', '--under', '511902001').places.find((p) => p.name === '北门社区');
  const above = (num) => sql(server.data, `SELECT u.code FROM duty d JOIN unit u ON u.id = d.unit_id WHERE d.num = '${num}' AND u.code LIKE 'jd-%'`);
  let healed = false;
  for (let round = 0; round < 10 && !healed; round++) {
    const to = round % 2 ? 'jd-xicheng' : 'jd-dongcheng';
    here('unit', 'move', 'sq-beimen', to);
    const { body } = await citizen(server).submit({ words: '井盖坏了', place_id: beimen.id });
    if (above(body.num) === to) continue; // the server knew already
    await until('the list', () => above(body.num) === to);
    healed = true;
  }
  assert.ok(healed, 'once in ten rounds the server was seen with the old tree');
  assert.equal(ask('check', '--data', server.data).ok, true);
});

test('closed, with a date: not while anything hangs on it, and it says what', async () => {
  refused(5, /根单位/, 'unit', 'close', 'qu');
  refused(5, /还有 \d+ 个未停用的/, 'unit', 'close', 'jd-dongcheng');
  refused(5, /审核办公室 party_office.*unit add --office/, 'unit', 'close', 'qwb');
  // An open demand, whoever has it.
  refused(5, /诉求 \d+ 件.*改派/, 'unit', 'close', 'sq-beimen');
  here('unit', 'add', 'xinju', '新设局', '--kind', 'department');
  here('user', 'add', 'xinren', '新人', '--unit', 'xinju', '--roles', 'handler', '--no-password');
  refused(5, /1 名工作人员属于它、1 个角色在它名下.*huiyin user disable/, 'unit', 'close', 'xinju');
  here('user', 'disable', 'xinren');
  refused(2, /不是日期/, 'unit', 'close', 'xinju', '--on', 'soon');
  const closed = here('unit', 'close', 'xinju', '--on', '2026-01-01');
  assert.match(closed.closed_from, /^2026-01-01T00:00/);
  assert.match(unit('xinju').closed_from, /^2026-01-01T00:00/);
  assert.equal(lastOf('xinju')[0], 'unit-closed');
  assert.match(must(['unit', 'list', '--data', server.data]).out, /新设局.*2026-01-01.*停用/);
  // Nothing new for it: nobody, nothing under it, and no page offers it.
  refused(5, /已停用/, 'user', 'add', 'zaixin', '再新', '--unit', 'xinju', '--no-password');
  refused(5, /已停用/, 'user', 'role', 'add', 'beimen1', 'handler', 'xinju');
  refused(5, /已停用/, 'unit', 'add', 'xiaju', '下设', '--parent', 'xinju');
  refused(5, /已停用/, 'unit', 'move', 'slj', 'xinju');
  const desk = await logIn(server, 'xinfang1');
  const offered = async () => JSON.stringify((await desk.get('/api/v1/choices')).body);
  await until('the choices', async () => (await offered()).includes('区水务局') && !(await offered()).includes('新设局'));
  here('unit', 'reopen', 'xinju');
  assert.deepEqual([unit('xinju').closed_from ?? null, lastOf('xinju')[0]], [null, 'unit-reopened']);
  await until('the choices', async () => (await offered()).includes('新设局'));
  // From a day to come it is open until then.
  here('unit', 'close', 'xinju', '--on', '2099-01-01');
  here('user', 'role', 'add', 'beimen1', 'handler', 'xinju');
  here('user', 'role', 'remove', 'beimen1', 'handler', 'xinju');
});

test('places likewise', async () => {
  const made = here('place', 'add', '511902001900', '新区社区', 'community', '--parent', '511902001');
  assert.deepEqual(lastOf('qu'), ['place-made', { place: made.id, code: '511902001900', from: '', to: '新区社区' }]);
  here('place', 'move', '511902001900', '511902002');
  assert.equal(place('511902001900').parent, '511902002');
  assert.equal(lastOf('qu')[0], 'place-moved');
  refused(5, /自己/, 'place', 'move', '511902002', '511902001900');
  refused(5, /根区划/, 'place', 'close', '511902');
  refused(5, /还有 \d+ 个未停用的/, 'place', 'close', '511902002');
  const d = received('积水', made.id);
  refused(5, /诉求 1 件.*更正发生地/, 'place', 'close', '511902001900');
  here('act', 'demand', d.num, 'correct', '--as', 'beimen1', '--body', JSON.stringify({ place_id: place('511902002').id, reason: '记错了' }));
  here('place', 'close', '511902001900');
  assert.ok(place('511902001900').closed_from);
  assert.equal(lastOf('qu')[0], 'place-closed');
  refused(5, /已停用/, 'place', 'move', '511902003', '511902001900');
  here('place', 'reopen', '511902001900');
  assert.equal(lastOf('qu')[0], 'place-reopened');
});

const square = (west, south, side = 0.01) => [[[west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south]]];
const feature = (code, coordinates, more = {}) => ({ type: 'Feature', properties: { code, ...more }, geometry: { type: 'Polygon', coordinates } });
const geojson = (name, ...features) => {
  const file = join(dir, name);
  writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }));
  return file;
};
const located = async (lon, lat) => (await citizen(server).get(`/api/v1/public/locate?lon=${lon}&lat=${lat}&crs=CGCS2000`)).body;

test('outlines: all or none, found on the map, listed, removed', async () => {
  const before_ = here('outline', 'list');
  assert.ok(before_.outlines.length > 30 && before_.places > before_.outlines.length);
  const crs = { crs: 'CGCS2000' };
  // Far from the others, in a street of its own outline and below it.
  const good = geojson('good.json', feature('511902003', square(100, 30, 0.1), crs), feature('511902001900', square(101, 30)));
  const was = JSON.stringify(await located(100.05, 30.05));
  refused(2, /第 2 个要素（511902001900）.*CGCS2000/, 'outline', 'import', good);
  assert.equal(here('outline', 'list').outlines.length, before_.outlines.length, 'none was taken');
  const taken = here('outline', 'import', good, '--crs', 'GCJ-02');
  assert.equal(taken.outlines, 2);
  assert.equal(here('outline', 'import', good, '--crs', 'GCJ-02').changed, 0);
  const listed = here('outline', 'list').outlines;
  assert.deepEqual(['511902003', '511902001900'].map((code) => listed.find((o) => o.code === code).crs), ['CGCS2000', 'GCJ-02']);
  const [action, data] = lastOf('qu');
  assert.deepEqual([action, data.code, data.from, data.to.length], ['place-outlined', '511902001900', '', 64]);
  await until('the place of a point', async () => JSON.stringify(await located(100.05, 30.05)) !== was);
  assert.match(JSON.stringify(await located(100.05, 30.05)), new RegExp(place('511902003').id));
  here('outline', 'remove', '511902001900');
  assert.equal(place('511902001900').outline, false);
  refused(4, /没有边界/, 'outline', 'remove', '511902001900');
  assert.match(must(['outline', 'list', '--data', server.data]).out, /511902003\s+CGCS2000/);
  const wrong = [
    [4, /999999.*一个边界也没有装入/, feature('511902004', square(102, 30), crs), feature('999999', square(103, 30), crs)],
    [2, /自相交/, feature('511902004', [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]], crs)],
    [2, /Polygon/, { type: 'Feature', properties: { code: '511902004', ...crs }, geometry: { type: 'Point', coordinates: [1, 2] } }],
    [2, /读不懂/, feature('511902004', 'nowhere', crs)],
    [2, /读不懂/, feature('511902004', [[[0, 0], [1, 1], [1, 0]]], crs)],
    [2, /没有几何图形/, { type: 'Feature', properties: { code: '511902004', ...crs } }],
    [2, /空的/, feature('511902004', [], crs)],
    [2, /经纬度/, feature('511902004', square(500000, 3500000), crs)],
    [2, /两次/, feature('511902004', square(102, 30), crs), feature('511902004', square(103, 30), crs)],
    [2, /没有区划代码/, { type: 'Feature', properties: crs, geometry: { type: 'Polygon', coordinates: square(1, 1) } }],
    [2, /CGCS2000/, feature('511902004', square(102, 30), { crs: 'WGS84' })],
    [2, /没有要素/],
  ];
  for (const [code, words, ...features] of wrong) refused(code, words, 'outline', 'import', geojson('bad.json', ...features));
  writeFileSync(join(dir, 'bad.json'), '{"type":');
  assert.equal(run(['outline', 'import', join(dir, 'bad.json'), '--data', server.data]).code, 2);
  assert.equal(run(['outline', 'import', join(dir, 'none.json'), '--data', server.data]).code, 4);
  const old = before_.outlines.find((o) => o.code === '511902004');
  assert.deepEqual(here('outline', 'list').outlines.find((o) => o.code === '511902004'), old, 'the wrong ones changed nothing');
});
