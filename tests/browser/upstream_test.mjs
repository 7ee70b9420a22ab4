// SPDX-License-Identifier: Apache-2.0
// The exchange desk: an upstream's orders are looked at, taken in, listed by limit; the replies go out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { huiyin } from '../server.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

let town;
before(async () => {
  town = await openTown();
  for (const name of ['hotline12345', 'petition']) huiyin('upstream', 'load', name, '--data', town.server.data);
});
after(() => town?.close());

const look = async (page, where) => {
  await assertFits(page, where);
  await assertAccessible(page, where);
};

test('a table is looked at, taken, and its replies are downloaded', async () => {
  const { page } = await town.sit('xinfang4');
  await page.goto('/desk/');
  await page.getByRole('link', { name: '上级工单' }).click();
  await page.getByText('没有未办结的工单').waitFor();
  const rows = [
    '工单编号,标题,主要内容,来电人,来电人电话/账号,办理时限',
    'GD1,路灯不亮（示例）,北门路灯坏了（示例）,示例·周,13900000007,2099-12-01',
    ',没有编号,没有编号,,,',
  ];
  await page.locator('#up-orders').setInputFiles({ name: '工单.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
  await page.getByText('检查结果（还没有写入）：共 2 行，新工单 1').waitFor();
  await page.getByRole('cell', { name: '工单编号为空' }).waitFor();
  await look(page, 'looked at');
  await page.getByRole('button', { name: '确认导入 1 行' }).click();
  await page.getByText('已导入：共 2 行，新工单 1').waitFor();
  await page.getByRole('link', { name: /路灯不亮/ }).waitFor();
  await page.getByText('未办结 1 件').waitFor();
  await look(page, 'taken in');
  const got = page.waitForEvent('download');
  await page.getByRole('button', { name: '下载办理回复' }).click();
  assert.match((await got).suggestedFilename(), /12345.*\.xlsx$/);
  await page.getByText('已写出 0 件').waitFor();
});

test('a petition item that may be here already is hinted at, and a person says which', async () => {
  const { page } = await town.sit('xinfang4');
  await page.goto('/desk/upstreams?code=petition');
  const rows = ['信访件编号,信访诉求,信访内容,姓名,联系电话', 'XF7,路灯（示例）,北门路灯一直不亮（示例）,示例·周,13900000007', 'XF7,路灯（示例）,群众又来补充（示例）,示例·周,13900000007'];
  await page.locator('#up-orders').setInputFiles({ name: '信访.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
  await page.getByText('第 3 行编号同第 2 行，记为它的补充').waitFor();
  await page.getByText('联系电话相同').waitFor();
  await look(page, 'hinted at');
  await page.getByRole('button', { name: '确认导入 1 行' }).click();
  await page.getByText('已导入：共 2 行，新工单 1').waitFor();
  await page.getByRole('link', { name: 'XF7' }).click();
  await page.getByRole('heading', { name: '信访系统里的同一件' }).waitFor();
  await look(page, 'the item');
  await page.getByRole('button', { name: '与已有诉求关联' }).click();
  const form = page.locator('form');
  await form.getByText(/联系电话相同/).click();
  await form.getByLabel('理由').fill('同一盏路灯');
  await form.getByRole('button', { name: '与已有诉求关联' }).click();
  await page.getByText('已与另一边关联').waitFor();
  await look(page, 'linked');
});
