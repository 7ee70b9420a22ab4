// SPDX-License-Identifier: Apache-2.0
// A practice register is marked on every page and sheet of paper, an ordinary one on none.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';

import { Client, newKey } from '../api/lib.mjs';
import { openBrowser } from '../chromium.mjs';
import { huiyin, startServer } from '../server.mjs';
import { assertFits, openPhone } from './citizen.mjs';

const MARKS = '.watermark, .hy-watermark, .across';
const FRESH = '群众的事无小事-2026';
const WORDS = '演练用：路灯不亮。\n'.repeat(60); // more than one sheet
let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser?.close());

/** In which ninths of the screen the marks are dark enough to be seen: two pictures are compared. */
async function marked(page) {
  const marks = page.locator(MARKS);
  const shoot = async () => (await page.screenshot({ animations: 'disabled', caret: 'hide' })).toString('base64');
  await page.evaluate(() => document.fonts.ready);
  const pictures = [await shoot()];
  await marks.evaluateAll((all) => all.forEach((x) => (x.style.visibility = 'hidden')));
  pictures.push(await shoot());
  await marks.evaluateAll((all) => all.forEach((x) => (x.style.visibility = '')));
  const blank = await browser.newPage();
  const ninths = await blank.evaluate(async (shots) => {
    const [a, b] = await Promise.all(
      shots.map(async (s) => {
        const image = new Image();
        image.src = `data:image/png;base64,${s}`;
        await image.decode();
        const at = new OffscreenCanvas(image.width, image.height).getContext('2d');
        at.drawImage(image, 0, 0);
        return at.getImageData(0, 0, image.width, image.height);
      }),
    );
    const seen = new Set();
    for (let i = 0; i < a.data.length; i += 4) {
      if (Math.max(...[0, 1, 2].map((c) => Math.abs(a.data[i + c] - b.data[i + c]))) < 20) continue;
      const [x, y] = [(i / 4) % a.width, Math.floor(i / 4 / a.width)];
      seen.add(3 * Math.floor((3 * y) / a.height) + Math.floor((3 * x) / a.width));
    }
    return seen.size;
  }, pictures);
  await blank.close();
  return ninths;
}

/** A demand that has come to a task, in a register of one unit with one officer. */
async function toTask(server, { login, password }) {
  const desk = new Client(server);
  await desk.logIn({ login, password });
  const changed = await desk.post('/api/v1/me/password', { old_password: password, new_password: FRESH });
  assert.equal(changed.status, 204);
  const { body: sent } = await new Client(server).submit({ words: WORDS });
  const step = async (subject, num, name, body = {}) => {
    const dossier = await desk.get(`/api/v1/${subject}s/${num}`);
    const action = dossier.body.actions.find((a) => a.name === name);
    const r = await desk.post(action.href, action.fields.length ? body : undefined, { etag: dossier.etag, key: newKey() });
    assert.equal(r.status, 200, JSON.stringify(r.body));
    return r.body;
  };
  await step('demand', sent.num, 'screen-valid');
  const { created } = await step('demand', sent.num, 'open-matter');
  await step('matter', created, 'level', { lvl: 'district' });
  const { units } = (await desk.get('/api/v1/choices')).body;
  await step('matter', created, 'dispatch', { lead: units[0].value });
  return { ...sent, matter: created, task: `${created}-1` };
}

for (const [kind, init, wanted] of [
  ['a practice register', ['--practice'], true],
  ['an ordinary register', ['--name', '示例县'], false],
])
  describe(kind, () => {
    let server, officer;
    before(async () => {
      server = await startServer({ init });
      const roles = 'operator,screener,dispatcher,handler';
      const made = huiyin('user', 'add', 'xinren1', '示例·新人', '--unit', '999999', '--roles', roles, '--json', '--data', server.data);
      officer = JSON.parse(made);
    });
    after(() => server?.stop());

    test(`${wanted ? 'every' : 'no'} page and sheet is marked`, async () => {
      const { num, code, matter, task } = await toTask(server, officer);
      const page = await openPhone(browser, server, { width: 1280, height: 900 });
      const check = async (path, ready, ninths = 9) => {
        await page.goto(path);
        await page.locator(ready).first().waitFor();
        // Nothing more comes; the work list holds a stream, it gets five seconds.
        await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => {});
        if (wanted) assert.ok((await marked(page)) >= ninths, path);
        else {
          assert.equal(await page.locator(MARKS).count(), 0, path);
          assert.doesNotMatch(await page.locator('body').innerText(), /演练库|演练数据|演示/, path);
        }
      };
      await page.setViewportSize({ width: 390, height: 844 });
      for (const path of ['/', '/say/words', '/follow', '/privacy', `/follow/${num}#${code}`]) await check(path, 'main h1');
      await assertFits(page, 'the citizen’s page');
      await check('/desk/login', '#login');
      await page.setViewportSize({ width: 1280, height: 900 });
      await page.locator('#login').fill(officer.login);
      await page.locator('#password').fill(FRESH);
      await page.locator('button[type=submit]').click();
      await page.locator('.topbar .who').waitFor();
      await check('/desk/', 'table, .empty, main h1');
      await check('/desk/new', 'form');
      for (const at of [`demands/${num}`, `matters/${matter}`, `tasks/${task}`]) await check(`/desk/${at}`, 'article.dossier');
      await check(`/api/v1/slip/${task}`, 'h1', 3);
      const paper = await page.pdf({ format: 'A4' });
      const sheets = execFileSync('pdftotext', ['-raw', '-', '-'], { input: paper }).toString().split('\f').slice(0, -1);
      assert.ok(sheets.length > 1, `${sheets.length} sheets`);
      for (const sheet of sheets) assert.equal(/演练库/.test(sheet), wanted, sheet);
    });
  });
