// SPDX-License-Identifier: Apache-2.0
// The dispatch directory on the desk: uploaded, its differences seen, in force, proposed at dispatch with
// its reason, overridden with one, a warning for the grass roots, and a change suggested by returns.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from '../api/lib.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { HOUSING, openTown } from './town.mjs';

const WATER = '区水利局(示例)';
const MONEY = '区财政局(示例)';
const STREET = '东城街道办事处(示例)';
const HEAD = '序号,类别,适用区域,主办单位,协办单位,办结时限,职责类别,法律依据\n';
const ROWS = {
  fault: `${HEAD}37,市政建设,,没有的单位,,10日,部门职责,示例依据\n`,
  right: `${HEAD}37,市政建设,,${HOUSING},${MONEY},10日,部门职责,示例依据\n`,
};

let town;
let place;
let dispatcher;
before(async () => {
  town = await openTown();
  const person = new Client(town.server);
  const { body } = await person.get('/api/v1/public/places');
  const street = body.places.find((p) => p.name === '东城街道');
  const below = await person.get(`/api/v1/public/places?parent=${street.id}`);
  place = below.body.places.find((p) => p.name === '北门社区').id;
  dispatcher = await town.sit('xinfang4');
});
after(() => town?.close());

/** A matter of municipal works, or another class, at the district's dispatch desk. */
async function waiting(words, { class: of } = { class: 'municipal' }) {
  const sent = await new Client(town.server).submit({ words, place_id: place });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const { num } = sent.body;
  await town.office.act('beimen1', 'demand', num, 'screen-valid', { class: of });
  const { created } = await town.office.act('beimen1', 'demand', num, 'open-matter', {});
  await town.office.act('beimen1', 'matter', created, 'level-up', { reason: '社区办不了' });
  await town.office.act('dongcheng2', 'matter', created, 'level', { lvl: 'district' });
  return created;
}

async function looks(page, where) {
  for (const [width, height] of [[390, 844], [1366, 900]]) {
    await page.setViewportSize({ width, height });
    await assertFits(page, `${where} at ${width}`);
  }
  await assertAccessible(page, where);
}

const upload = async (page, text) => {
  await page.locator('#upload-file').setInputFiles({ name: '目录.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  await page.getByRole('button', { name: '检查并比较' }).first().click();
};

test('uploaded: faults by row and column, then differences, then in force', async () => {
  const { page } = dispatcher;
  await page.getByRole('link', { name: '派单目录' }).click();
  await page.getByRole('heading', { name: '派单目录' }).waitFor();
  await page.getByRole('cell', { name: '协商确定' }).waitFor();
  await page.getByLabel('在目录里查找').fill('便民');
  await page.getByRole('button', { name: '查找', exact: true }).last().click();
  await page.getByRole('cell', { name: '协商确定' }).waitFor({ state: 'detached' });
  await page.getByText('东城街道便民服务中心').waitFor();

  await upload(page, ROWS.fault);
  await page.getByText('第 2 行 · 主办单位：没有单位“没有的单位”').waitFor();
  assert.equal(await page.getByRole('button', { name: /起生效/ }).count(), 0);
  await looks(page, 'faults');

  await upload(page, ROWS.right);
  const differences = page.getByRole('table', { name: '差别' });
  await differences.getByText('15日').waitFor();
  assert.match(await differences.innerText(), /办结时限：15日 → 10日/);
  await looks(page, 'differences');
  await page.getByRole('button', { name: /起生效/ }).click();
  await page.getByText('新一版派单目录已装入').waitFor();
  await page.getByRole('button', { name: /第 2 版/ }).waitFor();
  await looks(page, 'in force');
});

test('proposed at dispatch with its reason; another unit asks for one', async () => {
  const matter = await waiting('人行道地砖碎了一片');
  const { page } = dispatcher;
  await dispatcher.open('matter', matter);
  const panel = page.locator('section.actions');
  await panel.locator('.action-list').getByRole('button', { name: '派单', exact: true }).click();
  const form = panel.locator('form');
  await form.getByText(/依据派单目录 .* 版第 37 条：由区住房和城乡建设局\(示例\)主办.*法律依据：示例依据/).waitFor();
  await form.getByText('应由职能部门办理的事项不得分派给基层').waitFor();
  await form.getByText(HOUSING, { exact: true }).first().waitFor();
  await form.getByText(MONEY, { exact: true }).first().waitFor();
  assert.equal(await form.locator('#a-dispatch-close_length').inputValue(), '10');
  await looks(page, 'dispatch form');
  await panel.getByRole('button', { name: '取消' }).click();

  await dispatcher.act('派单', 'dispatch', { lead: WATER, reason: '塌在河堤上，属水利' });
  await dispatcher.shows('办理中');
  await page.getByText('塌在河堤上，属水利').waitFor();
});

test('a street may lead a department’s duty only when that is confirmed', async () => {
  const matter = await waiting('窨井盖丢了');
  const { page } = dispatcher;
  await dispatcher.open('matter', matter);
  const refused = page.waitForResponse((r) => r.url().endsWith('/dispatch') && r.request().method() === 'POST');
  await dispatcher.act('派单', 'dispatch', { lead: STREET, reason: '街道就近' }).then(
    () => assert.fail('it was not refused'),
    (e) => assert.match(e.message, /confirm_grass_roots/),
  );
  assert.equal((await refused).status(), 400);
  const form = page.locator('section.actions form');
  await form.locator('.fault').filter({ hasText: '不得分派给基层' }).waitFor();
  await form.locator('label', { has: page.locator('#a-dispatch-confirm_grass_roots') }).click();
  await form.locator('button[type=submit]').click();
  await dispatcher.shows('办理中');
});

test('asked back and granted: the page suggests a change and drafts it in one click', async () => {
  const unit = await town.office.unit(HOUSING);
  const water = await town.office.unit(WATER);
  for (let i = 0; i < 3; i++) {
    const matter = await waiting(`路面塌陷第${i + 1}处`);
    await town.office.act('xinfang4', 'matter', matter, 'dispatch', { lead: unit });
    await town.office.act('zhujian1', 'task', `${matter}-1`, 'ask-return', { ground: 'not_duty', reason: '不属本局职责' });
    await town.office.act('xinfang4', 'task', `${matter}-1`, 'grant-return', { reason: '属实' });
    await town.office.act('xinfang4', 'matter', matter, 'dispatch', { lead: water });
  }
  const { page } = dispatcher;
  await page.goto('/desk/directory');
  await page.getByText('申请退单 3 次，准予 3 次。').waitFor();
  await page.getByText('建议调整这一条').waitFor();
  await page.getByRole('table', { name: '按目录派单的情况' }).getByText('未按目录派单').waitFor();
  await page.getByRole('button', { name: '起草调整' }).click();
  const draft = page.getByRole('region', { name: '起草：第 37 条换主办单位' });
  await draft.getByText(WATER, { exact: true }).first().waitFor(); // where they went afterwards
  await draft.getByRole('button', { name: '检查并比较' }).click();
  await draft.getByText(/主办单位：/).waitFor();
  await looks(page, 'draft');
  await draft.getByRole('button', { name: /起生效/ }).click();
  await page.getByRole('button', { name: /第 3 版/ }).waitFor();
  await page.getByText('这一版生效以来没有办结的退单申请').waitFor();
  const matter = await waiting('人行道又碎了');
  await dispatcher.open('matter', matter);
  await page.locator('.action-list').getByRole('button', { name: '派单', exact: true }).click();
  await page.locator('section.actions form').getByText(/第 37 条：由区水利局\(示例\)主办/).waitFor();
});

test('sent to one unit again and again without an entry: the page suggests one and drafts it', async () => {
  const water = await town.office.unit(WATER);
  for (let i = 0; i < 3; i++) {
    const matter = await waiting(`垃圾堆放第${i + 1}处`, { class: 'cleaning' });
    await town.office.act('xinfang4', 'matter', matter, 'dispatch', { lead: water });
  }
  const { page } = dispatcher;
  await page.goto('/desk/directory');
  await page.getByText(`3 件都由${WATER}主办，没有退单。`).waitFor();
  await page.getByRole('button', { name: '起草新条目' }).click();
  const draft = page.getByRole('region', { name: /起草：新增“环境整治/ });
  await draft.getByText('适用全区').click();
  await draft.getByRole('button', { name: '检查并比较' }).click();
  await draft.getByText('新增 1 条，删除 0 条，调整 0 条').waitFor();
  await looks(page, 'added');
  await draft.getByRole('button', { name: /起生效/ }).click();
  await page.getByRole('button', { name: /第 4 版/ }).waitFor();
  await page.getByText('这一版生效以来没有这样的派单').waitFor();
});

test('the agency list: one added, changed and retired with a reason, the list from a table', async () => {
  const { page } = dispatcher;
  await page.goto('/desk/agencies');
  await page.getByRole('heading', { name: '机构名录', exact: true }).waitFor();
  await page.getByRole('button', { name: '添加机构', exact: true }).click();
  await page.locator('#a-agency-add-name').fill('示例新所');
  await page.locator('form.action-form button[type=submit]').click();
  await page.getByText('电话和地址至少写一项').waitFor();
  await page.locator('#a-agency-add-phone').fill('0827-1234567');
  await looks(page, 'an agency added');
  await page.locator('form.action-form button[type=submit]').click();
  const row = page.locator('.agency-list > li').filter({ hasText: '示例新所' });
  await row.waitFor();
  await row.getByRole('button', { name: '修改 示例新所' }).click();
  await row.locator('#a-agency-change-hours').fill('工作日');
  await row.locator('form button[type=submit]').click();
  await row.getByText('工作日').waitFor();
  await page.locator('#agency-find').fill('示例新所');
  await page.getByRole('button', { name: '查找', exact: true }).last().click();
  await page.getByText(/^1 家，名录共/).waitFor();
  if (process.env.HUIYIN_SHOTS) await page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/agencies.png`, fullPage: true });
  await row.getByRole('button', { name: '停用 示例新所' }).click();
  await row.locator('#a-agency-retire-reason').fill('机构改革撤并');
  await row.locator('form button[type=submit]').click();
  await row.waitFor({ state: 'detached' });
  await page.locator('#agency-find').fill('');
  await page.getByRole('button', { name: '查找', exact: true }).last().click();
  await page.locator('#agency-file').setInputFiles({ name: '名录.csv', mimeType: 'text/csv', buffer: Buffer.from('名称,电话\n甲所,1\n') });
  await page.getByRole('button', { name: '先比较' }).click();
  await page.getByText(/^新增 1 家/).waitFor();
  await looks(page, 'agencies');
  if (process.env.HUIYIN_SHOTS)
    for (const [width, height] of [[390, 844], [1366, 900]]) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/agencies-${width}.png` });
    }
  await page.getByRole('button', { name: '写入：名录改为 1 家' }).click();
  await page.getByText(/^1 家，名录共 1 家/).waitFor();
});
