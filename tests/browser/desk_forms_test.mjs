// SPDX-License-Identifier: Apache-2.0
// Officers at their desks where it is not the straight way: the lawful exits with a second desk, who the
// citizen is, the second page of a list, and every act that undoes another. Each page fits a telephone.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, newKey } from '../api/lib.mjs';
import { assertFits } from './citizen.mjs';
import { HOUSING, openTown } from './town.mjs';

const GROUNDS = { unreachable: '多次联系不上', explained: '解释说明' };

let town;
let place;
before(async () => {
  town = await openTown();
  const { body } = await new Client(town.server).get('/api/v1/public/places');
  const street = body.places.find((p) => p.name === '东城街道');
  const below = await new Client(town.server).get(`/api/v1/public/places?parent=${street.id}`);
  place = below.body.places.find((p) => p.name === '北门社区').id;
});
after(() => town?.close());

async function said(words, more = {}) {
  const sent = await new Client(town.server).submit({ words, place_id: place, privacy: 'named', name: '刘阿姨', phone: '13800138000', ...more });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  return sent.body.num;
}

/** The page as it stands fits the office screen and the telephone. */
async function fits({ page }, where) {
  for (const [width, height] of [[390, 844], [1280, 900]]) {
    await page.setViewportSize({ width, height });
    await assertFits(page, `${where} at ${width}`);
  }
}

const grounds = async (desk, action) => {
  const panel = desk.page.locator('section.actions');
  await panel.getByRole('button', { name: action, exact: true }).click();
  const labels = await panel.locator('form [role=radiogroup]').first().locator('label').allInnerTexts();
  await panel.getByRole('button', { name: '取消' }).click();
  return labels;
};

test('cannot be reached: three attempts, asked by the closing desk, granted by a second one', async () => {
  const num = await said('楼下早点摊油烟直排。');
  const { matter } = await town.office.toAnswer(num, HOUSING, '已劝导摊主加装油烟机。');
  const caller = await town.sit('xinfang5');
  await caller.open('demand', num);
  await caller.act('登记回访未果', 'attempt', { outcome: '无人接听', words: '上午十点' });
  for (const outcome of ['busy', 'no_answer']) await town.office.act('xinfang5', 'demand', num, 'attempt', { outcome });
  await caller.open('demand', num);
  await fits(caller, 'call-back');
  await caller.act('登记回访结果', 'verdict', { reached: '否' });
  await caller.shows('联系不上');

  const closer = await town.sit('xinfang7');
  await closer.findsToDo(matter);
  assert.deepEqual(await grounds(closer, '申请依法退出'), Object.values(GROUNDS));
  await closer.act('申请依法退出', 'ask-exit', { ground: GROUNDS.unreachable, reason: '三个时段三次未接' });
  assert.ok(!(await closer.offered()).includes('同意退出销号'), 'nobody grants what he asked for');
  const second = await town.sit('lingdao1');
  await second.findsToDo(matter);
  await second.act('同意退出销号', 'grant-exit', { reason: '情况属实' });
  await second.shows('已销号');
  await fits(second, 'closed');
  assert.match(await second.page.locator('dl.facts').last().innerText(), new RegExp(GROUNDS.unreachable));
});

test('explained, cannot be met: refused once, then granted; the demand is settled', async () => {
  const num = await said('要求把公交站移到自家门口。');
  const { matter } = await town.office.toAnswer(num, HOUSING, '站点按规划设置，不能移动。');
  await town.office.act('xinfang5', 'demand', num, 'verdict', { reached: 'yes', solved: 'no', grade: 'unsatisfied' });
  const closer = await town.sit('xinfang7');
  const second = await town.sit('lingdao1');
  await closer.findsToDo(matter);
  await closer.act('申请依法退出', 'ask-exit', { ground: GROUNDS.explained, reason: '规划不允许' });
  await second.findsToDo(matter);
  await second.act('不同意退出', 'refuse-exit', { reason: '请当面再解释一次' });
  await closer.findsToDo(matter);
  await closer.act('申请依法退出', 'ask-exit', { ground: GROUNDS.explained, reason: '已当面解释' });
  await second.open('matter', matter);
  await second.act('同意退出销号', 'grant-exit', { reason: '同意，已当面说明' });
  await second.shows('已销号');
  const { body } = await town.office.see('xinfang7', 'demand', num);
  assert.equal(body.state, 'settled');
});

test('who the citizen is: one click for the handler, a typed reason for everybody else, both in the time line', async () => {
  const num = await said('三单元门禁坏了，谁都能进。');
  const matter = await town.office.toDispatch(num);
  await town.office.act('xinfang4', 'matter', matter, 'dispatch', { lead: await town.office.unit(HOUSING) });
  await town.office.act('zhujian1', 'task', `${matter}-1`, 'sign', {});
  const head = await town.sit('zhujian2');
  await head.open('demand', num);
  const { page } = head;
  assert.match(await page.locator('.dossier').innerText(), /138\*+8000/);
  const button = page.getByRole('button', { name: '查看', exact: true });
  assert.ok(await button.isDisabled(), 'not without a reason');
  await page.getByLabel('查看诉求人信息的理由').fill('需要上门核实');
  await button.click();
  await page.getByRole('link', { name: '13800138000' }).waitFor();
  await page.locator('.timeline', { hasText: '需要上门核实' }).waitFor();
  await fits(head, 'unmasked');
  await page.reload();
  await page.locator('article.dossier').waitFor();
  assert.doesNotMatch(await page.locator('.dossier').innerText(), /13800138000/, 'masked again with the next look');
  const handler = await town.sit('zhujian1');
  await handler.open('task', `${matter}-1`);
  await handler.page.getByRole('button', { name: '联系诉求人' }).click();
  await handler.page.getByRole('link', { name: '13800138000' }).waitFor();
  await handler.page.locator('.clock details summary').first().click();
  await handler.page.locator('.clock li', { hasText: '届满' }).waitFor();
  await fits(handler, 'task');
});

test('every other page fits as well', async () => {
  const desk = await town.sit('beimen1');
  for (const [path, where] of [['new', 'entering'], ['find/511902202601010000019', 'not found'], ['nowhere', 'lost'], ['', 'to do']]) {
    await desk.page.goto(`/desk/${path}`);
    await desk.page.getByRole('heading', { level: 1 }).waitFor();
    await fits(desk, where);
  }
});

test('the second page of a list goes on where the first ended; the side bar counts both', async () => {
  for (let i = 0; i < 24; i++) await said(`路灯第${i + 1}盏不亮。`, { privacy: i % 2 ? 'anonymous' : 'confidential', ...(i % 2 ? { name: undefined, phone: undefined } : {}) });
  const desk = await town.sit('beimen1');
  const { page } = desk;
  await page.goto('/desk/?list=all&sort=born&dir=desc');
  const rows = page.locator('table tbody tr');
  await rows.first().waitFor();
  assert.equal(await rows.count(), 20);
  const first = await rows.locator('.num').allInnerTexts();
  await fits(desk, 'list');
  await page.getByRole('button', { name: '再显示 20 条' }).click();
  const more = page.getByRole('button', { name: '再显示 20 条' });
  await rows.nth(20).waitFor();
  while (await more.count()) {
    const had = await rows.count();
    await more.click();
    await rows.nth(had).waitFor();
  }
  const all = await rows.locator('.num').allInnerTexts();
  assert.deepEqual(all.slice(0, 20), first, 'what was shown stays');
  assert.equal(new Set(all).size, all.length, 'no row twice');
  assert.ok(all.length >= 24);
  const bar = page.getByRole('navigation', { name: '清单' });
  assert.equal(await bar.locator('[data-list=all] b').innerText(), String(all.length));
  const texts = await rows.allInnerTexts();
  assert.ok(texts.some((t) => /匿名/.test(t) && /路灯第\d+盏不亮/.test(t)), 'anonymous words stand in the row');
  assert.ok(texts.some((t) => /实名保密/.test(t)), 'so does the wish for confidence');
  await bar.getByRole('button', { name: /本单位待办/ }).click();
  await page.waitForURL(/list=act/);
});

test('put right: place and class corrected from what is known, withdrawn by an officer with evidence', async () => {
  const num = await said('垃圾桶没有盖子。', { title: '垃圾桶' });
  const secretary = await town.sit('beimen1');
  await secretary.open('demand', num);
  const panel = secretary.page.locator('section.actions');
  await panel.getByRole('button', { name: '更正地点类别', exact: true }).click();
  assert.equal(await panel.locator('#a-correct-title').inputValue(), '垃圾桶');
  await panel.locator('.levels').getByText('北门社区').waitFor();
  await fits(secretary, 'correct');
  await panel.getByRole('button', { name: '取消' }).click();
  await secretary.act('更正地点类别', 'correct', { title: '垃圾桶缺盖', reason: '标题不清楚' });
  await secretary.page.getByRole('heading', { level: 1, name: '垃圾桶缺盖' }).waitFor();
  const operator = await town.sit('xinfang1');
  await operator.open('demand', num);
  await operator.act('撤诉', 'withdraw', { reason: '已自行解决', evidence: '通话录音 0312' });
  await operator.shows('已撤诉');
});

test('taken back: a dispatch, a lead, a level, a join, a closing', async () => {
  const housing = await town.office.unit(HOUSING);
  const num = await said('地下车库积水。');
  const other = await said('地下车库没有灯。');
  const matter = await town.office.toDispatch(num);
  await town.office.act('beimen1', 'demand', other, 'screen-valid', {});
  await town.office.act('xinfang4', 'demand', other, 'join', { matter });
  const dispatcher = await town.sit('xinfang4');
  await town.office.act('xinfang4', 'matter', matter, 'dispatch', { lead: housing });

  await dispatcher.open('matter', matter);
  await dispatcher.act('撤回重派', 'recall', { reason: '派错了单位' });
  await dispatcher.shows('待派单');
  await town.office.act('xinfang4', 'matter', matter, 'dispatch', { lead: await town.office.unit('区综合行政执法局(示例)') });
  await dispatcher.open('matter', matter);
  await dispatcher.act('改派主办', 'change-lead', { lead: HOUSING, reason: '应由住建主办' });
  await dispatcher.shows('办理中');
  await dispatcher.page.locator('table', { hasText: '已撤回' }).waitFor();
  await fits(dispatcher, 'matter');

  const split = await dispatcher.act('拆单', 'split', { demand: `${other} 地下车库没有灯。 · 办理中`, reason: '不是一件事' });
  assert.notEqual(split.created, matter);
  await dispatcher.page.locator('article.dossier h1', { hasText: '没有灯' }).waitFor();

  const screener = await town.sit('xinfang3');
  await screener.open('matter', matter);
  await screener.act('重新分级', 'level-again', { reason: '街道可以办' });
  await screener.shows('待分级');

  const again = await said('电梯停运两天。');
  const { matter: closed } = await town.office.toAnswer(again, HOUSING, '电梯已恢复。');
  await town.office.act('xinfang5', 'demand', again, 'verdict', { reached: 'yes', solved: 'yes', grade: 'satisfied' });
  await town.office.act('xinfang7', 'matter', closed, 'close', {});
  const closer = await town.sit('xinfang7');
  await closer.open('matter', closed);
  await closer.act('重开', 'reopen', { cause: '误销号', reason: '另一部电梯还没修' });
  await closer.shows('办理中');
  await fits(closer, 'reopened');
});
