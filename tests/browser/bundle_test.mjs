// SPDX-License-Identifier: Apache-2.0
// JN-22: matters are bundled at the desk; the coordinating unit finds them, says how they go, and each
// dossier tells it. JN-21: what is under key supervision stands on the same page.
import { after, before, test } from 'node:test';

import { assertAccessible, assertFits, say } from './citizen.mjs';
import { HOUSING, NORTH_GATE, openTown } from './town.mjs';

let town;
before(async () => {
  town = await openTown();
});
after(() => town?.close());

const said = async (words) =>
  town.office.toDispatch((await say(await town.phone(), { words, place: NORTH_GATE, privacy: /^匿名/ })).num);

test('JN-22: bundled, coordinated, told in each dossier', async () => {
  const [one, two] = [await said('东街路灯不亮'), await said('西街路灯不亮')];
  const desk = await town.sit('xinfang4');
  await desk.open('matter', one);
  await desk.act('打包', 'bundle', { title: '背街小巷路灯整治', unit: HOUSING, plan: '分三批更换，年底前完成', reason: '涉及多个部门' });
  await desk.page.getByRole('link', { name: '专题：背街小巷路灯整治' }).waitFor();
  await desk.open('matter', two);
  await desk.act('打包', 'bundle', { bundle: `背街小巷路灯整治 · ${HOUSING}`, reason: '同一专题' });

  const lead = await town.sit('zhujian1');
  const { page } = lead;
  await page.goto('/desk/');
  await page.getByRole('link', { name: '专题与督办' }).click();
  await page.getByRole('link', { name: '背街小巷路灯整治' }).click();
  await page.getByRole('heading', { level: 1, name: '背街小巷路灯整治' }).waitFor();
  await page.getByText('诉求 2 件，事项 2 件，其中未销号 2 件').waitFor();
  await page.getByRole('button', { name: '登记进展', exact: true }).click();
  await page.locator('#a-bundle-note-text').fill('第一批已开工');
  await page.locator('form.action-form button[type=submit]').click();
  await page.getByText('第一批已开工').first().waitFor({ state: 'detached' });
  for (const [width, height] of [[390, 844], [1280, 900]]) {
    await page.setViewportSize({ width, height });
    await assertFits(page, `bundle at ${width}`);
  }
  await assertAccessible(page, 'bundle');
  if (process.env.HUIYIN_SHOTS) await page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/bundle.png`, fullPage: true });
  await lead.open('matter', two);
  await page.getByText('第一批已开工').first().waitFor();
});

test('JN-21: a supervisor watches a matter', async () => {
  const matter = await said('老旧小区供暖多年不热');
  const eye = await town.sit('ducha1');
  await eye.open('matter', matter);
  await eye.act('列入重点督办', 'supervise', { reason: '群众反复反映' });
  await eye.page.getByText('督办中', { exact: true }).waitFor();
  await eye.page.goto('/desk/bundles');
  await eye.page.getByRole('heading', { name: '重点督办的事项' }).waitFor();
  await eye.page.locator('section', { hasText: '重点督办的事项' }).getByRole('link', { name: /供暖/ }).first().waitFor();
  await assertFits(eye.page, 'bundles');
  await assertAccessible(eye.page, 'bundles');
  if (process.env.HUIYIN_SHOTS) await eye.page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/bundles.png`, fullPage: true });
});
