// SPDX-License-Identifier: Apache-2.0
// One demand from the telephone through every desk to the closed dossier, each officer at a desk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { act, follow, mayDo, nowText, say, stepTexts } from './citizen.mjs';
import { HOUSING, NORTH_GATE, openTown } from './town.mjs';

let town;
before(async () => {
  town = await openTown();
});
after(() => town?.close());

/** From the telephone's receipt to the matter that stands with the district's dispatcher. */
async function toDistrict(num) {
  const secretary = await town.sit('beimen1');
  await secretary.findsToDo(num);
  await secretary.act('甄别有效', 'screen-valid', { class: '小区管理', kind: '集体诉求' });
  const opened = await secretary.act('立事项', 'open-matter', { title: '三单元下水道堵塞' });
  const matter = opened.created;
  assert.match(matter, /^\d{20,}$/);
  await secretary.page.locator('article.dossier h1', { hasText: '三单元下水道堵塞' }).waitFor();
  await secretary.act('上报分级', 'level-up', { reason: '社区没有疏通设备' });
  const street = await town.sit('dongcheng2');
  await street.findsToDo(matter);
  await street.act('分级', 'level', { lvl: '区级', reason: '需要住建部门处理' });
  return matter;
}

test('one demand from the telephone through every desk to the closed dossier', async () => {
  const phone = await town.phone();
  const receipt = await say(phone, {
    words: '三单元下水道堵了三天，脏水流到院子里，老人走路都困难。',
    place: NORTH_GATE,
    name: '刘阿姨',
    phone: '13800138000',
  });
  const matter = await toDistrict(receipt.num);

  const dispatcher = await town.sit('xinfang4');
  await dispatcher.findsToDo(matter);
  await dispatcher.act('派单', 'dispatch', { lead: HOUSING, words: '请三日内疏通并答复群众' });
  await follow(phone, receipt);
  assert.equal(await nowText(phone), '正在办理');
  assert.match(await phone.locator('.now').innerText(), /住房和城乡建设局/);

  const task = `${matter}-1`;
  const handler = await town.sit('zhujian1');
  await handler.findsToDo(task);
  await handler.act('签收', 'sign');
  await handler.act('核查办理', 'verify', { truth: '属实，管道被油污堵死' });
  await handler.act('书面反馈', 'report', { words: '已疏通管道并冲洗院子，加装了滤网。', result: '已解决', cause: '餐馆油污直排' });
  assert.equal((await handler.offered()).includes('负责人同意'), false, 'nobody agrees to his own report');
  const head = await town.sit('zhujian2');
  await head.findsToDo(task);
  await head.act('负责人同意', 'agree');

  const reviewer = await town.sit('xinfang7');
  await reviewer.findsToDo(matter);
  await reviewer.act('审核同意', 'review-agree', { solved: '是', thorough: '是' });
  await handler.findsToDo(matter);
  await handler.act('答复群众', 'answer', { words: '您好，三单元下水道今天已疏通，并加装了滤网。', result: '已解决' });

  await follow(phone, receipt);
  assert.equal(await nowText(phone), '已经答复，请您评价');
  assert.match(await phone.locator('.answer').first().innerText(), /今天已疏通/);
  assert.ok((await mayDo(phone)).includes('rate'));
  await act(phone, 'rate', { solved: '是', grade: '非常满意', words: '来得快' });
  assert.equal(await nowText(phone), '您已认可');

  const closer = await town.sit('xinfang7');
  await closer.findsToDo(matter);
  await closer.act('销号', 'close', { words: '群众认可' });
  await closer.shows('已销号');
  await follow(phone, receipt);
  const steps = await stepTexts(phone);
  for (const said of ['我们收到了您的诉求', '您的诉求已受理', '已派给承办单位', '审核通过,即将答复您', '答复', '您作了评价', '已销号'])
    assert.ok(steps.includes(said), `${said} is not among ${steps}`);
  assert.deepEqual(phone.faults, []);
});
