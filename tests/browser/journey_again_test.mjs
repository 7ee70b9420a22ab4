// SPDX-License-Identifier: Apache-2.0
// A citizen who is not satisfied: a second round, to its end.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { act, follow, nowText, say, stepTexts } from './citizen.mjs';
import { HOUSING, NORTH_GATE, openTown } from './town.mjs';

let town;
before(async () => {
  town = await openTown();
});
after(() => town?.close());

test('not satisfied: dispatched again, answered again, closed in the second round', async () => {
  const phone = await town.phone();
  const receipt = await say(phone, {
    words: '五单元楼道灯全坏了，晚上黑得看不见台阶。',
    place: NORTH_GATE,
    name: '王大爷',
    phone: '13800138002',
  });
  const { matter } = await town.office.toAnswer(receipt.num, HOUSING, '已更换一只灯泡。');
  await follow(phone, receipt);
  await act(phone, 'rate', { solved: '否', grade: '不满意', words: '只修了一层，别的还是黑的' });
  assert.equal(await nowText(phone), '您不满意，正在重新安排');

  const closer = await town.sit('xinfang7');
  await closer.findsToDo(matter);
  const offered = await closer.offered();
  assert.ok(!offered.includes('销号'), 'a dissatisfied citizen keeps the matter open');
  await closer.act('重新交办', 'dispatch-again', { to: '原主办', reason: '其余楼层没有修' });
  await follow(phone, receipt);
  assert.equal(await nowText(phone), '正在办理');
  assert.ok((await stepTexts(phone)).includes('问题没有解决好,已重新交办'));

  await town.office.handleAndAnswer(matter, '六层楼道灯全部更换。', { signed: true });
  await follow(phone, receipt);
  const answers = await phone.locator('.answer').allInnerTexts();
  assert.equal(answers.length, 2);
  assert.match(answers[0], /给您的答复[\s\S]*六层楼道灯全部更换/);
  assert.match(answers[1], /以前的答复[\s\S]*一只灯泡/);
  await act(phone, 'rate', { solved: '是', grade: '满意' });
  await closer.findsToDo(matter);
  await closer.act('销号', 'close', { words: '第二轮群众认可' });
  await closer.shows('已销号');
});
