// SPDX-License-Identifier: Apache-2.0
// Weak signals on the desk: their own list with what nobody acted on, seen by one of those told, marked by a
// leader to a unit that answers, dismissed with a reason.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Office } from '../api/loop.mjs';
import { huiyin } from '../server.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

const LOOK = 11 * 60000;
let town, office, num, moved = 0;
async function raised() {
  const by = await office.by('ducha1');
  for (let i = 0; i < 30; i++) {
    huiyin('clock', 'offset', String((moved += LOOK)), '--data', town.server.data);
    await sleep(2500);
    const { body } = await by.get('/api/v1/notices?signals=all');
    if (body.notices.length) return body.notices[0].num;
  }
  return assert.fail('no signal within thirty looks');
}
before(async () => {
  town = await openTown();
  office = await Office.of(town.server);
  for (const words of ['井盖松动', '路面有坑', '树枝挡灯', '围墙开裂', '水沟堵塞']) await office.demand({ name: '示例', privacy: 'named', phone: '13900000041', words });
  num = await raised();
});
after(() => town?.close());

async function open(login, path) {
  const { page } = await town.sit(login);
  await page.setViewportSize({ width: 1366, height: 900 });
  await page.goto(new URL(`/desk${path}`, page.url()).href);
  await page.locator('h1').waitFor();
  return page;
}
const unfold = (page, text) => page.locator('summary', { hasText: text }).first().click();
async function looks(page, name) {
  for (const [width, height] of [[390, 844], [1366, 900]]) {
    await page.setViewportSize({ width, height });
    await assertFits(page, `${name} at ${width}`);
    if (process.env.HUIYIN_SHOTS) await page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/${name}-${width}.png`, fullPage: true });
  }
  await assertAccessible(page, name);
}

test('a signal on which nobody acted is shown as such, and seen by one who was told', async () => {
  const page = await open('ducha1', '/notices');
  await page.getByRole('link', { name: '无人处置的苗头' }).click();
  const row = page.locator('[data-test=signals] tbody tr');
  await row.getByText('无人处置', { exact: true }).waitFor();
  await row.getByText('还没有人表示知悉').waitFor();
  await row.getByText(/报出已 \d+ 天，未了结/).waitFor();
  await looks(page, 'signals');
  await row.getByRole('link').first().click();
  await page.locator('[data-test=signal]').waitFor();
  assert.equal(await page.locator('[data-test=signal] .signal-demands li').count(), 5, 'the demands behind it');
  const all = page.getByRole('link', { name: '在台账中查看这些诉求' });
  assert.match(await all.getAttribute('href'), new RegExp(`/ledgers\\?signal=${num}$`));
  await unfold(page, '知悉');
  await page.locator('#see-words').fill('明日到现场核实，逐件办理');
  await looks(page, 'signal-open');
  await page.getByRole('button', { name: '知悉', exact: true }).click();
  await page.locator('[data-test=acks]', { hasText: '明日到现场核实，逐件办理' }).waitFor();
  await page.locator('.state-line', { hasText: '已知悉，处置中' }).waitFor();
  await page.getByRole('link', { name: '督办单', exact: true }).first().click();
  await page.getByRole('link', { name: '无人处置的苗头' }).click();
  await page.getByText('没有苗头').waitFor();
});

test('a leader marks it to a unit, which finds it above its work list and answers', async () => {
  let page = await open('lingdao1', `/notices/${num}`);
  await unfold(page, '批示');
  await page.locator('#mark-words').fill('请对同类问题集中排查，三日内回复');
  await page.getByRole('button', { name: '签发', exact: true }).click();
  await page.locator('.state-line', { hasText: '已批示交办' }).waitFor();
  await looks(page, 'signal-marked');
  const { body } = await (await office.by('ducha1')).get(`/api/v1/notices/${num}`);
  const mark = body.signal.brought[0].num;
  page = await open('ducha1', `/notices/${mark}`);
  await page.getByText('请对同类问题集中排查，三日内回复').waitFor();
  await page.getByText('所针对的苗头').waitFor();
  await looks(page, 'signal-mark');
});

test('it is dismissed with a reason', async () => {
  const page = await open('fenxi1', `/notices/${num}`);
  await unfold(page, '排除');
  await page.locator('#dismiss-words').fill('五件各不相同，分别办理');
  await page.getByRole('button', { name: '排除', exact: true }).click();
  await page.locator('.state-line', { hasText: '已排除' }).first().waitFor();
  await page.getByText('五件各不相同，分别办理').first().waitFor();
});
