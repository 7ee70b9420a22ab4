// SPDX-License-Identifier: Apache-2.0
// A citizen's threat stands on the desks of those who are told within two seconds, is acknowledged
// there, and turns out to be a false alarm; the operator is told while typing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertAccessible, assertFits, say } from './citizen.mjs';
import { NORTH_GATE, openTown } from './town.mjs';

const SOON_MS = 2500;
let town;
before(async () => {
  town = await openTown();
});
after(() => town?.close());

/* A message that is fading away lies half transparent over what is judged. */
async function look(page, where) {
  await page.waitForFunction(() => !document.querySelector('.el-message'));
  await assertFits(page, where);
  await assertAccessible(page, where);
}

test('a threat reaches the desk at once, and a false alarm leaves it', async () => {
  const { page } = await town.sit('beimen1');
  await page.goto('/desk/');
  await page.getByRole('heading', { name: '工作清单' }).waitFor();
  assert.equal(await page.locator('.alarm-banner').count(), 0);

  const { num } = await say(await town.phone(), { words: '再不解决我就要跳楼', place: NORTH_GATE, privacy: /^匿名/ });
  const banner = page.locator('.alarm-banner');
  await banner.getByText('要情：轻生自伤').waitFor({ timeout: SOON_MS });
  await banner.getByText('还剩 5 分钟').waitFor();
  await look(page, 'the banner');
  await page.locator('tr', { hasText: '再不解决我就要跳楼' }).first().waitFor(); // the list came with it
  await banner.getByRole('button', { name: '确认收到' }).click();
  await banner.waitFor({ state: 'detached' });

  await page.goto('/desk/urgent');
  const row = page.locator('tr', { hasText: '轻生自伤' });
  await row.getByText(/已确认/).first().waitFor();
  await look(page, 'the list of alarms');
  await row.getByRole('link').first().click();
  await page.locator('section.alarms').getByText('扬言自杀、轻生').waitFor();
  await look(page, 'the dossier of an alarm');

  const desk = await town.sit('beimen1');
  await desk.act('误报，解除要情', 'urgent-clear', { reason: '群众说的是玩笑' });
  await page.locator('.state-line').getByText('要情', { exact: true }).waitFor({ state: 'detached' });
  await page.goto('/desk/urgent');
  await page.getByText('没有要情').waitFor();
  await page.getByRole('button', { name: '全部' }).click();
  await page.locator('tr', { hasText: '误报' }).waitFor();
  assert.equal((await town.office.see('beimen1', 'demand', num)).body.row.urgent, false);

  await page.goto('/desk/urgent/rules');
  await page.locator('tr', { hasText: '扬言自杀、轻生' }).getByText('0%').waitFor();
  await page.getByLabel('试一段话').fill('家里闻到煤气味');
  await page.getByText('可能是要情：燃气泄漏').waitFor();
  await look(page, 'the rules');
});

/* Counts the tones that the page starts; the browser itself is silent here. */
const countTones = (page) =>
  page.addInitScript(() => {
    window.tones = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) {
      window.tones++;
      return start.apply(this, when);
    };
  });
const tones = (page) => page.evaluate(() => window.tones);

test('an alarm that waits is heard, read out and seen on the tab; the sound can be switched off', async () => {
  const { page } = await town.sit('beimen2');
  await countTones(page);
  await page.goto('/desk/');
  await page.getByRole('heading', { name: '工作清单' }).waitFor();
  const name = await page.title();

  const first = await say(await town.phone(), { words: '三号楼着火了', place: NORTH_GATE, privacy: /^匿名/ });
  const banner = page.locator('.alarm-banner');
  await banner.getByText('要情：火情消防').waitFor({ timeout: SOON_MS });
  await page.waitForFunction((was) => document.title === `（1 件要情）${was}`, name);
  assert.match(await page.locator('[role=alert].hidden').textContent(), /要情：火情消防.*还剩 5 分钟/);
  const spoken = await page.locator('[role=alert].hidden').boundingBox();
  assert.ok(spoken.width <= 1 && spoken.height <= 1, 'for the ears alone');
  /* Nobody has touched the page: the browser would refuse, nothing is tried, and that is said. */
  assert.equal(await tones(page), 0);
  await banner.getByText('点一下页面，提示音才会响').waitFor();
  await look(page, 'the banner with its switch');
  await page.getByRole('heading', { name: '工作清单' }).click();
  await page.waitForFunction(() => window.tones >= 2);
  await banner.getByText('点一下页面，提示音才会响').waitFor({ state: 'detached' });

  await banner.getByRole('button', { name: '提示音：开' }).click();
  await banner.getByRole('button', { name: '提示音：关', pressed: true }).waitFor();
  const before = await tones(page);
  await say(await town.phone(), { words: '家里闻到煤气味', place: NORTH_GATE, privacy: /^匿名/ });
  await banner.getByText('要情：燃气险情').waitFor({ timeout: SOON_MS });
  await page.waitForFunction((was) => document.title === `（2 件要情）${was}`, name);
  assert.match(await page.locator('[role=alert].hidden').textContent(), /燃气险情/);
  assert.equal(await tones(page), before, 'it is muted');
  await page.reload();
  await banner.getByRole('button', { name: '提示音：关', pressed: true }).waitFor(); // remembered
  await page.getByRole('heading', { name: '工作清单' }).click();
  await banner.getByRole('button', { name: '提示音：关' }).click();
  await page.waitForFunction(() => window.tones >= 2);

  /* Acknowledged, it leaves the banner and the tab and stands above the work list until it is over. */
  for (const n of [1, 0]) {
    await banner.getByRole('button', { name: '确认收到' }).first().click();
    await page.waitForFunction(
      ([was, left]) => document.title === (left ? `（${left} 件要情）${was}` : was),
      [name, n],
    );
  }
  const strip = page.locator('.alarm-strip');
  await strip.getByText('要情在办 2 件').waitFor();
  await strip.getByText(/已确认/).first().waitFor();
  await look(page, 'the strip above the work list');
  const desk = await town.sit('beimen2');
  await desk.page.goto(`/desk/demands/${first.num}`);
  await desk.page.locator('.receivers').getByText('（在岗）').first().waitFor();
  await town.office.act('beimen2', 'demand', first.num, 'urgent-handled', { words: '已扑灭' });
  await page.goto('/desk/');
  await strip.getByText('要情在办 1 件').waitFor();
});

test('the operator is told what to do while the citizen still speaks', async () => {
  const { page } = await town.sit((o) => o.roles.includes('operator'));
  await page.goto('/desk/new');
  await page.locator('#n-words').fill('三号楼着火了');
  const hint = page.locator('.urgent-hint');
  await hint.getByText('可能是要情：火情').waitFor();
  await hint.getByText(/119/).waitFor();
  await look(page, 'the hint');
  await page.locator('#n-words').fill('三号楼的火锅店太吵');
  await hint.getByText('可能是要情：火情').waitFor({ state: 'detached' });
});
