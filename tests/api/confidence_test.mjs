// SPDX-License-Identifier: Apache-2.0
// What somebody says in confidence stands in the dossier and nowhere else: lists, look-ups, alarms, leaders'
// pages, papers, reminders, tables and exports name it by class and place.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { asFile, rowsOf } from '../form.mjs';
import { huiyin, startServer } from '../server.mjs';
import { castOf } from './cast.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
const SAID = '三单元王姓邻居夜里偷排废油';
const scratch = mkdtempSync(join(tmpdir(), 'huiyin-confidence-'));
let server, office, secret, open;
before(async () => {
  server = await startServer({ prepare: (data) => huiyin('upstream', 'load', 'hotline12345', '--data', data) });
  office = await Office.of(server);
  secret = await told({ privacy: 'confidential', name: '示例·田某', phone: '13900139701' });
  open = await told({ privacy: 'named', name: '示例·白某', phone: '13900139702' });
});
after(async () => {
  await server?.stop();
  rmSync(scratch, { recursive: true });
});

/** Urgent, from an upstream, instructed by a leader, dispatched: on every list that there is. */
async function told(who) {
  const desk = await office.by('xinfang1');
  const { num } = await office.demand({ words: `${SAID}，再不管我就跳楼了`, class: 'municipal', upstream: 'hotline12345', upstream_no: `C${who.phone}`, ...who }, desk);
  await office.act('lingdao1', 'demand', num, 'instruct', { words: '速办' });
  const matter = await office.dispatched(num);
  await office.act('lingdao1', 'matter', matter, 'instruct', { words: '一周内回报', units: [office.unit('区住')] });
  await office.act('zhujian1', 'task', `${matter}-1`, 'sign');
  return { num, matter, task: `${matter}-1` };
}

const seen = async (login, folder, num) => (await (await office.by(login)).get(`${V1}/${folder}/${num}`)).body;
async function page(login, path) {
  const got = await (await office.by(login)).get(V1 + path);
  assert.equal(got.status, 200, `${path} ${JSON.stringify(got.body)}`);
  return got.body;
}
const rowOf = (rows, num) => rows.find((r) => [r.num, r.task].includes(num)) ?? assert.fail(`${num} is not in ${JSON.stringify(rows)}`);

/** Whether the title is told, of the demand that was open and of the one in confidence. */
function named(titleOpen, titleSecret, where) {
  assert.ok(titleOpen.includes(SAID), `${where}: ${titleOpen}`);
  assert.doesNotMatch(titleSecret, new RegExp(SAID.slice(0, 4)), where);
  assert.match(titleSecret, /^保密诉求 · 市政建设 · .*北门社区/, where);
}

test('the dossier tells it, to whoever may read the words', async () => {
  for (const [login, folder, num] of [['xinfang3', 'demands', secret.num], ['xinfang3', 'matters', secret.matter], ['zhujian1', 'tasks', secret.task]])
    assert.ok((await seen(login, folder, num)).title.includes(SAID), folder);
});

test('work lists name it by class and place', async () => {
  for (const [login, part] of [['xinfang3', 'num'], ['xinfang3', 'matter'], ['zhujian1', 'task']]) {
    const { rows } = await page(login, '/work?list=all&limit=100');
    named(rowOf(rows, open[part]).title, rowOf(rows, secret[part]).title, part);
    assert.ok(!JSON.stringify(rowOf(rows, secret[part])).includes(SAID), part);
  }
});

test('look-ups by a matter\'s number, and of the caller, do not tell it', async () => {
  const desk = await office.by('xinfang1');
  const look = async (value) => (await desk.post(`${V1}/lookup`, { value })).body;
  named((await look(open.matter)).matter.title, (await look(secret.matter)).matter.title, 'lookup');
  const bySecret = await look('13900139701');
  assert.equal(bySecret.confidential, 1);
  assert.ok(!JSON.stringify(bySecret).includes(SAID));
});

test('alarms, upstream orders and leaders\' pages do not tell it', async () => {
  const { alarms } = await page('xinfang3', '/alarms');
  named(rowOf(alarms, open.num).title, rowOf(alarms, secret.num).title, 'alarms');
  const orders = (await page('xinfang4', '/upstreams')).upstreams.flatMap((u) => u.orders);
  named(rowOf(orders, open.num).title, rowOf(orders, secret.num).title, 'orders');
  for (const path of ['/leaders', '/leaders?all=true']) {
    const led = await page('lingdao1', path);
    named(rowOf(led.instructions, open.matter).title, rowOf(led.instructions, secret.matter).title, path);
    assert.ok(!JSON.stringify([...led.demands, ...led.sponsored].filter((r) => r.num !== open.num)).includes(SAID), path);
  }
});

test('slips, reminders and the table of tasks do not tell it', async () => {
  assert.ok((await page('zhujian1', `/slip/${open.task}`)).includes(SAID));
  const slip = await page('zhujian1', `/slip/${secret.task}`);
  assert.ok(!slip.includes(SAID));
  assert.match(slip, /保密诉求，内容请登录系统查看/);
  for (const part of ['num', 'matter', 'task']) {
    assert.ok((await page('xinfang3', `/remind/${open[part]}`)).text.includes(SAID), part);
    const text = (await page('xinfang3', `/remind/${secret[part]}`)).text;
    assert.ok(!text.includes(SAID) && text.includes('保密诉求 · 市政建设'), text);
  }
  const table = rowsOf(asFile(await page('zhujian1', `/tasks-form?unit=${office.unit('区住')}`)));
  const told = JSON.stringify(table);
  assert.equal(told.split(SAID).length - 1, 2, 'title and words of the open one alone');
  assert.match(told, /保密诉求 · 市政建设/);
});

test('an export tells it for a stated reason alone', async () => {
  const out = (ledger, ...how) => {
    const file = join(scratch, `${ledger}${how.length}.csv`);
    huiyin('export', ledger, '--to', file, '--data', server.data, ...how);
    const lines = readFileSync(file, 'utf8').split('\n');
    return (num) => lines.find((l) => l.includes(num)) ?? assert.fail(`${num} not in ${ledger}`);
  };
  for (const [ledger, part] of [['demands', 'num'], ['matters', 'matter']]) {
    assert.ok(out(ledger)(open[part]).includes(SAID), ledger);
    assert.ok(!out(ledger)(secret[part]).includes(SAID), ledger);
    assert.ok(out(ledger, '--unmasked', '--reason', '上级调阅')(secret[part]).includes(SAID), ledger);
  }
});

test('who sees a demand but not its matter is told no other\'s words', async () => {
  const cast = await castOf(server);
  const { num } = await office.demand({ words: '楼道里也闻得到油味', privacy: 'named' }, await cast.as('xicheng3'));
  await office.act('beimen2', 'demand', num, 'screen-valid', {});
  await office.act('beimen2', 'demand', num, 'join', { matter: secret.matter, reason: '同一件事' });
  const aside = await cast.as('xicheng2');
  const { body } = await aside.get(`${V1}/demands/${num}`);
  assert.equal((await aside.get(`${V1}/matters/${secret.matter}`)).status, 404, 'the matter is hidden');
  assert.match(body.links[0].title, /^保密诉求 · 市政建设/);
  assert.ok(body.title.includes('楼道'), 'its own title stays');
});
