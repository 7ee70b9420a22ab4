// SPDX-License-Identifier: Apache-2.0
// What is suggested at screening and at the telephone, with its words: taken once, refused once; and
// the page that says what the models are worth and switches them.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client, logIn, newKey } from '../api/lib.mjs';
import { ask } from '../cmd/lib.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

const WATER = ['自来水停了两天', '水管漏水没人修', '水压太低用不上水', '停水也不通知'];
const ROADS = ['路面坑洼颠簸', '路灯坏了一个月', '井盖松动很危险', '道路施工迟迟不完工'];
const said = (list, i) => `您好，${list[i % 4]}，我们住在${i}号楼，${list[(i + 1) % 4]}，请尽快处理`;

let town;
let place;
before(async () => {
  town = await openTown();
  const person = new Client(town.server);
  const { body } = await person.get('/api/v1/public/places');
  const street = body.places.find((p) => p.name === '东城街道');
  const below = await person.get(`/api/v1/public/places?parent=${street.id}`);
  place = below.body.places.find((p) => p.name === '北门社区').id;
  const keeper = await logIn(town.server, 'xitong');
  const { etag } = await keeper.get('/api/v1/models');
  const floors = { enabled: true, least_decisions: 20, least_correct: 60, least_confidence: 55 };
  const set = await keeper.post('/api/v1/models/class/rule', floors, { etag, key: newKey() });
  assert.equal(set.status, 200, JSON.stringify(set.body));
  for (let i = 0; i < 40; i++) {
    const num = await sent(said(i % 2 ? ROADS : WATER, i));
    await town.office.act('beimen1', 'demand', num, 'screen-valid', { class: i % 2 ? 'municipal' : 'estate' });
  }
  assert.equal(ask('train', 'class', '--data', town.server.data)[0].state, 'in_use');
});
after(() => town?.close());

async function sent(words) {
  const done = await new Client(town.server).submit({ words, place_id: place });
  assert.equal(done.status, 201, JSON.stringify(done.body));
  return done.body.num;
}

async function looks(page, where) {
  for (const [width, height] of [[390, 844], [1366, 900]]) {
    await page.setViewportSize({ width, height });
    await assertFits(page, `${where} at ${width}`);
  }
  await assertAccessible(page, where);
}

/** The form of screening, once the server has the model. */
async function screening(desk, num) {
  const panel = desk.page.locator('section.actions');
  for (let i = 0; i < 20; i++) {
    await desk.open('demand', num);
    await panel.locator('.action-list').getByRole('button', { name: '甄别有效', exact: true }).click();
    await panel.locator('form').waitFor();
    if (await panel.locator('.suggested').count()) return panel;
    await desk.page.waitForTimeout(500);
    await desk.page.reload();
  }
  return assert.fail('nothing is suggested');
}

const outcomeOf = async (num) => {
  const { body } = await (await logIn(town.server, 'beimen1')).get(`/api/v1/demands/${num}`);
  return body.timeline.find((l) => l.action === 'screen-valid').note.class_machine_outcome;
};

test('a suggestion at screening says why and how sure, and is taken with one click', async () => {
  const num = await sent('小区自来水停了三天，水管漏水没人修');
  const desk = await town.sit('beimen1');
  const panel = await screening(desk, num);
  assert.match(await panel.locator('.suggested').innerText(), /按以往决定建议[\s\S]*\d+%[\s\S]*依据：.*水/);
  await looks(desk.page, 'screening with a suggestion');
  await panel.locator('.suggested').getByRole('button').first().click();
  await panel.locator('form button[type=submit]').click();
  await desk.shows('有效待立项');
  assert.equal(await outcomeOf(num), 'followed');
});

test('a suggestion is refused by choosing another class, and that is kept', async () => {
  const num = await sent('井盖松动很危险，路面坑洼颠簸');
  const desk = await town.sit('beimen1');
  await screening(desk, num);
  await desk.page.reload();
  await desk.open('demand', num);
  await desk.act('甄别有效', 'screen-valid', { class: '环境整治' });
  await desk.shows('有效待立项');
  assert.equal(await outcomeOf(num), 'other');
});

test('while words are taken down a class is suggested, and one click takes it', async () => {
  const { page } = await town.sit('xinfang1');
  await page.goto('/desk/new');
  await page.locator('#n-words').fill('家里水压太低，自来水停了两天，没人通知');
  const line = page.locator('.suggested');
  await line.getByText('按以往决定建议').waitFor();
  await line.getByRole('button').first().click();
  assert.equal(await line.getByRole('button').first().isDisabled(), true);
  await looks(page, 'new demand with a suggestion');
});

test('the page says what the models are worth, and switches one off', async () => {
  const { page } = await town.sit('fenxi1');
  await page.getByRole('link', { name: '建议模型' }).click();
  const card = page.getByRole('region', { name: '诉求领域' });
  await card.getByRole('table').getByText('使用中').waitFor();
  await card.getByText('采纳 1').waitFor();
  await card.getByText(/选了“环境整治”：1 件/).waitFor();
  await looks(page, 'models');
  await card.getByText('改门槛、开关').click();
  await card.getByText('启用', { exact: true }).click();
  await looks(page, 'the floors');
  await card.getByRole('button', { name: '保存' }).click();
  await page.getByText('诉求领域的门槛已改，几秒后生效。').waitFor();
  await card.getByText('停用。').waitFor();
});
