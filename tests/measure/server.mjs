// SPDX-License-Identifier: Apache-2.0
// What the measurements look at: the demo district after its month, with a published answer and a demand
// whose receipt the telephone keeps. And how a figure is printed.
import assert from 'node:assert/strict';
import { loadavg } from 'node:os';

import { castOf } from '../api/cast.mjs';
import { newKey } from '../api/lib.mjs';
import { Office } from '../api/loop.mjs';
import { huiyin, startServer } from '../server.mjs';

const QUESTION = '东城路路灯坏了，什么时候能修好？';
const ANSWER = '区住建局已于11月20日换新灯，今后每周巡查一次。咨询电话12345。';

async function publish(server, office, matter) {
  const cast = await castOf(server);
  for (const login of ['fenxi1', 'fabu1']) office.clients.set(login, await cast.as(login));
  const made = await (await office.by('fenxi1')).post('/api/v1/publications', { num: matter, question: QUESTION, answer: ANSWER }, { key: newKey() });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const path = `/api/v1/publications/${made.body.num}`;
  const publisher = await office.by('fabu1');
  const { body } = await publisher.get(path);
  const done = await publisher.post(`${path}/publish`, { seen: true }, { etag: `"${body.version}"`, key: newKey() });
  assert.equal(done.status, 200, JSON.stringify(done.body));
}

/** The server, and the receipt { num, code } of a demand that has its answer. */
export async function openDistrict() {
  const server = await startServer({ prepare: (data) => huiyin('scenario', 'bazhou', '--by', '20', '--data', data) });
  const office = await Office.of(server);
  const demand = await office.demand({ words: '东城街道北门社区菜市场门口的路灯坏了三天' });
  await publish(server, office, await office.answered(demand.num, { answer: { words: '路灯已修好，共换三盏' } }));
  return { server, receipt: { num: demand.num, code: demand.code } };
}

export const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];

/** One line for docs/performance.md: what, the figure, and how busy the machine was. */
export function tell(what, figure) {
  console.log(`${what}: ${figure} (load average ${loadavg()[0].toFixed(1)})`);
}
