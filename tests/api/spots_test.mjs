// SPDX-License-Identifier: Apache-2.0
// BZ-05, BZ-07, BZ-08: posters whose signed code carries a place, letter boxes that are opened in time, meetings
// and stays; what is gathered there is a demand like any other and counts on its spot.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { bin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const ago = (days) => new Date(Date.now() - days * 86_400_000).toISOString();
let server;
let office;
let grid; // a grid worker of 北门社区
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  grid = await office.by('beimen1');
});
after(() => server.stop());

const make = (body, client = grid) => client.post(`${V1}/spots`, { place_id: office.place, ...body }, { key: newKey() });
async function made(body, client) {
  const r = await make(body, client);
  assert.equal(r.status, 201, JSON.stringify(r.body));
  return r.body.spots[0];
}
const see = async (id, client = grid) => client.get(`${V1}/spots/${id}`);
const act = async (id, how, body, client = grid) =>
  client.post(`${V1}/spots/${id}/${how}`, body, { etag: (await see(id, client)).etag, key: newKey() });
const field = ({ status, body }) => [status, body.field];
const sound = () => {
  const said = spawnSync(bin, ['check', '--data', server.data], { encoding: 'utf8' }).stdout;
  assert.match(said, /全部相符/, said);
};
/** The signed code as it stands on the sheet, read out of the address of its picture by a scanner elsewhere. */
async function codeOf(id, client = grid) {
  const png = await client.get(`${V1}/spots/${id}/png`);
  assert.equal(png.status, 200);
  const scan = spawnSync('zbarimg', ['--quiet', '--raw', '-'], { input: png.body, encoding: 'utf8' });
  const address = scan.stdout.trim();
  assert.ok(address.startsWith(`${server.url}/q/`), address);
  return address.slice(`${server.url}/q/`.length);
}

test('BZ-07: a poster\'s code carries its place, and none can be made into another', async () => {
  const id = await made({ kind: 'poster', name: '3号楼下宣传栏' });
  const code = await codeOf(id);
  const { body: seen } = await office.person.get(`${V1}/public/posters/${code}`);
  assert.deepEqual([seen.live, seen.name, seen.place.at(-1).id, seen.place.at(-1).name], [true, '3号楼下宣传栏', office.place, '北门社区']);

  const sent = await office.person.submit({ words: '宣传栏旁的井盖坏了', poster: code });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const { row } = (await office.see('beimen2', 'demand', sent.body.num)).body;
  assert.deepEqual([row.way, row.channel, row.place_id, row.spot_id], ['采', 'qr', office.place, id]);
  assert.deepEqual((await see(id)).body.gathered.map((d) => d.num), [sent.body.num]);
  assert.equal((await see(id)).body.demands, 1);

  // Every single character, changed, makes it unknown: the ids as well as the seal.
  for (let at = 0; at < code.length; at++) {
    const forged = code.slice(0, at) + (code[at] === 'A' ? 'B' : 'A') + code.slice(at + 1);
    assert.equal((await office.person.get(`${V1}/public/posters/${forged}`)).status, 404, `at ${at}`);
  }
  const desk = await office.by('xinfang3');
  const other = await codeOf(await made({ kind: 'poster', place_id: await office.placeOf('东城街道') }, desk), desk);
  const mixed = other.slice(0, 16) + code.slice(16);
  assert.deepEqual(field(await office.person.submit({ words: '换了地点的码', poster: mixed })), [400, 'poster']);
  assert.equal((await office.person.get(`${V1}/public/posters/x`)).status, 404);
  sound();
});

test('a withdrawn poster tells no place, and whoever was writing is still heard', async () => {
  const id = await made({ kind: 'poster', name: '旧的' });
  const code = await codeOf(id);
  assert.equal((await grid.post(`${V1}/spots/${id}/end`, { reason: '楼拆了' }, { key: newKey() })).status, 428);
  assert.deepEqual(field(await act(id, 'end', {})), [400, 'reason']);
  assert.equal((await act(id, 'end', { reason: '楼拆了' })).status, 200);
  assert.equal((await act(id, 'end', { reason: '楼拆了' })).status, 409);
  assert.deepEqual((await office.person.get(`${V1}/public/posters/${code}`)).body, { live: false, kind: 'poster' });
  const sent = await office.person.submit({ words: '写到一半海报停用了', poster: code });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const { row } = (await (await office.by('xinfang3')).get(`${V1}/demands/${sent.body.num}`)).body;
  assert.deepEqual([row.way, row.channel, row.spot_id], ['采', 'qr', null]);
  assert.equal((await see(id)).body.demands, 0);
  assert.equal((await grid.get(`${V1}/spots/${id}/png`)).status, 409, 'nor printed again');
  sound();
});

test('posters for every community at once; again makes only those that are missing', async () => {
  const desk = await office.by('xinfang3');
  const whole = { kind: 'poster', place_id: await office.placeOf('东城街道'), each: 'community', name: '宣传栏' };
  const first = await make(whole, desk);
  assert.equal(first.status, 201, JSON.stringify(first.body));
  const n = first.body.spots.length;
  assert.ok(n > 1);
  assert.equal(first.body.known, 0);
  assert.deepEqual(field(await make(whole, desk)), [409, 'each']);
  assert.equal((await act(first.body.spots[0], 'end', { reason: '撕坏了重做' }, desk)).status, 200);
  const again = await make(whole, desk);
  assert.deepEqual([again.body.spots.length, again.body.known], [1, n - 1]);
  const sheet = await desk.get(`${V1}/spots/print?ids=${first.body.spots.slice(1).join(',')}`);
  assert.equal(sheet.status, 200);
  assert.equal(String(sheet.body).match(/<section class="poster">/g).length, n - 1);
  const stranger = await office.by('zhujian1');
  assert.equal((await stranger.get(`${V1}/spots/print?ids=${first.body.spots[1]}`)).status, 404);
  assert.equal((await make(whole, stranger)).status, 403);
  assert.deepEqual(field(await make({ ...whole, each: undefined }, grid)), [403, 'place_id']);
});

test('BZ-07: a letter box is opened in time, found empty or not, and its letters are demands', async () => {
  assert.deepEqual(field(await make({ kind: 'box' })), [400, 'name']);
  const id = await made({ kind: 'box', name: '社区大门口', every_days: 1 });
  const due = async (login) => (await (await office.by(login)).get(`${V1}/spots/due`)).body.boxes.map((b) => [b.id, b.overdue]);
  assert.deepEqual(await due('beimen1'), [[id, false]], 'due tomorrow: told today');
  assert.deepEqual(await due('zhujian1'), [], 'nobody else\'s');
  const empty = await act(id, 'empty', { letters: 0, note: '没有信' });
  assert.equal(empty.status, 200, JSON.stringify(empty.body));
  assert.deepEqual(field(await act(id, 'empty', { letters: 1, at: ago(2) })), [400, 'at']);
  assert.deepEqual(field(await act(id, 'empty', {})), [400, 'letters']);
  const scan = await grid.upload({ name: '来信.pdf', bytes: Buffer.from('%PDF-1.4\n%%EOF\n'), type: 'application/pdf' });
  assert.equal((await act(id, 'empty', { letters: 2, attachments: [scan.body.id] })).status, 200);
  assert.equal((await grid.get(`${V1}/attachments/${scan.body.id}`)).status, 200);
  assert.equal((await (await office.by('zhujian1')).get(`${V1}/attachments/${scan.body.id}`)).status, 404);

  const sent = await grid.submit({ words: '信里说：楼道堆了杂物', spot: id });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const box = (await see(id)).body;
  const { row } = (await office.see('beimen2', 'demand', sent.body.num)).body;
  assert.deepEqual([row.way, row.channel, row.place_id, row.found_at], ['收', 'box', office.place, box.last_at]);
  assert.deepEqual([box.letters, box.demands], [2, 1]);
  assert.deepEqual(box.timeline.map((e) => e.action).sort(), ['box-emptied', 'box-found-empty', 'spot-made']);
  const elsewhere = await (await office.by('xinfang1')).submit({ words: '别处的信箱', spot: id, channel: 'box' });
  assert.ok([201, 404].includes(elsewhere.status));
  assert.deepEqual(field(await grid.submit({ words: '没有的信箱', spot: '17' })), [404, 'spot']);

  sound();
});

test('BZ-07 BZ-08: a meeting and a stay have when, who and how many; what was raised there went to the people', async () => {
  const said = { name: '楼栋长座谈', held_at: ago(1), who: '李书记', heads: 23 };
  for (const missing of ['held_at', 'who', 'heads'])
    assert.deepEqual(field(await make({ kind: 'meeting', ...said, [missing]: undefined })), [400, missing]);
  assert.deepEqual(field(await make({ kind: 'meeting', ...said, held_at: ago(-2) })), [400, 'held_at']);
  assert.deepEqual(field(await make({ kind: 'stay', ...said, until_at: ago(2) })), [400, 'until_at']);
  const meeting = await made({ kind: 'meeting', ...said });
  const stay = await made({ kind: 'stay', ...said, name: '菜市场蹲点', until_at: ago(0) });
  for (const [spot, way, channel] of [[meeting, '提', 'meeting'], [stay, '挖', 'stay']]) {
    const sent = await grid.submit({ words: '大家都说停车难', spot });
    assert.equal(sent.status, 201, JSON.stringify(sent.body));
    const { row } = (await office.see('beimen2', 'demand', sent.body.num)).body;
    const { held_at } = (await see(spot)).body;
    assert.deepEqual([row.way, row.channel, row.direction, row.said_at], [way, channel, 'go', held_at]);
  }
  const mended = await act(meeting, 'change', { heads: 32, reason: '漏数了后来的' });
  assert.equal(mended.status, 200, JSON.stringify(mended.body));
  const now = (await see(meeting)).body;
  assert.deepEqual([now.heads, now.demands, now.timeline.at(-1).texts.reason], [32, 1, '漏数了后来的']);
  assert.equal((await grid.post(`${V1}/spots/${meeting}/change`, { heads: 1, reason: '旧的' }, { etag: '"1"', key: newKey() })).status, 412);
  sound();
});

test('BZ-07: what was entered by mistake is taken back by whoever entered it, before anything is done with it', async () => {
  const box = await made({ kind: 'box', name: '误录试箱' });
  const enter = async (over = {}) => {
    const r = await grid.post(`${V1}/demands`, { words: '一封信录了两遍', spot: box, privacy: 'anonymous', ...over }, { key: newKey() });
    assert.equal(r.status, 201, JSON.stringify(r.body));
    return r.body;
  };
  const undo = (num, body = { reason: '录了两遍' }, client = grid, etag = '"1"') =>
    client.post(`${V1}/demands/${num}/undo-entry`, body, { etag, key: newKey() });

  const { num } = await enter();
  assert.deepEqual(field(await undo(num, {})), [400, 'reason']);
  assert.equal((await undo(num, { reason: '不是我录的' }, await office.by('xinfang1'))).status, 403);
  assert.equal((await undo(num)).status, 200);
  assert.equal((await undo(num, { reason: '再撤一次' }, grid, '"2"')).status, 409);
  const { row, timeline } = (await office.see('beimen1', 'demand', num)).body;
  assert.deepEqual([row.state, timeline.at(-1).action, timeline.at(-1).texts.reason], ['withdrawn', 'undo-entry', '录了两遍']);
  assert.equal((await see(box)).body.demands, 1, 'it stays in the register, and in the figures of its box');

  // Once somebody has worked on it, it goes the way of all demands.
  const late = await enter();
  await office.act('beimen2', 'demand', late.num, 'screen-valid', { class: 'municipal' });
  assert.equal((await undo(late.num, { reason: '录了两遍' }, grid, '"2"')).status, 409);
  // Where somebody can be asked, the call-back desk asks whether that was right, and it may come back.
  const named = await enter({ privacy: 'named', name: '示例·李', phone: '13900000077' });
  assert.equal((await undo(named.num)).status, 200);
  await office.act('dongcheng4', 'demand', named.num, 'check-withdrawal', { confirmed: 'no', words: '我确实投了信' });
  assert.equal((await office.see('beimen1', 'demand', named.num)).body.row.state, 'received');
  sound();
});
