// SPDX-License-Identifier: Apache-2.0
// The telephone and the counter: hands stay on the keys, who rings is looked up first, what was taken
// down is read back, a group has five representatives.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { assertAccessible, assertFits } from './citizen.mjs';
import { focused } from './desk.mjs';
import { HOUSING, openTown } from './town.mjs';

let town;
before(async () => {
  town = await openTown();
});
after(() => town?.close());

/** Counts what is pressed beside the caller's own words; no mouse. */
function handsOn(page) {
  const keys = page.keyboard;
  let pressed = 0;
  return {
    said: (text) => keys.insertText(text),
    press: async (...names) => {
      for (const name of names) {
        pressed++;
        await keys.press(name);
      }
    },
    count: () => pressed,
  };
}

const heading = (page, name) => page.getByRole('heading', { name }).waitFor();

async function atTheDesk(login = 'xinfang1') {
  const desk = await town.sit(login);
  await desk.page.goto('/desk/new');
  await heading(desk.page, '登记诉求');
  await focused(desk.page, '#lookup');
  await desk.page.locator('#main').getByText('热线电话').waitFor(); // the default channel is there
  return { page: desk.page, hands: handsOn(desk.page) };
}

/** A tag that still fades in is no fault of its colours. */
async function accessible(page, where) {
  await page.waitForFunction(() => document.getAnimations().every((a) => a.playState !== 'running'));
  await assertAccessible(page, where);
}

async function receipt(page) {
  await heading(page, '已登记');
  const text = async (what) => (await page.locator(`[data-test=${what}]`).innerText()).replace(/\s/g, '');
  return { num: await text('num'), code: await text('code') };
}

/** By the keys alone: looked up, words, what is asked, the place by part of its name, the caller's name. */
async function takeDown({ page, hands }, { phone, words, asked, place, name }) {
  await hands.said(phone);
  await hands.press('Enter');
  await page.locator('.lookup .summary').waitFor();
  await hands.press('F4');
  await focused(page, '#n-words');
  await hands.said(words);
  await hands.press('Tab');
  await hands.said(asked);
  for (let i = 0; i < 12 && (await page.evaluate(() => document.activeElement?.id)) !== 'n-place_id-search'; i++) await hands.press('Tab');
  await focused(page, '#n-place_id-search');
  await page.keyboard.type(place);
  await page.getByRole('option', { name: new RegExp(place) }).first().waitFor();
  await hands.press('Enter');
  await page.locator('.levels', { hasText: place }).waitFor();
  for (let i = 0; i < 12 && (await page.evaluate(() => document.activeElement?.id)) !== 'n-name'; i++) await hands.press('Tab');
  await focused(page, '#n-name');
  await hands.said(name);
}

test('a call is registered by the keys alone, read back, and its number told digit by digit', async () => {
  const desk = await atTheDesk();
  const { page, hands } = desk;
  await takeDown(desk, { phone: '13900139001', words: '小区停水三天，物业管理没有人接电话。', asked: '尽快来水', place: '北门社区', name: '示例·周某' });
  await hands.press('F8');
  await heading(page, '请把下面的话念给对方听');
  const read = async (key) => page.locator(`[data-line=${key}]`).innerText();
  assert.match(await read('place'), /北门社区/);
  assert.match(await read('words'), /小区停水三天/);
  assert.match(await read('asked'), /尽快来水/);
  assert.match(await read('phone'), /139 0013 9001/);
  assert.match(await read('due'), /\d+月\d+日前答复您/);
  await accessible(page, 'read back');
  await hands.press('Escape');
  await focused(page, '#n-words');
  await hands.said('是三单元。');
  await hands.press('F8');
  await heading(page, '请把下面的话念给对方听');
  await hands.press('F9');
  const { num, code } = await receipt(page);
  assert.ok(hands.count() <= 30, `${hands.count()} keys beside what was said`);
  assert.equal(code.length, 10);
  const { body } = await town.office.see('xinfang1', 'demand', num);
  assert.equal(body.timeline[0].note.read_back, 'agreed');
  assert.equal(body.timeline[0].texts.read_changed, '诉求内容', 'what they corrected is kept');
  assert.equal(body.row.channel, 'hotline');
  assert.ok(Date.parse(body.row.said_at) <= Date.parse(body.row.recorded_at), 'said when the call began');
  assert.match(body.person.phone, /139\*+9001/);
  await page.locator('[data-step=three-way]').waitFor();
  await accessible(page, 'receipt');
  await hands.press('F4');
  await focused(page, '#lookup');
  assert.equal(await page.locator('#n-words').inputValue(), '');
});

test('who rings again is told how it stands, urges and adds; the handler sees it counted', async () => {
  const { page, hands } = await atTheDesk();
  const first = { words: '三号楼电梯停了两天', place_id: await placeId(), name: '示例·吴某', phone: '13900139002' };
  const { num } = await register(first);
  const matter = await town.office.toDispatch(num);
  await town.office.act('xinfang4', 'matter', matter, 'dispatch', { lead: await town.office.unit(HOUSING) });
  await hands.said('+86 139-0013-9002');
  await hands.press('Enter');
  const card = page.locator(`.caller-card[data-num="${num}"]`);
  await card.waitFor();
  await page.getByText('不要再登记一件').waitFor();
  assert.match(await card.innerText(), new RegExp(HOUSING.replace(/[()]/g, '\\$&')), 'who has it');
  assert.doesNotMatch(await card.innerText(), /13900139002|示例·吴某/, 'masked');
  await accessible(page, 'found');
  for (let i = 0; i < 10 && !(await page.evaluate(() => document.activeElement?.dataset.step === 'urge')); i++) await hands.press('Tab');
  await hands.press('Enter');
  await focused(page, '#a-urge-words');
  await hands.said('今天老人出不了门');
  await hands.press('Tab', 'Enter');
  await card.getByText('催办 1 次').waitFor();
  const handler = await town.sit('zhujian1');
  await handler.findsToDo(`${matter}-1`);
  await handler.page.locator('.state-line', { hasText: '催办 1 次' }).waitFor();
  await handler.page.goto('/desk/?list=act');
  await handler.page.locator('tr', { hasText: `${matter.slice(14)}-1` }).getByText('催办 1 次').waitFor();
  const { body } = await town.office.see('xinfang1', 'demand', num);
  assert.equal(body.row.urged, 1);
  await page.setViewportSize({ width: 390, height: 844 });
  await assertFits(page, 'found on a telephone');
  await page.setViewportSize({ width: 1366, height: 900 });
});

test('a group: five representatives, not a sixth; each is found again', async () => {
  const { page, hands } = await atTheDesk('dongcheng4');
  await page.locator('#n-words').fill('百余户拆迁安置房三年没有办证。');
  await page.locator('#n-name').fill('示例·代表一');
  await page.locator('#n-head_count').fill('106');
  await page.locator('#n-head_count').press('Tab');
  const others = page.locator('#n-representatives');
  await others.waitFor();
  const line = (i) => `示例·代表${'零一二三四五六'[i]} 1390013910${i}`;
  await others.fill([2, 3, 4, 5, 6].map(line).join('\n'));
  await hands.press('F8');
  await page.locator('#n-representatives-fault').waitFor();
  assert.equal(await page.locator('#n-representatives-fault').innerText(), '“其他代表（每行一人：姓名 电话；连第一位最多 5 人）”最多 4 项');
  await others.fill([2, 3, 4, 5].map(line).join('\n'));
  await hands.press('F8');
  await page.locator('[data-line=group]', { hasText: '共106人反映，代表5人' }).waitFor();
  await page.getByRole('button', { name: '没有复述…' }).click();
  await focused(page, '#unread-why');
  await hands.said('当面核对了书面材料');
  await hands.press('Enter');
  const { num } = await receipt(page);
  const { body } = await town.office.see('dongcheng4', 'demand', num);
  assert.equal(body.row.head_count, 106);
  assert.equal(body.person.others.length, 4);
  assert.equal(body.timeline[0].note.read_back, 'not_read');
  assert.equal(body.timeline[0].texts.not_read_why, '当面核对了书面材料');
  await hands.press('F2');
  await focused(page, '#lookup');
  await hands.said('13900139105');
  await hands.press('Enter');
  await page.locator(`.caller-card[data-num="${num}"]`).waitFor();
  await page.goto(`/desk/demands/${num}`);
  await page.locator('.other').nth(3).waitFor();
  assert.doesNotMatch(await page.locator('.dossier').innerText(), /13900139105/);
  await page.getByRole('button', { name: '联系诉求人' }).click();
  await page.getByRole('link', { name: '13900139105' }).waitFor();
});

test('whose business it is, is told in the same call; the officer asked first stays attached', async () => {
  const { page, hands } = await atTheDesk();
  await hands.said('13900139003');
  await hands.press('Enter');
  await page.locator('.lookup .summary').waitFor();
  await hands.press('F4');
  await hands.said('法院判决的赔款一直没有执行到位。');
  await hands.press('F8');
  await heading(page, '请把下面的话念给对方听');
  await hands.press('F9');
  const { num } = await receipt(page);
  await toStep(page, hands, 'redirect');
  await page.waitForFunction(() => document.activeElement?.id === 'a-redirect-ground');
  await choose(page, hands, '诉讼');
  await tabUntil(page, hands, 'the agencies', () => document.activeElement?.type === 'radio');
  await page.locator('.el-radio', { hasText: '诉讼服务中心' }).waitFor();
  assert.equal(await page.locator('.el-radio', { hasText: '仲裁院' }).count(), 0, 'only whom the exit leads to');
  await hands.press('Space');
  const words = page.locator('#a-redirect-words');
  await page.waitForFunction(() => document.querySelector('#a-redirect-words')?.value.includes('12368'));
  assert.match(await words.inputValue(), /示例路1号.*提出异议.*首接人员是我/, 'shown before it is sent');
  await accessible(page, 'redirect');
  await submit(page, hands, 'redirect');
  await page.getByText('已告知其他渠道', { exact: true }).last().waitFor();
  const { body } = await town.office.see('xinfang1', 'demand', num);
  assert.equal(body.state, 'redirected');
  assert.match(body.timeline.at(-1).texts.words, /示例路1号/);
  assert.equal(body.timeline.at(-1).note.agency, '区人民法院诉讼服务中心(示例)');
  const me = await town.office.me('xinfang1');
  assert.equal(body.row.receiver_officer, me.officer.id);
});

test('three at the telephone by the keys alone', async () => {
  const { page, hands } = await atTheDesk();
  await hands.said('13900139004');
  await hands.press('Enter');
  await page.locator('.lookup .summary').waitFor();
  await hands.press('F4');
  await focused(page, '#n-words');
  await hands.said('公租房怎么申请，要带什么材料。');
  await hands.press('F8');
  await heading(page, '请把下面的话念给对方听');
  await hands.press('F9');
  const { num } = await receipt(page);
  await toStep(page, hands, 'three-way');
  await focused(page, '#a-three-way-unit');
  await choose(page, hands, '住房和城乡');
  await page.locator('.el-select', { has: page.locator('#a-three-way-unit') }).getByText('区住房和城乡建设局').waitFor();
  await tabTo(page, hands, 'a-three-way-took_by');
  await hands.said('示例·科员');
  await tabUntil(page, hands, 'the outcome', () => document.activeElement?.type === 'radio');
  await hands.press('ArrowDown');
  await page.locator('.el-radio.is-checked', { hasText: '登记' }).waitFor();
  await tabTo(page, hands, 'a-three-way-words');
  await hands.said('请带身份证到三楼窗口');
  await submit(page, hands, 'three-way');
  await page.getByText(/^已办/).first().waitFor();
  const { body } = await town.office.see('xinfang1', 'demand', num);
  assert.equal(body.timeline.at(-1).action, 'three-way');
  assert.equal(body.timeline.at(-1).texts.took_by, '示例·科员');
});

/** By Tab to what stands for the condition; fails when it is not met. */
async function tabUntil(page, hands, what, is, arg) {
  for (let i = 0; i < 40; i++) {
    if (await page.evaluate(is, arg)) return;
    await hands.press('Tab');
  }
  assert.fail(`Tab does not come to ${what}`);
}
const tabTo = (page, hands, id) => tabUntil(page, hands, id, (x) => document.activeElement?.id === x, id);

async function toStep(page, hands, step) {
  await page.locator(`[data-step=${step}]`).waitFor();
  await tabUntil(page, hands, step, (x) => document.activeElement?.dataset.step === x, step);
  await hands.press('Enter');
}

async function submit(page, hands, step) {
  await tabUntil(page, hands, `${step}: submit`, () => document.activeElement?.type === 'submit');
  await hands.press('Enter');
}

/** In a list or tree that has the focus: typed in part, then down to the one that fits, past what it stands below.
 * It narrows a moment after the last key. */
async function choose(page, hands, part) {
  await page.keyboard.type(part);
  await page.locator('[role=option]:visible, [role=treeitem]:visible', { hasText: part }).first().waitFor();
  const stands = () => page.evaluate(() => {
    const node = document.activeElement?.matches('[role=treeitem]') && document.activeElement.querySelector('.el-tree-node__content');
    const hovered = [...document.querySelectorAll('[role=option].is-hovering')].find((o) => o.offsetParent);
    return (node || hovered)?.textContent ?? '';
  });
  for (let i = 0, on = ''; !on.includes(part); i++) {
    assert.ok(i < 50, `${part}: the arrow stands on “${on}”`);
    await hands.press('ArrowDown');
    await page.waitForTimeout(100);
    on = await stands();
  }
  await hands.press('Enter');
}

async function placeId() {
  const { Client } = await import('../api/lib.mjs');
  const { body } = await new Client(town.server).get(`/api/v1/public/places?q=${encodeURIComponent('北门社区')}`);
  assert.equal(body.places[0].label, '东城街道 · 北门社区');
  return body.places[0].id;
}

async function register(demand) {
  const { Client } = await import('../api/lib.mjs');
  const sent = await new Client(town.server).submit({ privacy: 'named', ...demand });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  return sent.body;
}
