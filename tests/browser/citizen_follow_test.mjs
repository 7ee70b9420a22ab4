// SPDX-License-Identifier: Apache-2.0
// What the citizen sees later: a limit that has passed, the answer with its pictures.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { picture } from '../picture.mjs';
import { huiyin } from '../server.mjs';
import { assertAccessible, assertFits, follow, say } from './citizen.mjs';
import { HOUSING, NORTH_GATE, openTown } from './town.mjs';

let town;
before(async () => {
  town = await openTown();
});
after(() => town?.close());

const WORDS = '小区门口的路灯坏了半个月，晚上老人出门看不见路。';

/** The register's clock; the server takes it up within seconds. */
async function forward(days) {
  huiyin('clock', 'offset', String(days * 86400000), '--data', town.server.data);
  for (let i = 0; i < 100; i++) {
    const { register } = await town.office.me('xinfang4');
    if (Date.parse(register.now) - Date.now() > (days - 1) * 86400000) return;
    await sleep(200);
  }
  assert.fail('the clock stands');
}

test('what is overdue is said, and the files of the answer stand with it', async () => {
  const page = await town.phone();
  const receipt = await say(page, { words: WORDS, place: NORTH_GATE, privacy: /^匿名/ });
  const late = page.locator('.now .late');
  await follow(page, receipt);
  assert.equal(await late.count(), 0);

  await forward(9); // past the days to screen it, within those to answer
  await page.reload();
  await late.getByText('这一步已经超过规定的时间').waitFor();
  await page.getByText(/还剩 \d+ 个?(工作日|天)/).waitFor();
  await assertAccessible(page, 'a late step');

  const matter = await town.office.toDispatch(receipt.num);
  await forward(120);
  await page.reload();

  await late.getByText(/已经超过期限 \d+ 个?(工作日|天)/).waitFor();
  await assertAccessible(page, 'overdue');

  await town.office.act('xinfang4', 'matter', matter, 'dispatch', { lead: await town.office.unit(HOUSING) });
  const done = { name: '换好的灯.png', bytes: picture(600, 400), type: 'image/png' };
  await town.office.handleAndAnswer(matter, '灯已换好', { photo: done });
  await page.reload();
  const shown = page.locator('.answer', { hasText: '灯已换好' }).getByAltText('随答复发来的第 1 张图片');
  await shown.waitFor();
  assert.equal(await shown.evaluate(async (x) => (await x.decode(), x.naturalWidth)), 600);
  assert.equal(await page.getByAltText(/您发来的/).count(), 0);
  await assertFits(page, 'answer with a picture');
  await assertAccessible(page, 'answer with a picture');
  assert.deepEqual(page.faults, []);
});
