// SPDX-License-Identifier: Apache-2.0
// A demand's whole way through the offices, each officer at a desk of his own in a browser.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser } from '../chromium.mjs';
import { startServer } from '../server.mjs';
import { act, follow, mayDo, nowText, openPhone, say, stepTexts } from './citizen.mjs';
import { openDesks } from './desk.mjs';
import { openOffice } from './office.mjs';

const NORTH_GATE = ['东城街道', '北门社区'];
const HOUSING = '区住房和城乡建设局(示例)';
let server, browser, desks, office;
before(async () => {
  server = await startServer();
  browser = await openBrowser();
  desks = openDesks(browser, server);
  office = openOffice(server);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const sit = (login) => desks.sit(login);

/** From the telephone's receipt to the matter that stands with the district's dispatcher. */
async function toDistrict(num) {
  const secretary = await sit('beimen1');
  await secretary.findsToDo(num);
  await secretary.act('甄别有效', 'screen-valid', { class: '小区管理', kind: '集体诉求' });
  const opened = await secretary.act('立事项', 'open-matter', { title: '三单元下水道堵塞' });
  const matter = opened.created;
  assert.match(matter, /^\d{20,}$/);
  await secretary.page.locator('article.dossier h1', { hasText: '三单元下水道堵塞' }).waitFor();
  await secretary.act('上报分级', 'level-up', { reason: '社区没有疏通设备' });
  const street = await sit('dongcheng2');
  await street.findsToDo(matter);
  await street.act('分级', 'level', { lvl: '区级', reason: '需要住建部门处理' });
  return matter;
}

test('(a) one demand from the telephone through every desk to the closed dossier', async () => {
  const phone = await openPhone(browser, server);
  const receipt = await say(phone, {
    words: '三单元下水道堵了三天，脏水流到院子里，老人走路都困难。',
    place: NORTH_GATE,
    name: '刘阿姨',
    phone: '13800138000',
  });
  const matter = await toDistrict(receipt.num);

  const dispatcher = await sit('xinfang4');
  await dispatcher.findsToDo(matter);
  await dispatcher.act('派单', 'dispatch', { lead: HOUSING, words: '请三日内疏通并答复群众' });
  await follow(phone, receipt);
  assert.equal(await nowText(phone), '正在办理');
  assert.match(await phone.locator('.now').innerText(), /住房和城乡建设局/);

  const task = `${matter}-1`;
  const handler = await sit('zhujian1');
  await handler.findsToDo(task);
  await handler.act('签收', 'sign');
  await handler.act('核查办理', 'verify', { truth: '属实，管道被油污堵死' });
  await handler.act('书面反馈', 'report', { words: '已疏通管道并冲洗院子，加装了滤网。', result: '已解决', cause: '餐馆油污直排' });
  assert.equal((await handler.offered()).includes('负责人同意'), false, 'nobody agrees to his own report');
  const head = await sit('zhujian2');
  await head.findsToDo(task);
  await head.act('负责人同意', 'agree');

  const reviewer = await sit('xinfang7');
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

  const closer = await sit('xinfang7');
  await closer.findsToDo(matter);
  await closer.act('销号', 'close', { words: '群众认可' });
  await closer.shows('已销号');
  await follow(phone, receipt);
  const steps = await stepTexts(phone);
  for (const said of ['我们收到了您的诉求', '您的诉求已受理', '已派给承办单位', '审核通过,即将答复您', '答复', '您作了评价', '已销号'])
    assert.ok(steps.includes(said), `${said} is not among ${steps}`);
  assert.deepEqual(phone.faults, []);
});

test('(b) invalid, explained, appealed: another desk looks again', async () => {
  const phone = await openPhone(browser, server);
  const receipt = await say(phone, {
    words: '请把隔壁邻居家的空调外机移走，影响我家风水。',
    place: NORTH_GATE,
    privacy: /保密/,
    phone: '13800138001',
  });
  const community = await sit('beimen1');
  await community.open('demand', receipt.num);
  await community.act('上报甄别', 'pass-up', { proposal: '属于民事关系，由当事人协商或依法解决', reason: '拟判为无效，报请确认' });
  const street = await sit('dongcheng2');
  await street.findsToDo(receipt.num);
  if (!(await street.offered()).includes('甄别无效')) {
    await street.act('上报甄别', 'pass-up', { proposal: '属于民事关系，由当事人协商或依法解决', reason: '同意社区意见' });
    const district = await sit('xinfang3');
    await district.findsToDo(receipt.num);
  }
  const judge = (await street.offered()).includes('甄别无效') ? street : await sit('xinfang3');
  await judge.act('甄别无效', 'screen-invalid', { ground: '属于民事关系，由当事人协商或依法解决', reason: '邻里之间的民事关系' });
  await follow(phone, receipt);
  assert.equal(await nowText(phone), '不属于受理范围，会有人向您解释');
  await judge.act('解释说明', 'explain', { how: '电话', words: '空调外机安装合乎规范，建议由社区人民调解。' });

  await phone.getByRole('button', { name: '刷新' }).click();
  await phone.locator('.now .state', { hasText: '已向您解释说明' }).waitFor();
  assert.match(await phone.locator('.answer').innerText(), /建议由社区人民调解/);
  assert.deepEqual(await mayDo(phone), ['appeal']);
  await act(phone, 'appeal', { reason: '外机的热水滴到我家窗台，不只是风水。' });
  assert.equal(await nowText(phone), '已收到，正在看归谁管');
  assert.ok(!(await mayDo(phone)).includes('appeal'), 'an appeal is possible once');

  const dossier = await office.see('xinfang1', 'demand', receipt.num);
  const mine = await office.see(judge.officer.login, 'demand', receipt.num);
  if (mine.status === 200) {
    const again = await office.tryAct(judge.officer.login, 'demand', receipt.num, 'screen-valid', {});
    assert.notEqual(again, 200, 'who screened it does not decide the appeal');
  }
  assert.equal(dossier.body.state, 'received');
  const other = await sit('xinfang1');
  await other.open('demand', receipt.num);
  await other.act('甄别有效', 'screen-valid', { class: '小区管理', reason: '滴水属于可以处理的事' });
  await follow(phone, receipt);
  assert.equal(await nowText(phone), '已受理，正在安排单位');
});

test('(c) not satisfied: dispatched again, answered again, closed in the second round', async () => {
  const phone = await openPhone(browser, server);
  const receipt = await say(phone, {
    words: '五单元楼道灯全坏了，晚上黑得看不见台阶。',
    place: NORTH_GATE,
    name: '王大爷',
    phone: '13800138002',
  });
  const { matter } = await office.toAnswer(receipt.num, HOUSING, '已更换一只灯泡。');
  await follow(phone, receipt);
  await act(phone, 'rate', { solved: '否', grade: '不满意', words: '只修了一层，别的还是黑的' });
  assert.equal(await nowText(phone), '您不满意，正在重新安排');

  const closer = await sit('xinfang7');
  await closer.findsToDo(matter);
  const offered = await closer.offered();
  assert.ok(!offered.includes('销号'), 'a dissatisfied citizen keeps the matter open');
  await closer.act('重新交办', 'dispatch-again', { to: '原主办', reason: '其余楼层没有修' });
  await follow(phone, receipt);
  assert.equal(await nowText(phone), '正在办理');
  assert.ok((await stepTexts(phone)).includes('问题没有解决好,已重新交办'));

  await office.handleAndAnswer(matter, '六层楼道灯全部更换。', { signed: true });
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

test('(d) two helpers, a return, three joined demands, one citizen not satisfied', async () => {
  const phones = [];
  const receipts = [];
  for (const words of ['河边垃圾堆了一个月，很臭。', '滨河路垃圾没人清，苍蝇多。', '河边的垃圾堵住了步道。']) {
    const phone = await openPhone(browser, server);
    phones.push(phone);
    receipts.push(await say(phone, { words, place: NORTH_GATE, name: '居民', phone: '13800138003' }));
  }
  const matter = await office.toDispatch(receipts[0].num);
  const joiner = await sit('beimen1');
  for (const { num } of receipts.slice(1)) {
    await joiner.open('demand', num);
    await joiner.act('甄别有效', 'screen-valid', { class: '环境整治' });
    await joiner.act('并单', 'join', { matter, reason: '同一处垃圾' });
  }
  const dispatcher = await sit('xinfang4');
  await dispatcher.findsToDo(matter);
  await dispatcher.act('派单', 'dispatch', { lead: HOUSING, helpers: ['东城街道办事处(示例)', '北门社区居民委员会(示例)'] });
  const { tasks, links } = (await office.see('xinfang4', 'matter', matter)).body;
  assert.equal(links.length, 3);
  assert.deepEqual(tasks.map((k) => k.role), ['lead', 'helper', 'helper']);
  const [lead, street, community] = tasks.map((k) => k.num);

  const subdistrict = await sit('dongcheng3');
  await subdistrict.findsToDo(street);
  const { actions } = (await office.see('dongcheng3', 'task', street)).body;
  const [ground] = actions.find((a) => a.name === 'ask-return').fields.find((f) => f.name === 'ground').options;
  await subdistrict.act('申请退单', 'ask-return', { ground: ground.label, reason: '河道不在街道管护范围' });
  await dispatcher.open('task', street);
  await dispatcher.act('驳回退单', 'refuse-return', { reason: '步道由街道管护' });

  await office.work('dongcheng3', 'dongcheng1', street, '步道垃圾已清');
  await office.work('beimen2', 'beimen1', community, '已劝导沿河商户');
  await office.work('zhujian1', 'zhujian2', lead, '河岸垃圾全部清运，加装围挡。');
  await office.act('xinfang7', 'matter', matter, 'review-agree', { solved: 'yes', thorough: 'yes' });
  await office.act('zhujian1', 'matter', matter, 'answer', { words: '河岸垃圾已清运。', result: 'solved' });

  for (const [i, grade] of ['满意', '非常满意', '不满意'].entries()) {
    await follow(phones[i], receipts[i]);
    await act(phones[i], 'rate', { solved: grade === '不满意' ? '否' : '是', grade });
  }
  assert.equal(await nowText(phones[2]), '您不满意，正在重新安排');
  const closer = await sit('xinfang7');
  await closer.findsToDo(matter);
  assert.ok(!(await closer.offered()).includes('销号'), 'one of three is not satisfied');
  await closer.act('重新交办', 'dispatch-again', { to: '原主办', reason: '第三处没有清' });

  for (const [i, now] of ['您已认可', '您已认可', '正在办理'].entries()) {
    await follow(phones[i], receipts[i]);
    assert.equal(await nowText(phones[i]), now, `demand ${i + 1}`);
  }
  await office.handleAndAnswer(matter, '第三处也已清运。', { signed: true });
  await follow(phones[0], receipts[0]);
  assert.equal(await phones[0].locator('.answer').count(), 1, 'only who was sent again is answered again');
  await follow(phones[2], receipts[2]);
  await act(phones[2], 'rate', { solved: '是', grade: '基本满意' });
  await closer.findsToDo(matter);
  await closer.act('销号', 'close', {});
  await closer.shows('已销号');
});
