// SPDX-License-Identifier: Apache-2.0
// An officer's first log-in, and the text that reminds, one click from a chat group.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from '../api/lib.mjs';
import { huiyin } from '../server.mjs';
import { assertAccessible, assertFits, say } from './citizen.mjs';
import { HOUSING, NORTH_GATE, openTown } from './town.mjs';

let town, matter;
before(async () => {
  town = await openTown();
  const { num } = await say(await town.phone(), { words: '六层楼道灯不亮', place: NORTH_GATE, privacy: /^匿名/ });
  matter = await town.office.toDispatch(num);
  await town.office.act('xinfang4', 'matter', matter, 'dispatch', { lead: await town.office.unit(HOUSING) });
});
after(() => town?.close());

test('the given password is changed before anything else', async () => {
  const login = 'fenxi1';
  const fresh = '群众的事无小事-2026';
  const { password } = JSON.parse(huiyin('user', 'password', login, '--json', '--data', town.server.data));
  const page = await town.phone({ width: 1280, height: 900 });
  const enter = async (word) => {
    await page.locator('#login').fill(login);
    await page.locator('#password').fill(word);
    await page.locator('button[type=submit]').click();
  };
  const look = async (where) => {
    await assertFits(page, where);
    await assertAccessible(page, where);
  };
  await page.goto('/desk/new');
  await look('log-in');
  await enter('a wrong one');
  await page.getByRole('alert').filter({ hasText: '登录名或密码不正确' }).waitFor();
  assert.equal(await page.locator('#password').inputValue(), '');
  await enter(password);
  await page.getByText('这是初始密码').waitFor();
  await page.goto('/desk/');
  await page.getByText('这是初始密码').waitFor(); // no way around it
  await look('password');
  const change = async (old, first, second) => {
    for (const [id, text] of [['old', old], ['fresh', first], ['again', second]]) await page.locator(`#${id}`).fill(text);
    await page.locator('.door button[type=submit]').click();
  };
  await change(password, fresh, 'another one');
  await page.getByRole('alert').filter({ hasText: '两次输入的新密码不一样' }).waitFor();
  await change('not the old one', fresh, fresh);
  const below = (id) => page.locator(`#${id}`).locator('xpath=following::*[@role="alert" or name()="label"][1][@role="alert"]');
  await below('old').filter({ hasText: '密码不正确' }).waitFor();
  await change(password, '12345678', '12345678');
  await below('fresh').waitFor();
  await look('a fault');
  await change(password, fresh, fresh);
  await page.getByRole('heading', { name: '工作清单' }).waitFor();
  await page.reload();
  await page.locator('.topbar .who').waitFor();
  assert.equal(new URL(page.url()).pathname, '/desk/');
  const given = await new Client(town.server).post('/api/v1/login', { login, password });
  assert.equal(given.status, 401, 'the given password is over');

  // Whoever goes on by a link while the server still works on it is not called back.
  await page.goto('/desk/password');
  const urgent = page.getByRole('heading', { name: '要情', exact: true });
  await page.route('**/api/v1/me/password', async (route) => {
    const answer = await route.fetch();
    await urgent.waitFor();
    await route.fulfill({ response: answer });
  });
  await change(fresh, `${fresh}-again`, `${fresh}-again`);
  await page.getByRole('link', { name: '要情', exact: true }).click();
  await page.getByText('密码已修改').waitFor();
  await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
  await urgent.waitFor();
  assert.equal(new URL(page.url()).pathname, '/desk/urgent');
});

for (const [what, clipboard] of [
  ['where the browser lends its clipboard', true],
  ['on a plain intranet, where it does not', false],
])
  test(`a reminder is copied with one click, ${what}`, async () => {
    const { page } = await town.sit('zhujian1');
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    if (!clipboard) await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await page.goto(`/desk/tasks/${matter}-1`);
    await page.getByRole('button', { name: '复制催办文字' }).click();
    await page.getByText(/已复制/).waitFor();
    const find = page.locator('.topbar input').first();
    await find.focus();
    await page.keyboard.press('Control+V');
    await page.waitForFunction(() => document.activeElement?.value);
    const pasted = await find.inputValue();
    assert.match(pasted, new RegExp(`${matter}-1`));
    assert.match(pasted, /住房和城乡建设局/);
    assert.match(pasted, /\d{4}-\d{2}-\d{2} 24:00/);
    assert.doesNotMatch(pasted, /undefined|null/);
  });
