// SPDX-License-Identifier: Apache-2.0
// The pictures of README and guides, taken from the running program: a demo register of its own, one
// demand on its way from a citizen's telephone to the unit that handles it.
//   node tools/screens.mjs        (after script/server has built program and pages)
// Writes docs/img/{say,follow,work,dossier}.png.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { citizen, logIn, officerOf } from '../tests/api/lib.mjs';
import { openBrowser } from '../tests/chromium.mjs';
import { startServer } from '../tests/server.mjs';

const img = fileURLToPath(new URL('../docs/img/', import.meta.url));
mkdirSync(img, { recursive: true });

const WORDS = '东城北门菜市场门口的路灯坏了快三个月，晚上一片黑，老人买菜摔过一次，打过电话也没人来修。';

async function placeOf(client, ...names) {
  let parent = '';
  for (const name of names) {
    const { body } = await client.get(`/api/v1/public/places?parent=${parent}`);
    const found = body.places.find((p) => p.name === name);
    assert.ok(found, `no place ${name}`);
    parent = found.id;
  }
  return parent;
}

async function step(desk, subject, num, name, body) {
  const dossier = await desk.get(`/api/v1/${subject}s/${num}`);
  const done = await desk.act(dossier, name, body);
  assert.equal(done.status, 200, JSON.stringify(done.body));
  return done.body;
}

/** Up to the point where the lead works on it; returns the numbers. */
async function story(server) {
  const by = (login) => logIn(server, login);
  const person = citizen(server);
  const place = await placeOf(person, '东城街道', '北门社区');
  const sent = await person.submit({
    words: WORDS, place_id: place, channel: 'web', name: '李大爷', phone: '13800138000', privacy: 'confidential',
    address: '北门菜市场门口第三根灯杆', proposal: '换成不用接线的灯也行', head_count: 12,
  });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const { num, code } = sent.body;
  const [community, street, district, builder] = [
    await by('beimen2'), await by('dongcheng2'), await by('xinfang3'), await by('zhujian1'),
  ];
  await step(community, 'demand', num, 'screen-valid', { title: '北门菜市场路灯不亮', class: 'municipal', kind: 'collective', urgent: true });
  const { created: matter } = await step(community, 'demand', num, 'open-matter', {});
  await step(community, 'matter', matter, 'level-up', { reason: '灯杆属市政设施，社区没有维修力量' });
  await step(street, 'matter', matter, 'level-up', { reason: '需住建部门查线路' });
  await step(district, 'matter', matter, 'level', { lvl: 'district', difficulty: 'short' });
  const { body: choices } = await district.get('/api/v1/choices');
  const unit = (name) => choices.units.find((u) => (u.label ?? u.name).startsWith(name));
  const id = (name) => unit(name).id ?? unit(name).value;
  await step(district, 'matter', matter, 'dispatch', { lead: id('区住'), helpers: [id('东城街道')], words: '一周内恢复照明，先设临时灯' });
  await step(builder, 'task', `${matter}-1`, 'sign', {});
  await step(builder, 'task', `${matter}-1`, 'note', { words: '已到现场查看，地下电缆断了一处，明日开挖', tell_citizens: true });
  return { num, code, matter };
}

async function desk(browser, server, login, path, file, height = 900) {
  const context = await browser.newContext({ viewport: { width: 1280, height }, baseURL: server.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  const page = await context.newPage();
  const { password } = officerOf(server, login);
  await page.goto('/desk/login');
  await page.locator('input').nth(0).fill(login);
  await page.locator('input[type=password]').fill(password);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.endsWith('/login'));
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: `${img}${file}.png` });
  await context.close();
}

async function phone(browser, server, path, file, act) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, baseURL: server.url, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', hasTouch: true });
  const page = await context.newPage();
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  await act?.(page);
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: `${img}${file}.png` });
  await context.close();
}

const server = await startServer();
const browser = await openBrowser();
try {
  const { num, code, matter } = await story(server);
  await phone(browser, server, '/', 'say');
  await phone(browser, server, '/follow', 'follow', async (page) => {
    const fields = page.locator('main input');
    await fields.nth(0).fill(num);
    await fields.nth(1).fill(code);
    await page.getByRole('button', { name: '查看' }).click();
    await page.getByText('现在的情况').waitFor();
  });
  await desk(browser, server, 'zhujian1', '/desk/', 'work', 700);
  await desk(browser, server, 'xinfang3', `/desk/matters/${matter}`, 'dossier');
} finally {
  await browser.close();
  await server.stop();
}
