// SPDX-License-Identifier: Apache-2.0
// Runs long.
// Search: what is found, by whom, at once; the index lost, damaged, killed; and on real messages
// (HUIYIN_DATA) exactly what a plain look through every text finds.
import assert from 'node:assert/strict';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { csv } from '../cmd/lib.mjs';
import { huiyin, startServer } from '../server.mjs';
import { castOf } from './cast.mjs';
import { citizen } from './lib.mjs';

const onFile = process.env.HUIYIN_TEST_ENGINE !== 'postgres';

async function search(desk, body) {
  const answer = await desk.post('/api/v1/search', typeof body === 'string' ? { q: body } : body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
}

/** Numbers of all hits, page by page. */
async function all(desk, body) {
  const found = [];
  let after;
  for (let i = 0; i < 500; i++) {
    const page = await search(desk, { limit: 50, ...(typeof body === 'string' ? { q: body } : body), ...(after && { after }) });
    found.push(...page.rows.map((r) => r.num));
    if (page.next === null) return found;
    after = page.next;
  }
  throw new Error('pages without an end');
}

async function until(what, check, ms = 30000) {
  for (const end = Date.now() + ms; Date.now() < end; await sleep(100)) if (await check()) return;
  throw new Error(`not within ${ms} ms: ${what}`);
}

/** Nothing waits to be done any more. */
const settled = (server) => until('the queue is empty', () => {
  const said = JSON.parse(huiyin('doctor', '--json', '--data', server.data, '--lang', 'en')).checks.find((c) => c.check === 'derived').said;
  return said.startsWith('0 waiting');
});

const marked = (hit) => hit.found.flatMap((f) => f.marks.map(([a, b]) => [...f.text].slice(a, b).join('')));

describe('what is found', () => {
  let server, cast, way, hidden;
  before(async () => {
    server = await startServer();
    cast = await castOf(server);
    way = await cast.demand({ words: '小区門口的路燈壞了，已經三天。\n晚上老人出門怕摔倒，電話打了ABC公司沒人管。', place: '北门社区' });
    hidden = await cast.demand({ words: '路灯维修的人收了我的钱', place: '北门社区', privacy: 'confidential', name: '保密人', phone: '13900001111' });
  });
  after(() => server.stop());

  const num = (w) => w.num;

  test('at once, before it is in the index, and after', async () => {
    const desk = await cast.as('beimen2');
    for (let i = 0; i < 2; i++) {
      const page = await search(desk, '路灯');
      assert.deepEqual(page.rows.map((r) => r.num), [num(way)]);
      assert.deepEqual(new Set(marked(page.rows[0])), new Set(['路燈']));
      assert.equal(page.indexing, false);
      await settled(server);
    }
  });

  test('whichever way it is written', async () => {
    const desk = await cast.as('beimen2');
    for (const q of ['路燈', '門口 老人', '门口　老人', 'ａｂｃ公司', 'Abc', '“怕摔倒”', '怕摔倒', '北门社区 路灯'])
      assert.deepEqual(await all(desk, q), [num(way)], q);
    for (const q of ['井盖', '路灯 井盖', '天晚', 'abd'])
      assert.deepEqual(await all(desk, q), [], q);
    assert.deepEqual(await all(desk, num(way)), [num(way)]);
    assert.equal((await search(desk, num(way))).exact.num, num(way));
  });

  test('refused, and said why', async () => {
    const desk = await cast.as('beimen2');
    for (const [body, field] of [[{ q: '灯' }, 'q'], [{}, 'q'], [{ q: '路灯', from: 'gestern' }, 'from'], [{ q: '路灯', after: 'x' }, 'after'], [{ q: '路灯', sort: 'x' }, 'sort']]) {
      const answer = await desk.post('/api/v1/search', body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      assert.ok(JSON.stringify(answer.body).includes(field), JSON.stringify(answer.body));
    }
    assert.equal((await citizen(server).post('/api/v1/search', { q: '路灯' })).status, 401);
  });

  test('confidential words are found by nobody; its person finds a count', async () => {
    const desk = await cast.as('beimen2');
    for (let i = 0; i < 2; i++) {
      assert.ok(!(await all(desk, '维修的人')).includes(num(hidden)));
      assert.equal((await search(desk, { q: '维修的人', count: true })).count, 0);
      await settled(server);
    }
    assert.deepEqual(await all(desk, num(hidden)), [num(hidden)], 'by its number');
    const by = await search(desk, { person: '13900001111' });
    assert.deepEqual([by.rows.length, by.confidential], [0, 1]);
    const handler = await cast.as('zhujian1');
    assert.equal((await handler.post('/api/v1/search', { person: '13900001111' })).status, 403);
  });

  test('filters, counts and pages', async () => {
    const desk = await cast.as('beimen2');
    for (let i = 0; i < 7; i++) await cast.demand({ words: `垃圾桶满了没人清，第${i}次反映`, place: '北门社区' });
    assert.equal((await all(desk, { q: '垃圾桶', limit: 3 })).length, 7);
    assert.equal(new Set(await all(desk, { q: '垃圾桶', limit: 2 })).size, 7);
    const { count, more } = await search(desk, { q: '垃圾桶', count: true });
    assert.deepEqual([count, more], [7, false]);
    assert.equal((await all(desk, { q: '垃圾桶', place: cast.place('北门社区') })).length, 7);
    assert.equal((await all(desk, { q: '垃圾桶', state: 'received' })).length, 7);
    assert.equal((await all(desk, { q: '垃圾桶', state: 'valid' })).length, 0);
    assert.equal((await all(desk, { q: '垃圾桶', to: '2020-01-01' })).length, 0);
    assert.equal((await all(desk, { q: '垃圾桶', from: '2020-01-01' })).length, 7);
    const best = await search(desk, { q: '垃圾桶 第3次', sort: 'best' });
    assert.equal(best.rows.length, 1);
    const newest = await all(desk, '垃圾桶');
    await settled(server);
    assert.deepEqual(await all(desk, '垃圾桶'), newest, 'the same from the index');
    assert.deepEqual((await all(desk, { q: '垃圾桶', sort: 'best' })).sort(), [...newest].sort());
  });
});

describe('by whom', () => {
  let server, cast;
  before(async () => {
    server = await startServer();
    cast = await castOf(server);
  });
  after(() => server.stop());

  /* What the desk's own list has, the search finds; what it has not, neither, in front of the index and from it. */
  test('exactly who sees it in the lists', async () => {
    const way = await cast.demand({ words: '独一无二的喷泉漏水', place: '北门社区' });
    const desks = ['beimen2', 'zhujian1', 'quwei1', 'xinfang3', 'dongcheng2', 'fabu1', 'xitong', 'lingdao1'];
    const num = way.num;
    let seen = 0, unseen = 0;
    for (let i = 0; i < 2; i++) {
      for (const login of desks) {
        const desk = await cast.as(login);
        const dossier = await desk.get(`/api/v1/demands/${num}`);
        const found = await all(desk, '喷泉漏水');
        const { count } = await search(desk, { q: '喷泉漏水', count: true });
        assert.deepEqual(found, dossier.status === 200 ? [num] : [], `${login}: ${dossier.status}`);
        assert.equal(count, found.length);
        seen += found.length;
        unseen += !found.length;
      }
      await settled(server);
    }
    assert.ok(seen > 0 && unseen > 0, `${seen} ${unseen}`);
  });

  test('never the unit complained about', async () => {
    const way = await cast.demand({ words: '社区干部态度恶劣的喷泉', place: '北门社区' });
    const num = way.num;
    const desk = await cast.as('beimen2');
    assert.deepEqual(await all(desk, '态度恶劣'), [num]);
    await settled(server);
    await way.demand('beimen2', 'mark-complained', { unit: cast.unit('北门社区'), reason: '说的是社区' });
    for (let i = 0; i < 2; i++) {
      assert.deepEqual(await all(desk, '态度恶劣'), []);
      assert.equal((await search(desk, { q: '态度恶劣', count: true })).count, 0);
      assert.deepEqual(await all(desk, num), []);
      assert.equal((await search(desk, num)).exact, undefined);
      await settled(server);
    }
  });
});

/* What was said and put into the index before a place, unit or class got another parent, and after. */
describe('filters follow places, units and classes to another parent', () => {
  let server, cast, desk, way;
  const scratch = mkdtempSync(join(tmpdir(), 'huiyin-search-'));
  before(async () => {
    server = await startServer();
    cast = await castOf(server);
    desk = await cast.as('xinfang3');
    way = await cast.demand({ words: '小喷泉漏水结冰，老人滑倒', place: '北门社区' });
    await way.demand('beimen2', 'screen-valid', { class: 'estate' });
    await settled(server);
  });
  after(async () => {
    await server.stop();
    rmSync(scratch, { recursive: true });
  });

  const places = () => JSON.parse(huiyin('place', 'list', '--json', '--data', server.data)).places;
  const units = () => JSON.parse(huiyin('unit', 'list', '--json', '--data', server.data)).units;
  const at = (...args) => huiyin(...args, '--data', server.data);
  /** Found, or not, by words, without words, counted, sorted by the best: from the index and from the queue. */
  async function under(filter, there) {
    for (const q of [{ q: '漏水结冰' }, {}, { q: '漏水结冰', sort: 'best' }, { q: '漏水结冰', from: '2020-01-01' }]) {
      const asked = { ...q, ...filter };
      assert.deepEqual(await all(desk, asked), there ? [way.num] : [], JSON.stringify(asked));
      assert.equal((await search(desk, { ...asked, sort: '', count: true })).count, there ? 1 : 0, JSON.stringify(asked));
    }
  }
  test('a place', async () => {
    const [east, west] = [cast.place('东城街道'), cast.place('西城街道')];
    const code = (name) => places().find((p) => p.name === name).code;
    await under({ place: east }, true);
    await under({ place: west }, false);
    at('place', 'move', code('北门社区'), code('西城街道'));
    await until('the server knows', async () => (await citizen(server).get(`/api/v1/public/places?parent=${west}`)).body.places.some((p) => p.name === '北门社区'));
    for (let i = 0; i < 2; i++) {
      await under({ place: west }, true);
      await under({ place: east }, false);
      await under({ place: cast.place('北门社区') }, true);
      if (!i) await way.demand('xinfang3', 'add', { words: '夜里又冻上了' });
      await settled(server);
    }
    assert.equal(JSON.parse(at('index', 'check', '--json')).missing, 0);
    at('place', 'move', code('北门社区'), code('东城街道'));
    await until('the server knows', async () => (await citizen(server).get(`/api/v1/public/places?parent=${east}`)).body.places.some((p) => p.name === '北门社区'));
    await under({ place: east }, true);
    await under({ place: west }, false);
  });

  test('a unit', async () => {
    const [east, west] = [cast.unit('东城街道'), cast.unit('西城街道')];
    const code = (id) => units().find((u) => u.id === id).code;
    const own = cast.unit('北门社区');
    const above = async (id) => until('the server knows', async () => (await desk.get('/api/v1/choices')).body.units.find((u) => u.value === own).parent === id);
    await under({ unit: east }, true);
    await under({ unit: west }, false);
    at('unit', 'move', code(own), code(west));
    await above(west);
    await under({ unit: west }, true);
    await under({ unit: east }, false);
    await settled(server);
    await under({ unit: west }, true);
    at('unit', 'move', code(own), code(east));
    await above(east);
    await under({ unit: east, place: cast.place('东城街道'), class: 'estate' }, true);
    await under({ unit: east, place: cast.place('西城街道'), class: 'estate' }, false);
    await under({ unit: west, place: cast.place('东城街道') }, false);
  });

  test('a class', async () => {
    const mechanisms = new URL('../../mechanisms/', import.meta.url);
    const rules = JSON.parse(readFileSync(new URL('bazhou.json', mechanisms), 'utf8'));
    const { list } = rules.classes;
    const moved = list.find((c) => c.code === 'estate');
    rules.classes.list = [...list.filter((c) => c !== moved), { ...moved, parent: 'municipal' }];
    copyFileSync(new URL('codes.json', mechanisms), join(scratch, 'codes.json'));
    writeFileSync(join(scratch, 'bazhou.json'), JSON.stringify(rules));
    await under({ class: 'estate' }, true);
    await under({ class: 'municipal' }, false);
    at('mechanism', 'load', join(scratch, 'bazhou.json'));
    await until('the server knows', async () => (await desk.get('/api/v1/choices')).body.classes.find((c) => c.value === 'estate').parent === 'municipal');
    await under({ class: 'municipal' }, true);
    await under({ class: 'estate' }, true);
    await under({ class: 'cleaning' }, false);
  });
});

describe('an index that is lost', () => {
  let server, desk, nums;
  before(async () => {
    server = await startServer();
    const cast = await castOf(server);
    desk = await cast.as('beimen2');
    nums = [];
    for (let i = 0; i < 5; i++) {
      const way = await cast.demand({ words: `楼道灯第${i}层不亮`, place: '北门社区' });
      nums.unshift(way.num);
    }
  });
  after(() => server.stop());

  test('killed while it is made: nothing is missing', async () => {
    for (let i = 0; i < 3; i++) {
      await server.restart('SIGKILL');
      assert.deepEqual(await all(desk, '楼道灯'), nums);
    }
    await settled(server);
    assert.deepEqual(await all(desk, '楼道灯'), nums);
    assert.equal(JSON.parse(huiyin('index', 'check', '--json', '--data', server.data)).missing, 0);
  });

  test('made anew by hand while the server runs', async () => {
    assert.equal(JSON.parse(huiyin('index', 'rebuild', '--json', '--data', server.data)).ok, true);
    await until('filled', async () => !(await search(desk, '楼道灯')).indexing);
    assert.deepEqual(await all(desk, '楼道灯'), nums);
  });

  test('removed, damaged, replaced: it heals', { skip: !onFile && 'a file of its own only on SQLite' }, async () => {
    const file = join(server.data, 'search.db');
    const lose = {
      removed: () => rmSync(file),
      'cut short': () => truncateSync(file, 5000),
      'no database': () => writeFileSync(file, 'not a database at all, but some text'),
    };
    for (const [what, how] of Object.entries(lose)) {
      await server.stop();
      for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
      how();
      await server.restart();
      await until(`${what}: filled again`, async () => !(await search(desk, '楼道灯')).indexing);
      assert.deepEqual(await all(desk, '楼道灯'), nums, what);
    }
    rmSync(file);
    await until('removed while it runs', async () => existsSync(file) && !(await search(desk, '楼道灯')).indexing);
    assert.deepEqual(await all(desk, '楼道灯'), nums);
  });
});

// ---- real public messages -----------------------------------------------------------------------

const real = process.env.HUIYIN_DATA;
const files = ['messages-2019-hot.xlsx', 'messages-replied.xlsx', 'messages-labelled.csv'];
const skip = real && files.every((f) => existsSync(join(real, f))) ? false : 'no HUIYIN_DATA';

/** The text as it is compared, in pieces that end where a clause ends. */
const folded = (text) => text.normalize('NFKC').toLowerCase().split(/[,!?;:\n、。｡､]/).map((s) => s.replace(/[^\p{L}\p{N}]/gu, ''));
const has = (text, word) => {
  const pieces = folded(text);
  return [...word].length > 2 ? pieces.join('').includes(word) : pieces.some((p) => p.includes(word));
};

/** What each demand is found by, from the exported ledger. */
function plainTexts(data) {
  const file = join(data, 'all.csv');
  huiyin('export', 'demands', '--to', file, '--data', data);
  const [titles, ...rows] = csv(file);
  const columns = ['编号', '原编号', '标题', '诉求内容', '答复意见', '事项编号', '区划'].map((c) => titles.indexOf(c));
  return new Map(rows.map((row) => [row[columns[0]], columns.map((c) => row[c])]));
}

test('real messages: exactly what a plain look through them finds', { skip, timeout: 600000 }, async (t) => {
  const server = await startServer({ prepare: (data) => files.forEach((f) => huiyin('import', join(real, f), '--json', '--data', data)) });
  try {
    const cast = await castOf(server);
    const desk = await cast.as('xinfang3');
    await until('filled', async () => !(await search(desk, '井盖')).indexing, 300000);
    await settled(server);
    const texts = plainTexts(server.data);
    t.diagnostic(`${texts.size} demands`);
    let hits = 0;
    for (const words of [['井盖'], ['路灯'], ['噪音'], ['搅拌站'], ['丽发新城'], ['车位'], ['学校', '周末'], ['油烟', '魅力之城'], ['公积金'], ['a7县'], ['12345'], ['2019'], ['的话'], ['井盖', '小区']]) {
      const want = [...texts].filter(([, parts]) => words.every((w) => parts.some((p) => has(p, w)))).map(([num]) => num).sort();
      const found = (await all(desk, words.join(' '))).sort();
      const missed = want.filter((n) => !found.includes(n)), wrong = found.filter((n) => !want.includes(n));
      t.diagnostic(`${words.join(' ')}: ${found.length}`);
      assert.deepEqual([missed, wrong], [[], []], words.join(' '));
      hits += found.length;
    }
    assert.ok(hits > 1000);
    assert.deepEqual((await all(desk, '井蓋')).sort(), (await all(desk, '井盖')).sort());
    assert.equal(JSON.parse(huiyin('index', 'check', '--json', '--data', server.data)).missing, 0);
  } finally {
    await server.stop();
  }
});
