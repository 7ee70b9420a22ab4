// SPDX-License-Identifier: Apache-2.0
// Three tasks signed for from the work list by keyboard; a colleague was faster with one of them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { focused } from './desk.mjs';
import { openTown } from './town.mjs';

let town, office, tasks, waiting;
before(async () => {
  town = await openTown();
  office = await Office.of(town.server);
  tasks = [];
  for (const words of ['第一盏路灯不亮（示例）', '第二盏路灯不亮（示例）', '第三盏路灯不亮（示例）'])
    tasks.push(`${await office.dispatched((await office.demand({ words })).num)}-1`);
  waiting = await state(tasks[0]);
});
const state = async (num) => (await office.see('zhujian1', 'task', num)).body.state;
after(() => town?.close());

test('three are selected and signed for; the one that was taken meanwhile is told and stays', async () => {
  const { page } = await town.sit('zhujian1');
  await page.goto(`/desk/?list=state&subject=task&state=${waiting}`);
  const many = page.locator('section.many');
  const boxes = page.locator('td.what input[type=checkbox]');
  await boxes.nth(2).waitFor();
  assert.equal(await boxes.count(), 3);
  await page.keyboard.press('j');
  await focused(page, 'tr:nth-child(1) td.what a');
  await page.keyboard.press('x');
  await many.getByText('已选 1 件').waitFor();
  await page.keyboard.press('j');
  await focused(page, 'tr:nth-child(2) td.what a');
  await page.keyboard.press('j');
  await focused(page, 'tr:nth-child(3) td.what a');
  await page.keyboard.press('X');
  await many.getByText('已选 3 件').waitFor();
  await many.getByRole('button', { name: '批量办理…' }).click();
  await many.getByRole('button', { name: '签收', exact: true }).click();
  const send = many.getByRole('button', { name: '签收（3 件）' });
  await send.waitFor();
  await assertAccessible(page, 'the form for many');
  await office.act('zhujian2', 'task', tasks[1], 'sign');
  await send.click();
  await many.getByRole('heading', { name: '办成 2 件，未办成 1 件' }).waitFor();
  await many.locator('li.changed').waitFor();
  await many.getByText('已选 1 件').waitFor();
  await page.setViewportSize({ width: 320, height: 720 });
  await assertAccessible(page, 'the results');
  await assertFits(page, 'the results on a telephone');
  await many.getByRole('button', { name: '未办成的再试' }).click();
  await many.locator('li.changed', { hasText: '不能再办这一步' }).waitFor();
  await many.getByRole('heading', { name: '办成 0 件，未办成 1 件' }).waitFor();
  for (const num of tasks) assert.notEqual(await state(num), waiting, num);
});
