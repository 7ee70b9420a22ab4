// SPDX-License-Identifier: Apache-2.0
// A campaign in the browser: the leader makes one, reads its morning page and takes the workbook along; a
// grid worker records visits and demands on a telephone, without a signal and with one.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { newKey } from '../api/lib.mjs';
import { Office } from '../api/loop.mjs';
import { asFile, bookOf } from '../form.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { workbookBytes } from '../workbook.mjs';
import { HOUSING, openTown } from './town.mjs';

const V1 = '/api/v1';
const day = (ahead) => new Date(Date.now() + ahead * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
let town, office;
before(async () => {
  town = await openTown();
  office = await Office.of(town.server);
});
after(() => town?.close());

const look = async (page, where) => {
  await assertFits(page, where);
  await assertAccessible(page, where);
};
const shot = async (page, name) => {
  if (process.env.HUIYIN_SHOTS) await page.screenshot({ path: `${process.env.HUIYIN_SHOTS}/${name}.png`, fullPage: true });
};
const table = async () => (await (await office.by('lingdao1')).get(`${V1}/campaigns/dqd/table`)).body;

test('the leader makes a campaign with its chain, measures, targets and households', async () => {
  const { page } = await town.sit('lingdao1');
  await page.getByRole('navigation', { name: '主导航' }).getByRole('link', { name: '专项行动', exact: true }).click();
  await page.getByText('建立专项行动').click();
  await page.locator('#c-code').fill('dqd');
  await page.locator('#c-name').fill('市民诉求大起底');
  for (const [id, value] of [['from', day(-3)], ['to', day(20)]]) {
    await page.locator(`#c-${id}`).fill(value);
    await page.keyboard.press('Enter');
  }
  await page.locator('.campaign-form .el-select').filter({ has: page.locator('#c-places') }).click();
  await page.locator('[role=option]:visible', { hasText: '东城街道' }).click();
  await page.keyboard.press('Escape');
  const chain = page.getByRole('group', { name: '责任链' });
  await chain.getByRole('button', { name: '添加一行' }).click();
  await page.getByLabel('第 1 项职责').fill('区委牵总');
  const unit = page.locator('#c-unit-0');
  await unit.locator('xpath=ancestor::*[contains(@class,"el-select__wrapper")]').click();
  await unit.fill(HOUSING);
  await page.locator('[role=option]:visible').getByText(HOUSING, { exact: true }).first().click();
  const measures = page.getByRole('group', { name: '工作举措' });
  await measures.getByRole('button', { name: '添加一行' }).click();
  await page.getByLabel('第 1 项举措', { exact: true }).fill('一揽子打捞');
  await page.getByLabel('第 1 项举措做什么').fill('六种方式一起用');
  await page.getByLabel('找得到').fill('95');
  await page.getByText('各社区户数').click();
  await page.getByLabel('北门社区户数').fill('4');
  await page.getByRole('button', { name: '建立', exact: true }).click();
  await page.getByRole('heading', { name: '市民诉求大起底', level: 1 }).waitFor();
  const { body } = await (await office.by('lingdao1')).get(`${V1}/campaigns/dqd`);
  assert.deepEqual(body.chain.map((p) => p.label), ['区委牵总']);
  assert.deepEqual(body.measures, [{ name: '一揽子打捞', text: '六种方式一起用' }]);
  assert.deepEqual([body.targets.found, body.homes.map((h) => h.homes), body.places.length], [95, [4], 1]);
});

test('a grid worker’s telephone: a visit with a demand without a signal, sent once when there is one', async () => {
  const { page } = await town.sit('beimen2');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/desk/visits/new');
  await page.getByLabel('社区或网格').selectOption({ value: office.place });
  await look(page, 'at the door');
  await page.getByLabel('门牌地址').fill('北门巷1号');
  await page.getByRole('button', { name: '没人在家' }).click();
  await page.getByText('已送出：北门巷1号 没人在家').waitFor();
  assert.equal(await page.getByLabel('门牌地址').inputValue(), '北门巷', 'the lane stays');

  await page.context().setOffline(true);
  await page.getByLabel('门牌地址').fill('北门巷2号');
  await page.getByRole('button', { name: '见到了' }).click();
  await page.getByLabel('对方说的话').fill('楼道灯坏了半个月，老人上下楼看不见');
  await page.getByLabel('姓名').fill('示例甲');
  await page.getByLabel('电话').fill('13800138000');
  await look(page, 'what is said');
  await page.getByRole('button', { name: '念给对方听' }).click();
  await page.getByText('您说的是：楼道灯坏了半个月').waitFor();
  await look(page, 'read to them');
  await page.getByRole('button', { name: '对，记下' }).click();
  await page.getByRole('button', { name: '记完这一户' }).click();
  await page.getByRole('heading', { name: '还有 1 户没有送出' }).waitFor();
  await page.getByText('没有信号').waitFor();
  await look(page, 'not sent');
  assert.equal((await table()).total.visits, 1, 'nothing has reached the register');

  /* The answer to the visit is lost on the way: it was entered, and is not entered again. */
  const lost = new Promise((done) => {
    page.route('**/api/v1/visits', async (route) => {
      await route.fetch();
      await route.abort();
      done();
    }, { times: 1 });
  });
  await page.context().setOffline(false); // it goes by itself
  await lost;
  assert.equal((await table()).total.visits, 2);
  await page.reload(); // what is kept outlives the page
  await page.getByText(/已送出：北门巷2号 见到了，诉求编号/).waitFor();
  const { total } = await table();
  assert.deepEqual([total.visits, total.met, total.absent, total.demands], [2, 1, 1, 1]);
  const mine = (await (await office.by('beimen2')).get(`${V1}/visits`)).body.visits;
  assert.deepEqual(mine.map((v) => [v.address, v.outcome, v.demands]), [['北门巷2号', 'met', 1], ['北门巷1号', 'absent', 0]]);
  await page.getByRole('link', { name: '我登记的走访' }).click();
  await page.getByText('北门巷2号').waitFor();
  await look(page, 'my visits');
});

test('BZ-07: a community brings its own table of visits: looked at, entered, sent again', async () => {
  const { page } = await town.sit('beimen1');
  const head = ['编号', '门牌地址', '走访时间', '走访结果', '诉求内容'];
  const bytes = Buffer.from(workbookBytes({ 走访: [head, ['1', '南巷1号', day(0), '拒访', ''], ['2', '南巷2号', day(0), '改天', '']] }));
  await page.goto('/desk/visits');
  await page.getByText('用表格导入走访').click();
  await page.locator('#visits-campaign').selectOption('dqd');
  await page.locator('#visits-file').setInputFiles({ name: '走访.xlsx', mimeType: 'application/octet-stream', buffer: bytes });
  await page.getByRole('button', { name: '先核对' }).click();
  await page.getByText('共 2 行，可登记走访 1 次、诉求 0 件').waitFor();
  await page.locator('.faults li').filter({ hasText: '走访结果只能是见面、拒访、无人' }).waitFor();
  await look(page, 'a table that was looked at');
  await shot(page, 'visits-table');
  await page.setViewportSize({ width: 390, height: 844 });
  await look(page, 'a table on a small screen');
  await shot(page, 'visits-table-small');
  await page.setViewportSize({ width: 1366, height: 900 });
  await page.getByRole('button', { name: '导入 1 次走访' }).click();
  await page.getByText('已登记走访 1 次、诉求 0 件').waitFor();
  await page.locator('.visit-list').getByText('南巷1号').waitFor();
  await page.getByRole('button', { name: '先核对' }).click();
  await page.getByText('可登记走访 0 次、诉求 0 件，已登记过 1').waitFor();
  const [form] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '下载空白走访表' }).click()]);
  assert.match(form.suggestedFilename(), /走访表\.xlsx$/);
  const { total } = await table();
  assert.deepEqual([total.visits, total.refused], [3, 1]);
});

test('what the server refuses stays and is mended', async () => {
  const { page } = await town.sit('beimen2');
  const { etag } = await (await office.by('lingdao1')).get(`${V1}/campaigns/dqd`);
  await page.goto('/desk/visits/new');
  await page.getByLabel('门牌地址').fill('北门巷3号');
  const end = await (await office.by('lingdao1')).post(`${V1}/campaigns/dqd/end`, { result: '走访完成' }, { etag, key: newKey() });
  assert.equal(end.status, 200, JSON.stringify(end.body));
  await page.getByRole('button', { name: '不让进' }).click();
  await page.getByText('已经结束').waitFor();
  assert.equal(await page.getByRole('button', { name: '改一改' }).count(), 1);
  page.once('dialog', (d) => d.accept());
  await page.getByRole('button', { name: '不要了' }).click();
  await page.getByRole('heading', { name: /没有送出/ }).waitFor({ state: 'detached' });
});

test('the morning page: sums, the row’s visits, the same figures in the workbook', async () => {
  const { page } = await town.sit('lingdao1');
  await page.goto('/desk/campaigns/dqd');
  await page.getByText('各行相加等于登记库的总数：诉求 1 件，走访 3 户次').waitFor();
  assert.equal(await page.locator('[data-measure=found]').innerText(), '25.0%');
  const north = page.locator('.morning-group:not(.off)').getByRole('row', { name: /^北门社区/ });
  assert.match(await north.innerText(), /3\s+1\s+1\s+1\s+4\s+3\s+1/);
  assert.match(await north.innerText(), /未达目标/);
  await page.getByRole('button', { name: '采集方式' }).click();
  const total = page.locator('.morning-group:not(.off)').getByRole('row', { name: /^合计/ });
  assert.match(await total.innerText(), /^合计\s+1/);
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 900 });
    await look(page, `the morning page at ${width}`);
  }
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出 XLSX' }).click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const [first] = bookOf(asFile(Buffer.concat(chunks)));
  const head = first.rows[1];
  const body = await table();
  for (const [figure, label] of Object.entries(body.figures))
    assert.equal(Number(first.rows.at(-1)[head.indexOf(label)]), body.total[figure], label);
  await total.getByRole('link', { name: '1' }).first().click();
  await page.getByRole('heading', { name: '台账', level: 1 }).waitFor();
  await page.getByText('楼道灯坏了半个月').first().waitFor();
  await page.goBack();
  await page.getByRole('button', { name: '入户走访' }).click();
  await north.getByRole('link', { name: '3' }).first().click();
  await page.getByRole('heading', { name: '走访记录', level: 1 }).waitFor();
  await page.locator('.visit-list li').nth(1).waitFor();
  assert.equal(await page.locator('.visit-list li').count(), 3);
});
