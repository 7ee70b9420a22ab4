// SPDX-License-Identifier: Apache-2.0
// An answer is looked at while it is written: the writer sees the reasons before he sends, the reviewer sees
// them beside the report and decides.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

const MENDED = '您反映的问题已收悉，区住建局工作人员于11月20日到现场查看，更换了损坏的部件，安排专人每周巡查，今后如有问题请拨打12345热线。';
const PHONE = '市民广场北侧的路灯，住建局已于11月20日派人更换，有事请打13800138000找示例科员。';

let town, office, matter, earlier;
before(async () => {
  town = await openTown();
  office = await Office.of(town.server);
  earlier = await office.dispatched((await office.demand({ words: '三组通村公路塌方，校车进不来，请尽快抢修' })).num);
  const task = await verified(earlier);
  await office.act('zhujian1', 'task', task, 'report', { words: MENDED, result: 'solved' });
  await office.act('zhujian2', 'task', task, 'agree');
  await office.act('xinfang7', 'matter', earlier, 'review-agree', { solved: 'yes' });
  await office.act('zhujian1', 'matter', earlier, 'answer', { words: MENDED, result: 'solved' });
  matter = await office.dispatched((await office.demand({ words: '市民广场北侧第三盏路灯不亮，晚上散步的老人看不清路' })).num);
  await verified(matter);
});
after(() => town?.close());

async function verified(num) {
  await office.act('zhujian1', 'task', `${num}-1`, 'sign');
  await office.act('zhujian1', 'task', `${num}-1`, 'verify', { truth: '属实' });
  return `${num}-1`;
}

async function looks(page, name) {
  for (const [width, height] of [[390, 844], [1366, 900]]) {
    await page.setViewportSize({ width, height });
    await assertFits(page, `${name} at ${width}`);
  }
  await assertAccessible(page, name);
}

test('who writes sees why before it is sent: a private number, a copied answer; it stops nothing', async () => {
  const desk = await town.sit('zhujian1');
  const { page } = desk;
  await desk.open('task', `${matter}-1`);
  const form = await desk.begin('书面反馈', 'report', { words: PHONE, result: '已解决' });
  const check = form.getByRole('status', { name: '答复检查' });
  const row = (text) => check.locator('.findings li', { hasText: text });
  await row('有手机号码').locator('mark', { hasText: '13800138000' }).waitFor();
  assert.match(await row('有手机号码').innerText(), /严重|请改为单位的办公电话或热线/);
  await looks(page, 'a number in a report');

  // What was answered before is looked through in the background: asked again with every letter.
  const words = form.locator('#a-report-words');
  const copied = row('与以前的答复雷同');
  for (let i = 0; i < 20 && !(await copied.count()); i++) {
    await words.fill(MENDED + '。'.repeat(i % 2));
    await copied.waitFor({ timeout: 1500 }).catch(() => {});
  }
  await copied.getByRole('link', { name: /的答复相同 \d+%/ }).waitFor();
  assert.equal(await row('有手机号码').count(), 0, 'what is mended is not told any more');

  await words.fill('');
  await check.locator('.findings').waitFor({ state: 'detached' });
  await words.fill(PHONE);
  await row('有手机号码').waitFor();
  await desk.send('report', form);
});

test('the reviewer sees it beside the report, decides, and it comes back with his reason', async () => {
  await office.act('zhujian2', 'task', `${matter}-1`, 'agree');
  const desk = await town.sit('xinfang7');
  const { page } = desk;
  await desk.findsToDo(matter);
  const report = page.getByRole('region', { name: '反馈' }).locator('article.link', { hasText: '13800138000' });
  await report.getByText('机器检查的提示（由审核人决定）').waitFor();
  await report.locator('.findings mark', { hasText: '13800138000' }).waitFor();
  await looks(page, 'the reviewer’s look');
  const { body } = await office.see('xinfang7', 'matter', matter);
  const back = body.actions.find((a) => a.name === 'review-send-back');
  await desk.act(back.label, 'review-send-back', { reason: '答复里有个人手机号，请改为科室电话' });

  const writer = await town.sit('zhujian1');
  await writer.open('task', `${matter}-1`);
  await writer.page.getByText('答复里有个人手机号，请改为科室电话').first().waitFor();
  const form = await writer.begin('书面反馈', 'report', { words: PHONE.replace('13800138000找示例科员', '12345热线'), result: '已解决' });
  await form.getByRole('status', { name: '答复检查' }).getByText('没有发现问题。').waitFor();
  await writer.send('report', form);
});
