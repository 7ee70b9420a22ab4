// SPDX-License-Identifier: Apache-2.0
// Runs long.
// One matter for three demands: two helpers, a refused return, one citizen not satisfied.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { act, follow, nowText, say } from './citizen.mjs';
import { HOUSING, NORTH_GATE, openTown } from './town.mjs';

let town;
before(async () => {
  town = await openTown();
});
after(() => town?.close());

test('two helpers, a return, three joined demands, one citizen not satisfied', async () => {
  const phones = [];
  const receipts = [];
  for (const words of ['河边垃圾堆了一个月，很臭。', '滨河路垃圾没人清，苍蝇多。', '河边的垃圾堵住了步道。']) {
    const phone = await town.phone();
    phones.push(phone);
    receipts.push(await say(phone, { words, place: NORTH_GATE, name: '居民', phone: '13800138003' }));
  }
  const matter = await town.office.toDispatch(receipts[0].num);
  const joiner = await town.sit('beimen1');
  for (const { num } of receipts.slice(1)) {
    await joiner.open('demand', num);
    await joiner.act('甄别有效', 'screen-valid', { class: '环境整治' });
    await joiner.act('并单', 'join', { matter, reason: '同一处垃圾' });
  }
  const dispatcher = await town.sit('xinfang4');
  await dispatcher.findsToDo(matter);
  await dispatcher.act('派单', 'dispatch', { lead: HOUSING, helpers: ['东城街道办事处(示例)', '北门社区居民委员会(示例)'] });
  const { tasks, links } = (await town.office.see('xinfang4', 'matter', matter)).body;
  assert.equal(links.length, 3);
  assert.deepEqual(tasks.map((k) => k.role), ['lead', 'helper', 'helper']);
  const [lead, street, community] = tasks.map((k) => k.num);

  const subdistrict = await town.sit('dongcheng3');
  await subdistrict.findsToDo(street);
  const { actions } = (await town.office.see('dongcheng3', 'task', street)).body;
  const [ground] = actions.find((a) => a.name === 'ask-return').fields.find((f) => f.name === 'ground').options;
  await subdistrict.act('申请退单', 'ask-return', { ground: ground.label, reason: '河道不在街道管护范围' });
  await dispatcher.open('task', street);
  await dispatcher.act('驳回退单', 'refuse-return', { reason: '步道由街道管护' });

  await town.office.work('dongcheng3', 'dongcheng1', street, '步道垃圾已清');
  await town.office.work('beimen2', 'beimen1', community, '已劝导沿河商户');
  await town.office.work('zhujian1', 'zhujian2', lead, '河岸垃圾全部清运，加装围挡。');
  await town.office.act('xinfang7', 'matter', matter, 'review-agree', { solved: 'yes', thorough: 'yes' });
  await town.office.act('zhujian1', 'matter', matter, 'answer', { words: '河岸垃圾已清运。', result: 'solved' });

  for (const [i, grade] of ['满意', '非常满意', '不满意'].entries()) {
    await follow(phones[i], receipts[i]);
    await act(phones[i], 'rate', { solved: grade === '不满意' ? '否' : '是', grade });
  }
  assert.equal(await nowText(phones[2]), '您不满意，正在重新安排');
  const closer = await town.sit('xinfang7');
  await closer.findsToDo(matter);
  assert.ok(!(await closer.offered()).includes('销号'), 'one of three is not satisfied');
  await closer.act('重新交办', 'dispatch-again', { to: '原主办', reason: '第三处没有清' });

  for (const [i, now] of ['您已认可', '您已认可', '正在办理'].entries()) {
    await follow(phones[i], receipts[i]);
    assert.equal(await nowText(phones[i]), now, `demand ${i + 1}`);
  }
  await town.office.handleAndAnswer(matter, '第三处也已清运。', { signed: true });
  await follow(phones[0], receipts[0]);
  assert.equal(await phones[0].locator('.answer').count(), 1, 'only who was sent again is answered again');
  await follow(phones[2], receipts[2]);
  await act(phones[2], 'rate', { solved: '是', grade: '基本满意' });
  await closer.findsToDo(matter);
  await closer.act('销号', 'close', {});
  await closer.shows('已销号');
});
