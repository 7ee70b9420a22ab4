// SPDX-License-Identifier: Apache-2.0
// A department's clerk fills a table; its officer finds drafts, and what somebody did meanwhile beside them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { filled } from '../form.mjs';
import { assertAccessible, assertFits, say } from './citizen.mjs';
import { HOUSING, NORTH_GATE, openTown } from './town.mjs';

let town, task, other;
before(async () => {
  town = await openTown();
  const open = async (words) => {
    const { num } = await say(await town.phone(), { words, place: NORTH_GATE, privacy: /^匿名/ });
    const matter = await town.office.toDispatch(num);
    await town.office.act('xinfang4', 'matter', matter, 'dispatch', { lead: await town.office.unit(HOUSING) });
    await town.office.act('zhujian1', 'task', `${matter}-1`, 'sign', {});
    await town.office.act('zhujian1', 'task', `${matter}-1`, 'verify', { truth: '属实' });
    return `${matter}-1`;
  };
  task = await open('楼道灯不亮');
  other = await open('井盖破损');
});
after(() => town?.close());

const look = async (page, where) => {
  await assertFits(page, where);
  await assertAccessible(page, where);
};

test('out, filled, in again; a clean draft is filed with one click, a conflict is chosen field by field', async () => {
  const { page } = await town.sit('zhujian1');
  await page.goto('/desk/');
  const got = page.waitForEvent('download');
  await page.getByRole('link', { name: '导出任务表' }).click();
  const table = await (await got).path();
  const back = filled(table, [
    [task, '书面反馈', '表格里写：换了三盏灯'],
    [task, '办理结果', '已解决'],
    [other, '进展', '井盖已订货'],
  ]);
  // Meanwhile a colleague reported the same task, and the head sent it back.
  await town.office.act('zhujian1', 'task', task, 'report', { words: '系统里写：换了两盏灯', result: 'partly' });
  await town.office.act('zhujian2', 'task', task, 'send-back', { reason: '数目再核实' });

  await page.getByRole('link', { name: '草稿', exact: true }).click();
  await page.getByText('没有等待提交的草稿').waitFor();
  await page.locator('#sheet-file').setInputFiles(back);
  await page.getByText('填了 2 行：新草稿 2 份').waitFor();
  const clean = page.locator('[data-draft=note]');
  const torn = page.locator('[data-draft=report]');
  await torn.getByText('导出之后，已有人办过').waitFor();
  await torn.getByRole('row', { name: /书面反馈/ }).getByText('系统里写：换了两盏灯').waitFor();
  await look(page, 'drafts');
  assert.equal(await torn.getByRole('button', { name: /^提交/ }).count(), 0, 'a conflict is not filed with one click');

  await clean.getByRole('button', { name: '提交：记录进展' }).click();
  await clean.waitFor({ state: 'detached' });
  await page.locator('#sheet-file').setInputFiles(back);
  await page.getByText('新草稿 0 份，已有 2 份').waitFor();

  await torn.getByRole('button', { name: '填入表单再改' }).click();
  await page.waitForURL(/\/desk\/tasks\//);
  const form = page.locator('section.actions form');
  await form.waitFor();
  const words = form.locator('#a-report-words');
  assert.equal(await words.inputValue(), '表格里写：换了三盏灯');
  await form.getByRole('button', { name: '办理结果：用系统里的' }).click();
  await look(page, 'the form beside the table');
  await form.locator('button[type=submit]').click();
  await page.locator('.state-line .el-tag').first().filter({ hasText: '已反馈' }).waitFor();
  await page.getByText('草稿：来自').first().waitFor({ state: 'detached' });

  const { body } = await town.office.see('zhujian1', 'task', task);
  assert.deepEqual(body.task.reports.map((r) => r.words), ['系统里写：换了两盏灯', '表格里写：换了三盏灯']);
  assert.equal(body.task.result_text, '部分解决', 'the field that was chosen from the system');
  const noted = await town.office.see('zhujian1', 'task', other);
  assert.equal(noted.body.timeline.at(-1).texts.words, '井盖已订货');
});

test('on a telephone the page fits, and what does not fit the register is told by row', async () => {
  const { page } = await town.sit('zhujian1');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/desk/');
  await page.getByRole('link', { name: '导出任务表' }).waitFor();
  await look(page, 'work list');
  const got = page.waitForEvent('download');
  await page.getByRole('link', { name: '导出任务表' }).click();
  const table = await (await got).path();
  await page.getByRole('link', { name: '草稿', exact: true }).click();
  await page.locator('#sheet-file').setInputFiles(filled(table, [[other, '标题', '改了标题'], [other, '进展', '没用']]));
  await page.getByText('锁定的列被改动').waitFor();
  await look(page, 'rows with faults');
});
