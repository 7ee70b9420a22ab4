// SPDX-License-Identifier: Apache-2.0
// The administrator's page of messages: what was not delivered and why, sent again; a message in the place's own words.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { Cast } from '../api/cast.mjs';
import { configure } from '../database.mjs';
import { huiyin } from '../server.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

let town, cast, gateway, page;
const texts = [];
let refuses = true;
before(async () => {
  gateway = createServer(async (req, res) => {
    const parts = [];
    for await (const part of req) parts.push(part);
    if (refuses) return res.writeHead(422).end();
    texts.push(JSON.parse(Buffer.concat(parts)).text);
    return res.writeHead(200).end();
  });
  gateway.listen(0, '127.0.0.1');
  await once(gateway, 'listening');
  const added = [];
  town = await openTown({
    init: ['--name', '示例县', '--code', '511902'],
    prepare(data) {
      configure(data, `sms_url = http://127.0.0.1:${gateway.address().port}/send\nsms_token = x\n`);
      const { units } = JSON.parse(huiyin('unit', 'list', '--json', '--data', data));
      for (const [login, name, roles] of [['zhenbie', '示例·甄别', 'operator,screener'], ['guanli', '示例·管理', 'admin_system']]) {
        const { password } = JSON.parse(huiyin('user', 'add', login, name, '--unit', units[0].code, '--roles', roles, '--json', '--data', data));
        added.push({ login, password, given: true, roles: [] });
      }
    },
  });
  town.server.officers.push(...added);
  cast = new Cast(town.server);
  cast.choices = (await (await cast.as('zhenbie')).get('/api/v1/choices')).body;
  await cast.as('guanli'); // the first password is changed
  page = (await town.sit('guanli')).page;
});
after(async () => {
  await town?.close();
  gateway?.close();
});

const demand = () =>
  cast.demand({ by: 'zhenbie', words: '路灯不亮（示例）', privacy: 'named', name: '示例·赵群众', phone: '13900000001', notify: 'sms', send_receipt: true });

test('what was not delivered is told with its reason, without a name or a number, and sent again', async () => {
  await demand();
  await page.goto('/desk/');
  await page.getByRole('link', { name: '短信邮件', exact: true }).click();
  await page.getByRole('heading', { name: '短信与邮件', level: 1 }).waitFor();
  const queue = page.getByRole('region', { name: '发送情况' });
  const row = queue.getByRole('row', { name: /您的诉求 … 已登记/ });
  for (let i = 0; !(await row.count()); i++) {
    assert.ok(i < 60, 'the gateway refuses it within half a minute');
    await page.waitForTimeout(500);
    await page.reload();
    await queue.getByText(/发送失败 \d/).waitFor();
  }
  assert.match(await row.innerText(), /422/);
  assert.doesNotMatch(await queue.innerText(), /赵群众|13900000001/);
  await assertAccessible(page, 'messages');
  for (const width of [390, 1366]) {
    await page.setViewportSize({ width, height: 900 });
    await assertFits(page, `messages at ${width}`);
  }
  refuses = false;
  await row.getByRole('button', { name: '再发' }).click();
  await page.getByText('1 条已重新排队').waitFor();
  await queue.getByText('没有这样的消息').waitFor();
  await queue.getByLabel('状态').selectOption({ label: '已发送' });
  for (let i = 0; !texts.length; i++) {
    assert.ok(i < 60, 'it arrives');
    await page.waitForTimeout(500);
  }
});

test('a message in own words: what it must tell cannot be left out; the words hold, and the shipped ones come back', async () => {
  const words = page.getByRole('region', { name: '文字', exact: true });
  const one = words.locator('.message-words', { hasText: '您的诉求 … 已登记' });
  await one.locator('summary').first().click();
  await one.getByLabel('正文').fill('示例县收到，编号 {num}。');
  await one.getByLabel('修改原因').first().fill('按县里的说法');
  await one.getByRole('button', { name: '保存' }).click();
  await one.getByRole('alert').first().waitFor();
  assert.equal(await one.getByLabel('正文').inputValue(), '示例县收到，编号 {num}。', 'what was written stays');
  await one.getByLabel('正文').fill('示例县收到，编号 {num}，查询码 {text}。');
  await one.getByRole('button', { name: '保存' }).click();
  await one.getByText('已改写，第 1 版').waitFor();
  const before = texts.length;
  const { num } = await demand();
  for (let i = 0; texts.length === before; i++) {
    assert.ok(i < 60, 'it arrives');
    await page.waitForTimeout(500);
  }
  assert.ok(texts[before].startsWith(`示例县收到，编号 ${num}，查询码 `), texts[before]);
  await one.getByText('恢复程序自带的文字').first().click();
  await one.getByLabel('修改原因').last().fill('用回自带的');
  await assertAccessible(page, 'own words');
  await one.getByRole('button', { name: '恢复程序自带的文字' }).click();
  await one.getByText('已改写').waitFor({ state: 'detached' });
  await one.getByText('历次修改').click();
  assert.match(await one.innerText(), /用回自带的[^]*按县里的说法/);
});
