// SPDX-License-Identifier: Apache-2.0
// A demand screened as invalid, explained, appealed, and looked at by another desk.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { act, follow, mayDo, nowText, say } from './citizen.mjs';
import { NORTH_GATE, openTown } from './town.mjs';

let town;
before(async () => {
  town = await openTown();
});
after(() => town?.close());

test('invalid, explained, appealed: another desk looks again', async () => {
  const phone = await town.phone();
  const receipt = await say(phone, {
    words: '请把隔壁邻居家的空调外机移走，影响我家风水。',
    place: NORTH_GATE,
    privacy: /保密/,
    phone: '13800138001',
  });
  const community = await town.sit('beimen1');
  await community.open('demand', receipt.num);
  await community.act('上报甄别', 'pass-up', { proposal: '属于民事关系，由当事人协商或依法解决', reason: '拟判为无效，报请确认' });
  const street = await town.sit('dongcheng2');
  await street.findsToDo(receipt.num);
  if (!(await street.offered()).includes('甄别无效')) {
    await street.act('上报甄别', 'pass-up', { proposal: '属于民事关系，由当事人协商或依法解决', reason: '同意社区意见' });
    const district = await town.sit('xinfang3');
    await district.findsToDo(receipt.num);
  }
  const judge = (await street.offered()).includes('甄别无效') ? street : await town.sit('xinfang3');
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

  const dossier = await town.office.see('xinfang1', 'demand', receipt.num);
  const mine = await town.office.see(judge.officer.login, 'demand', receipt.num);
  if (mine.status === 200) {
    const again = await town.office.tryAct(judge.officer.login, 'demand', receipt.num, 'screen-valid', {});
    assert.notEqual(again, 200, 'who screened it does not decide the appeal');
  }
  assert.equal(dossier.body.state, 'received');
  const other = await town.sit('xinfang1');
  await other.open('demand', receipt.num);
  await other.act('甄别有效', 'screen-valid', { class: '小区管理', reason: '滴水属于可以处理的事' });
  await follow(phone, receipt);
  assert.equal(await nowText(phone), '已受理，正在安排单位');
});
