// SPDX-License-Identifier: Apache-2.0
// Before sending: what is open nearby, and 'me too'. Who answers for my community.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Office } from '../api/loop.mjs';
import { assertAccessible, assertFits, receiptOf } from './citizen.mjs';
import { openTown } from './town.mjs';

const PLANT = '银杏嘉园旁边的搅拌站昼夜轰鸣，灰尘很大，睡不着觉';
const AGAIN = '银杏嘉园旁边搅拌站昼夜轰鸣，灰尘很大，我们睡不着觉';
let town, office, field;
before(async () => {
  town = await openTown();
  office = await Office.of(town.server);
  const ask = (path, init) => fetch(`${town.server.url}/api/v1${path}`, init).then((r) => r.json());
  field = (await ask('/public/place')).classes[0];
  const { num } = await office.demand({ words: PLANT, class: field.value, name: '王一', phone: '13800001111' });
  await office.opened(num, { class: field.value });
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ words: AGAIN, place_id: office.place }),
  };
  for (let i = 0; i < 100 && !(await ask('/public/similar', init)).rows.length; i++)
    await new Promise((r) => setTimeout(r, 200));
});
after(() => town?.close());

async function toReview(page, words, place) {
  const next = () => page.getByRole('button', { name: '下一步' }).click();
  await page.goto('/say/words');
  await page.getByLabel('用自己的话说').fill(words);
  await next();
  for (const part of place) await page.getByRole('button', { name: part, exact: true }).click();
  await next();
  await page.getByRole('heading', { name: '有照片吗' }).waitFor();
  await next();
  await page.getByRole('radio', { name: /^匿名/ }).check();
  await next();
  await page.getByRole('heading', { name: '请看一遍' }).waitFor();
}

for (const [name, width, elder] of [['a telephone', 390, false], ['the narrowest, elder mode', 320, true]])
  test(`${name}: 'me too' makes a demand like any other, in the same field`, async () => {
    const page = await town.phone({ width });
    if (elder) {
      await page.goto('/');
      await page.getByRole('button', { name: '长辈模式' }).click();
    }
    await toReview(page, AGAIN, ['东城街道', '北门社区']);
    const near = page.getByRole('region', { name: '附近已有类似的事在办' });
    await near.waitFor();
    assert.equal(await near.getByText(/银杏|搅拌站|王一/).count(), 0, 'never the words of another');
    const meToo = near.getByRole('button', { name: '我也遇到了' });
    await meToo.press('Enter');
    assert.equal(await meToo.getAttribute('aria-pressed'), 'true');
    await near.getByText(`已归到“${field.label}”这一类`).waitFor();
    await assertFits(page, 'near');
    await assertAccessible(page, 'near');
    const sent = page.waitForRequest((r) => r.url().endsWith('/api/v1/demands'));
    await page.getByRole('button', { name: '提交', exact: true }).click();
    assert.equal((await sent).postDataJSON().class, field.value);
    const { num } = await receiptOf(page);
    const { body } = await office.see('beimen2', 'demand', num);
    assert.deepEqual([body.row.state, body.row.class], ['received', field.value], 'screened like any other');
    assert.deepEqual(page.faults, []);
  });

test('pressed by mistake it is taken back; another matter shows nothing', async () => {
  const page = await town.phone();
  await toReview(page, AGAIN, ['东城街道', '北门社区']);
  const meToo = page.getByRole('button', { name: '我也遇到了' }).first();
  await meToo.click();
  await meToo.click();
  const sent = page.waitForRequest((r) => r.url().endsWith('/api/v1/demands'));
  await page.getByRole('button', { name: '提交', exact: true }).click();
  assert.equal((await sent).postDataJSON().class, undefined);
  await receiptOf(page);

  const heard = page.waitForResponse((r) => r.url().endsWith('/public/similar'));
  await toReview(page, '东城路的路灯坏了三天没人修，晚上看不见路', ['东城街道', '北门社区']);
  assert.deepEqual((await (await heard).json()).rows, []);
  assert.equal(await page.getByRole('region', { name: '附近已有类似的事在办' }).count(), 0);
});

for (const [width, lang] of [[390, 'zh'], [320, 'en']])
  test(`who answers for my community, ${width} px, ${lang}`, async () => {
    const page = await town.phone({ width });
    await page.goto('/');
    await page.locator('.foot-call').waitFor();
    if (lang === 'en') await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('link', { name: lang === 'en' ? 'Who is responsible here' : '我的社区谁负责' }).click();
    await page.getByRole('button', { name: '东城街道', exact: true }).click();
    await page.getByRole('button', { name: '北门社区', exact: true }).click();
    const unit = page.locator('main dd').first();
    await unit.filter({ hasText: '北门' }).waitFor();
    assert.equal(await page.locator('main dd').count(), 3);
    await assertFits(page, 'responsible');
    await assertAccessible(page, 'responsible');
    assert.deepEqual(page.faults, []);
  });
