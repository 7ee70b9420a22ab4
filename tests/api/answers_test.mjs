// SPDX-License-Identifier: Apache-2.0
// Answers are looked at before they go out: the writer sees what is found, the reviewer sees it beside the
// report, what was shown stands in the events; nothing is stopped.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startServer } from '../server.mjs';
import { Office } from './loop.mjs';

let server, office;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
});
after(() => server?.stop());

const PHONE = '市民广场北侧的路灯，住建局已于11月20日派人更换，有事请打13800138000找示例科员。';
const check = async (login, num, words, more = {}) => (await office.by(login)).post('/api/v1/answers/check', { num, words, ...more });
const rules = (body) => body.findings.map((f) => f.rule);
const once = (body) => [...new Set(rules(body))];

async function reported(words, said) {
  const demand = await office.demand({ words: said });
  const matter = await office.dispatched(demand.num);
  const task = `${matter}-1`;
  await office.act('zhujian1', 'task', task, 'sign');
  await office.act('zhujian1', 'task', task, 'verify', { truth: '属实' });
  await office.act('zhujian1', 'task', task, 'report', { words, result: 'solved' });
  return { demand, matter, task };
}

test('a draft is looked at by its rules, where its writer may see the matter', async () => {
  const demand = await office.demand({ words: '市民广场北侧第三盏路灯不亮，晚上散步的老人看不清路' });
  const matter = await office.dispatched(demand.num);
  const seen = await check('zhujian1', `${matter}-1`, PHONE, { result: 'solved' });
  assert.equal(seen.status, 200, JSON.stringify(seen.body));
  assert.deepEqual(rules(seen.body), ['mobile']);
  const [f] = seen.body.findings;
  assert.deepEqual([f.words, f.grave, [...PHONE].slice(f.from, f.to).join('')], ['13800138000', 'serious', '13800138000']);
  assert.ok(f.why.length > 5 && f.text.length > 2);
  assert.deepEqual(once((await check('zhujian1', `${matter}-1`, '您好，留言已收悉，已转相关部门，请耐心等待。')).body), ['off_topic', 'no_measure', 'forwarded']);
  assert.equal((await check('fenxi1', `${matter}-1`, PHONE)).status, 403, 'writes no answers');
  assert.equal((await check('zhujian1', `${matter}-1`, '')).status, 400);
  assert.equal((await office.person.post('/api/v1/answers/check', { num: matter, words: PHONE })).status, 401);
});

test('the reviewer sees it beside the report and decides; the events keep what was shown, not its words', async () => {
  const { matter, task } = await reported(PHONE, '市民广场北侧第三盏路灯不亮，晚上散步的老人看不清路');
  await office.act('zhujian2', 'task', task, 'agree');
  const seen = await office.see('xinfang7', 'matter', matter);
  const report = seen.body.tasks[0].reports.at(-1);
  assert.deepEqual(report.findings.map((f) => [f.rule, f.words]), [['mobile', '13800138000']]);
  const kept = (body, action) => body.timeline.find((l) => l.action === action).note;
  const note = kept((await office.see('zhujian1', 'task', task)).body, 'report');
  assert.match(note.answer_check, /^mobile:\d+-\d+$/);
  assert.match(note.answer_rules, /^[0-9a-f]{12}$/);
  assert.doesNotMatch(JSON.stringify(note), /13800138000/);
  await office.act('xinfang7', 'matter', matter, 'review-send-back', { reason: '答复里有个人手机号，请改为科室电话' });
  const back = kept((await office.see('xinfang7', 'matter', matter)).body, 'review-send-back');
  assert.equal(back.answer_check, note.answer_check, 'what the reviewer was shown');
  await office.act('zhujian1', 'task', task, 'report', { words: PHONE.replace('13800138000', '热线12345'), result: 'solved' });
  const mended = kept({ timeline: (await office.see('zhujian1', 'task', task)).body.timeline.filter((l) => l.action === 'report').slice(-1) }, 'report');
  assert.equal(mended.answer_check, '-', 'nothing found is kept as well');
});

test('an answer copied from another matter of the unit is told with its number', async () => {
  const words = '您反映的问题已收悉，区住建局工作人员于11月20日到现场查看，更换了损坏的部件，安排专人每周巡查，今后如有问题请拨打12345热线。';
  const first = await reported(words, '市民广场北侧第三盏路灯不亮，晚上散步的老人看不清路');
  await office.act('zhujian2', 'task', first.task, 'agree');
  await office.act('xinfang7', 'matter', first.matter, 'review-agree', { solved: 'yes' });
  await office.act('zhujian1', 'matter', first.matter, 'answer', { words, result: 'solved' });
  const demand = await office.demand({ words: '三组通村公路塌方，校车进不来，请尽快抢修' });
  const other = await office.dispatched(demand.num);
  let copied;
  for (let i = 0; i < 40 && !copied; i++) {
    copied = (await check('zhujian1', `${other}-1`, words)).body.findings.find((f) => f.rule === 'copied');
    if (!copied) await new Promise((r) => setTimeout(r, 250));
  }
  assert.deepEqual([copied?.like, copied?.share], [first.matter, 100]);
});
