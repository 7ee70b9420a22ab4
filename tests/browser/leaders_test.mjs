// SPDX-License-Identifier: Apache-2.0
// A leader with a telephone: writes an instruction on a matter, sees where it stands, accepts the answer.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { officerOf } from '../api/lib.mjs';
import { assertAccessible, assertFits, say } from './citizen.mjs';
import { HOUSING, NORTH_GATE, openTown } from './town.mjs';

let town, matter;
before(async () => {
  town = await openTown();
  const { num } = await say(await town.phone(), { words: '学校门口没有斑马线', place: NORTH_GATE, privacy: /^匿名/ });
  matter = await town.office.toDispatch(num);
  await town.office.act('xinfang4', 'matter', matter, 'dispatch', { lead: await town.office.unit(HOUSING) });
});
after(() => town?.close());

async function leaderOnThePhone() {
  const page = await town.phone();
  const who = officerOf(town.server, 'lingdao1');
  await page.goto('/desk/login?next=/leaders');
  await page.locator('#login').fill(who.login);
  await page.locator('#password').fill(who.password);
  await page.locator('button[type=submit]').click();
  return page;
}

test('what I instructed and where it stands, on a telephone', async () => {
  const page = await leaderOnThePhone();
  await page.getByText('您还没有批示或包案').waitFor();

  await page.goto(`/desk/matters/${matter}`);
  const panel = page.locator('section.actions');
  await panel.getByRole('button', { name: '批示', exact: true }).click();
  await panel.locator('#a-instruct-words').fill('请住建局三日内划线');
  await panel.locator('#a-instruct-units').fill(HOUSING);
  await page.locator('[role=option]:visible').getByText(HOUSING, { exact: true }).first().click();
  await page.keyboard.press('Escape');
  const sent = page.waitForResponse((r) => r.url().endsWith('/instruct'));
  await panel.locator('form button[type=submit]').click();
  assert.equal((await sent).status(), 200);

  await page.goto('/desk/leaders');
  const card = page.locator('.led').filter({ hasText: '请住建局三日内划线' });
  await card.getByText('单位还没有签收').waitFor();
  await assertFits(page, 'leaders');
  await assertAccessible(page, 'leaders');

  await town.office.act('zhujian1', 'matter', matter, 'instruction-receive');
  await town.office.act('zhujian1', 'matter', matter, 'instruction-answer', { serial: 1, words: '今晚划线' });
  await page.reload();
  await card.getByText('单位已回复，等领导认可').waitFor();
  await card.getByText('回复：今晚划线').waitFor();
  await card.getByRole('link').click();
  await panel.getByRole('button', { name: '认可批示回复', exact: true }).click();
  await panel.locator('form button[type=submit]').click();
  await panel.locator('.action-list').getByRole('button', { name: '认可批示回复', exact: true }).waitFor({ state: 'detached' });
  await page.goto('/desk/leaders');
  await card.getByText('回复已认可').waitFor();
  assert.deepEqual(page.faults, []);

  await town.office.act('lingdao1', 'matter', matter, 'sponsor', { words: '每周调度' });
  await page.reload();
  await page.getByRole('heading', { name: '包案', exact: true }).waitFor();
  await assertFits(page, 'sponsored');
  if (process.env.HUIYIN_SHOTS) await page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/leaders.png`, fullPage: true });
});

test('about what is not here yet: one form, one key press', async () => {
  const page = await leaderOnThePhone();
  await page.getByRole('button', { name: '写批示', exact: true }).click();
  const form = page.locator('form.action-form');
  await form.locator('button[type=submit]').click();
  await form.locator('.field.bad').first().waitFor();
  await form.locator('#a-instruct-new-words').fill('请查全区学校门口的斑马线');
  await assertFits(page, 'a new instruction');
  await assertAccessible(page, 'a new instruction');
  if (process.env.HUIYIN_SHOTS) await page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/instruct_new.png`, fullPage: true });
  const sent = page.waitForResponse((r) => r.url().endsWith('/instructions'));
  await form.locator('button[type=submit]').click();
  assert.equal((await sent).status(), 201);
  const card = page.locator('.led').filter({ hasText: '请查全区学校门口的斑马线' });
  await card.getByRole('link').click();
  await page.getByText('主动发现').first().waitFor();
  assert.deepEqual(page.faults, []);
});
