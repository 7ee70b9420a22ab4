// SPDX-License-Identifier: Apache-2.0
// JN-24, JN-27, JN-28, HY-32, HY-33, HY-36: the monthly analysis of a register of known figures over two years; each
// figure is the ledger behind it; as it stood and as it stands; cut to the reader; as a workbook and on the command line.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { huiyin, startServer } from '../server.mjs';
import { logIn, newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
/** "2026-10", so many months from this one. */
const month = (n) => {
  const [y, m] = today.split('-').map(Number);
  return new Date(Date.UTC(y, m - 1 + n, 1)).toISOString().slice(0, 7);
};
const daysOf = (m) => new Date(Date.UTC(Number(m.slice(0, 4)), Number(m.slice(5)), 0)).getUTCDate();
const scratch = mkdtempSync(join(tmpdir(), 'huiyin-months-'));

/* Class, kind, channel, how many: last month, the month before it, last year's. */
const SAID = [
  ['市政建设', '个人求决', '热线电话', 9, 8, 8],
  ['公共服务', '个人求决', '热线电话', 5, 3, 0],
  ['小区管理', '意见建议', '热线电话', 2, 3, 3],
  ['环境整治', '个人求决', '网上提交', 1, 0, 3],
  ['政策兑现', '个人求决', '网上提交', 0, 0, 0],
];
const MONTHS = [-1, -2, -13];
/* From which day on: those of the month before last are never 90 days old. */
const FROM = [1, 20, 1];
function ledger() {
  const rows = ['编号,反映时间,诉求内容,诉求类别,诉求类型,渠道'];
  let n = 0;
  for (const [cls, kind, channel, ...counts] of SAID)
    counts.forEach((count, i) => {
      for (let k = 0; k < count; k++) rows.push(`K${++n},${month(MONTHS[i])}-${String(FROM[i] + k).padStart(2, '0')} 08:00,第${n}件（示例）,${cls},${kind},${channel}`);
    });
  /* The last day of the month and the first of this one, at the edge of midnight. */
  rows.push(`K${++n},${month(-1)}-${daysOf(month(-1))} 23:59,月末（示例）,其他,个人求决,网上提交`);
  rows.push(`K${++n},${month(0)}-01 00:00,月初（示例）,其他,个人求决,网上提交`);
  return rows.join('\n');
}

let server, office, leader;
before(async () => {
  server = await startServer({
    prepare: (data) => {
      writeFileSync(join(scratch, 'old.csv'), ledger());
      const told = JSON.parse(huiyin('import', join(scratch, 'old.csv'), '--json', '--data', data));
      assert.equal(told.rejected, 0, JSON.stringify(told));
    },
  });
  office = await Office.of(server);
  leader = await office.by('lingdao1');
});
after(async () => {
  await server?.stop();
  rmSync(scratch, { recursive: true });
});

const read = async (query, client = leader) => {
  const got = await client.get(`${V1}/months/report${query}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body;
};
const figures = (r) => [r.text, r.demands, r.before, r.year_before, r.on_month.text, r.on_year.text];
const count = async (query, client = leader) => {
  const got = await client.get(`${V1}/ledgers?${new URLSearchParams(query)}`);
  assert.equal(got.status, 200, JSON.stringify(got.body));
  return got.body.n;
};

test('by class and in all, in per cent to two decimals, with a base of nought said so', async () => {
  const body = await read(`?month=${month(-1)}&stand=now`);
  assert.deepEqual(body.classes.map(figures), [
    ['公共服务', 5, 3, 0, '+66.67%', '无基数'],
    ['小区管理', 2, 3, 3, '-33.33%', '-33.33%'],
    ['环境整治', 1, 0, 3, '无基数', '-66.67%'],
    ['市政建设', 9, 8, 8, '+12.50%', '+12.50%'],
    ['其他', 1, 0, 0, '无基数', '无基数'],
  ]);
  assert.deepEqual(figures({ ...body.all, text: '' }), ['', 18, 14, 14, '+28.57%', '+28.57%']);
  assert.equal(body.all.on_year.hundredths, 2857);
  assert.equal(body.classes[0].on_year.hundredths, undefined, 'no figure without a base');
  assert.ok(body.rules.some((r) => r.includes('无基数') && r.includes('两位小数')), 'the rule is said');
  assert.equal(body.over, true);
  assert.equal((await read(`?month=${month(-5)}&stand=now`)).all.on_year.text, '0.00%', 'nought against nought');
});

test('of the hotline alone (HY-33)', async () => {
  const { all, classes } = await read(`?month=${month(-1)}&stand=now&channel=hotline`);
  assert.deepEqual([all.demands, all.before, all.year_before, all.on_year.text], [16, 14, 11, '+45.45%']);
  assert.deepEqual(classes.map((c) => c.text), ['公共服务', '小区管理', '市政建设']);
});

test('every figure is the ledger behind it', async () => {
  for (const within of [{}, { channel: 'hotline' }]) {
    const body = await read(`?${new URLSearchParams({ month: month(-1), stand: 'now', ...within })}`);
    const parts = [
      ['class', body.classes],
      ['unit', body.units],
      ['place', body.places],
      ['', [{ ...body.all, value: '' }]],
    ];
    assert.ok(body.classes.length > 2 && body.units.length);
    for (const [name, rows] of parts)
      for (const r of rows) {
        const of = { ...within, ...(name ? { [name]: r.value } : {}) };
        const behind = {
          demands: { ...body.this },
          before: { ...body.before },
          year_before: { ...body.year_before },
          repeated: { ...body.this, repeated: 'yes' },
          suggestions: { ...body.this, suggestion: 'yes' },
          unsolved: { open_days: body.unsolved_days },
        };
        for (const [figure, query] of Object.entries(behind))
          assert.equal(await count({ ...of, ...query }), r[figure], `${name} ${r.text} ${figure}`);
      }
  }
});

test('suggestions apart from complaints (JN-24); what is not one is the rest', async () => {
  const body = await read(`?month=${month(-1)}&stand=now`);
  assert.equal(body.all.suggestions, 2);
  assert.equal(body.classes.find((c) => c.text === '小区管理').suggestions, 2);
  assert.equal(await count({ ...body.this, suggestion: 'no' }), 16);
});

test('long unsolved: open for as many days as the mechanism says, the oldest first', async () => {
  const body = await read(`?month=${month(-1)}&stand=now`);
  assert.equal(body.unsolved_days, 90);
  assert.equal(body.all.unsolved, 14, "last year's alone");
  assert.equal(body.worst.length, 14);
  const days = body.worst.map((w) => w.days);
  assert.deepEqual(days, [...days].sort((a, b) => b - a));
  assert.equal(days[0], Math.round((Date.parse(today) - Date.parse(`${month(-13)}-01`)) / 86_400_000));
  const [oldest] = body.worst;
  assert.equal((await leader.get(`${V1}/demands/${oldest.num}`)).status, 200);
  /* Each side of the day. */
  const gone = days[0];
  assert.ok((await count({ open_days: gone })) >= 1);
  assert.equal(await count({ open_days: gone + 1 }), 0);
});

test('as it stood when the month ended: what was taken over since is not in it', async () => {
  const then = await read(`?month=${month(-1)}`);
  assert.equal(then.as_of_day, `${month(-1)}-${daysOf(month(-1))}`);
  assert.deepEqual([then.all.demands, then.all.unsolved, then.classes.length], [0, 0, 0]);
  const latest = await read('');
  assert.equal(latest.month, month(-1), 'the last one that is over');
});

test('a running month: until now, against as many days of the others; repeats; hot spots', async () => {
  const words = ['银杏嘉园旁边的搅拌站昼夜轰鸣，灰尘很大，睡不着觉', '银杏嘉园小区旁建了搅拌站，灰尘飘进家里，噪音轰鸣', '搅拌站灰尘噪音太大了，银杏嘉园的人都睡不着觉'];
  const said = [];
  for (const w of words) said.push((await office.demand({ words: w, phone: '13800001111', name: '王一' })).num);
  await office.act('beimen2', 'demand', said[1], 'compare', { other: said[0], finding: 'repeat', reason: '同一人同一件' });
  let body;
  for (let i = 0; i < 150; i++) {
    body = await read(`?month=${month(0)}`);
    if (body.hot.length) break;
    await new Promise((r) => setTimeout(r, 200));
  }
  assert.equal(body.over, false);
  assert.equal(body.as_of, null);
  assert.equal(body.all.demands, 4);
  const day = Number(today.slice(8));
  assert.equal(body.before.to, `${month(-1)}-${String(Math.min(day, daysOf(month(-1)))).padStart(2, '0')}`);
  assert.equal(body.year_before.to, `${month(-12)}-${String(Math.min(day, daysOf(month(-12)))).padStart(2, '0')}`);
  assert.equal(body.all.repeated, 1);
  assert.equal(await count({ ...body.this, repeated: 'yes' }), 1);
  assert.equal(await count({ ...body.this, repeated: 'no' }), 3);
  assert.equal(body.hot.length, 1, JSON.stringify(body.hot));
  const [hot] = body.hot;
  assert.deepEqual([hot.place, hot.demands, hot.people, hot.before, hot.on_month.text], ['银杏嘉园', 3, 1, 0, '无基数']);
  assert.equal(await count({ ...body.this, hotspot: hot.value }), 3);
  const street = body.places.find((p) => p.text === '东城街道');
  assert.deepEqual([street.demands, street.repeated], [3, 1]);
});

test('cut to the reader; hot spots only for who sees them; refused', async () => {
  const own = await read(`?month=${month(0)}`, await office.by('beimen2'));
  assert.deepEqual([own.hot_seen, own.hot.length, own.all.demands], [false, 0, 3]);
  const hot = (await read(`?month=${month(0)}`)).hot[0];
  const denied = await (await office.by('beimen2')).get(`${V1}/ledgers?hotspot=${hot.value}`);
  assert.equal(denied.status, 403);
  assert.equal((await (await logIn(server, 'anquan')).get(`${V1}/months/report`)).status, 403);
  for (const wrong of [month(1), '2026-13', '2026-1', 'x'])
    assert.deepEqual([400, 'month'], await leader.get(`${V1}/months/report?month=${wrong}`).then((g) => [g.status, g.body.field]), wrong);
});

test('the difficulty of its matter (HY-36)', async () => {
  const lamp = await office.demand();
  await office.dispatched(lamp.num, { level: { difficulty: 'complex', reason: '区级部门事权' } });
  assert.equal(await count({ difficulty: 'complex' }), 1);
  assert.equal(await count({ difficulty: 'short' }), 0);
});

test('the same as a workbook and on the command line', async () => {
  const got = await leader.get(`${V1}/months/report/file?month=${month(-1)}&stand=now`);
  assert.equal(got.status, 200);
  const path = join(scratch, 'month.xlsx');
  writeFileSync(path, got.body);
  const script = 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print("".join(z.read(n).decode() for n in z.namelist() if n.endswith(".xml")))';
  const all = execFileSync('python3', ['-c', script, path], { encoding: 'utf8' });
  for (const said of ['分类别', '分单位', '久拖不决', '+12.50%', '无基数', '统计口径', '合计']) assert.ok(all.includes(said), said);
  const told = JSON.parse(huiyin('report', 'months', '--json', '--month', month(-1), '--now', '--data', server.data));
  const body = await read(`?month=${month(-1)}&stand=now`);
  assert.deepEqual([told.classes.map(figures), told.all], [body.classes.map(figures), body.all]);
  const text = huiyin('report', 'months', '--month', month(-1), '--now', '--channel', 'hotline', '--data', server.data);
  assert.match(text, /公共服务\t诉求 5（同比 无基数，环比 \+66\.67%）/);
  assert.match(text, /四舍五入/);
});

test('as a document with its maker\'s judgement, of the whole and fed back to a unit (JN-25)', async () => {
  const make = async (about, text, login = 'ducha1') => (await office.by(login)).post(`${V1}/documents`, { kind: 'month', about, text }, { key: newKey() });
  const textOf = async (id) => {
    const got = await (await office.by('ducha1')).get(`${V1}/documents/${id}/docx`);
    assert.equal(got.status, 200);
    const path = join(scratch, 'paper.docx');
    writeFileSync(path, got.body);
    return execFileSync('unzip', ['-p', path, 'word/document.xml'], { encoding: 'utf8' }).replace(/<\/w:p>/g, '\n').replace(/<[^>]+>/g, '');
  };
  const body = await read(`?month=${month(-1)}&stand=now`, await office.by('ducha1'));
  const whole = await make(`month ${month(-1)} now`, '供暖前集中检修管网。\n建议纳入民生实事。');
  assert.equal(whole.status, 201, JSON.stringify(whole.body));
  assert.match(whole.body.number, /^析〔\d{4}〕1号$/);
  const text = await textOf(whole.body.id);
  for (const said of [`本月反映诉求${body.all.demands}件`, '同比+28.57%', '市政建设', '无基数', '四舍五入', '供暖前集中检修管网。', '建议纳入民生实事。', '没有可列的热点'])
    assert.ok(text.includes(said), `${said} in ${text}`);
  assert.ok(!text.includes('{{') && !text.includes('反馈如下'));
  const unit = body.units[0];
  const fed = await make(`month ${month(-1)} now unit=${unit.value} channel=hotline`, '请举一反三，完善制度。');
  assert.equal(fed.status, 201, JSON.stringify(fed.body));
  const told = await textOf(fed.body.id);
  const own = await read(`?month=${month(-1)}&stand=now&unit=${unit.value}&channel=hotline`, await office.by('ducha1'));
  for (const said of [`${unit.text}：`, '反馈如下', '渠道：热线电话', `本月反映诉求${own.all.demands}件`, '请举一反三，完善制度。']) assert.ok(told.includes(said), `${said} in ${told}`);
  for (const wrong of ['month 2026', `month ${month(-1)} later`, `month ${month(-1)} unit=x`, `month ${month(1)}`]) {
    const refused = await make(wrong, '');
    assert.equal(refused.status, 400, wrong);
  }
  assert.equal((await make(`month ${month(-1)}`, '', 'zhujian1')).status, 403, 'not for a handler');
  assert.equal((await (await office.by('zhujian1')).get(`${V1}/documents/${whole.body.id}/docx`)).status, 404, 'nor fetched by one');
});

test('kept under a name, a ledger keeps what it was narrowed by', async () => {
  const query = 'repeated=yes&open_days=30&difficulty=complex';
  const made = await leader.post(`${V1}/ledgers/views`, { name: '久拖不决', shared: false, query }, { key: newKey() });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const views = (await leader.get(`${V1}/ledgers/views`)).body.views;
  assert.deepEqual(views.find((v) => v.name === '久拖不决').query, { repeated: 'yes', open_days: 30, difficulty: 'complex' });
});
