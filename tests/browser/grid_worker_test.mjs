// SPDX-License-Identifier: Apache-2.0
// ZL-25: a grid worker, with the handler's role of the community, on a telephone: reports the outcome of
// a task, or reports the matter upward.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Client } from '../api/lib.mjs';
import { assertAccessible, assertFits } from './citizen.mjs';
import { openTown } from './town.mjs';

const COMMUNITY = '北门社区居民委员会(示例)';
const WORKER = 'beimen2';

let town, place, worker;
before(async () => {
  town = await openTown();
  const anybody = new Client(town.server);
  const below = async (parent, name) => (await anybody.get(`/api/v1/public/places?parent=${parent}`)).body.places.find((p) => p.name === name).id;
  place = await below(await below('', '东城街道'), '北门社区');
  worker = await town.sit(WORKER);
  await worker.page.setViewportSize({ width: 390, height: 844 });
});
after(() => town?.close());

/** A matter that the community's secretary has given to the community itself; the task's number. */
async function given(words) {
  const sent = await new Client(town.server).submit({ words, place_id: place });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const { num } = sent.body;
  await town.office.act('beimen1', 'demand', num, 'screen-valid', {});
  const { created: matter } = await town.office.act('beimen1', 'demand', num, 'open-matter', {});
  await town.office.act('beimen1', 'matter', matter, 'level', { lvl: 'community', reason: '社区可办' });
  await town.office.act('beimen1', 'matter', matter, 'dispatch', { lead: await town.office.unit(COMMUNITY) });
  return { matter, task: `${matter}-1` };
}

const look = async (where) => {
  await assertFits(worker.page, where);
  await assertAccessible(worker.page, where);
};

test('the outcome of a task, from the list to the report', async () => {
  const { task } = await given('楼道里堆着旧家具（示例）。');
  await worker.findsToDo(task);
  await worker.act('签收', 'sign');
  await worker.act('核查办理', 'verify', { truth: '属实' });
  await look('a task at work');
  await worker.act('书面反馈', 'report', { words: '已和住户一起搬走（示例）。', result: '已解决' });
  await worker.shows('已反馈');
  await look('a task that is reported');
  const { body } = await town.office.see('beimen1', 'task', task);
  assert.equal(body.state, 'reported');
  assert.equal(body.task.reports.at(-1).words, '已和住户一起搬走（示例）。');
  assert.match(body.timeline.find((l) => l.action === 'report').actor, /网格员/);
});

test('what the community cannot do is reported upward, with what was tried', async () => {
  const { matter, task } = await given('电梯停了三天（示例）。');
  await worker.findsToDo(task);
  await worker.act('签收', 'sign');
  await worker.open('matter', matter);
  await look('a matter at hand');
  await worker.act('上报', 'report-upward', { reason: '已联系物业两次，须由街道协调维保单位（示例）' });
  await worker.shows('待分级');
  await look('a matter reported upward');
  const { body } = await town.office.see('dongcheng2', 'matter', matter);
  assert.equal(body.state, 'to_level');
  assert.match(body.labels.owner_unit, /东城街道/);
});
