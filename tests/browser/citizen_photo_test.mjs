// SPDX-License-Identifier: Apache-2.0
// A photograph on a line that breaks, and a page that is loaded again in between.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { openBrowser } from '../chromium.mjs';
import { picture } from '../picture.mjs';
import { startServer } from '../server.mjs';
import { openPhone } from './citizen.mjs';

let server, browser;
before(async () => {
  server = await startServer();
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Where the photographs that this telephone keeps go on. */
const keptAt = () =>
  new Promise((resolve, reject) => {
    const asked = indexedDB.open('huiyin.draft');
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      const all = asked.result.transaction('photos').objectStore('photos').getAll();
      all.onerror = () => reject(all.error);
      all.onsuccess = () => {
        asked.result.close();
        resolve(all.result.map((x) => x.url));
      };
    };
  });

test('a photo goes on where it stood: after a lost line, and after the page was loaded again', async () => {
  const page = await openPhone(browser, server);
  let broken = true;
  let begun = 0;
  let offsets = [];
  page.on('request', (r) => {
    if (r.method() === 'POST' && r.url().endsWith('/api/v1/uploads')) begun++;
  });
  await page.route('**/api/v1/uploads/*', async (route) => {
    const offset = Number(route.request().headers()['upload-offset'] ?? -1);
    if (offset >= 0) offsets.push(offset);
    if (broken && offset > 0) await route.abort('connectionreset');
    else await route.continue();
  });
  await page.goto('/say/photos');
  await page.getByRole('heading', { level: 1, name: '有照片吗' }).waitFor();
  await page.locator('input[type=file]').setInputFiles({ name: '井盖.png', mimeType: 'image/png', buffer: picture(1600, 1000) });
  await page.getByText(/第 1 张：网络断了/).waitFor();
  assert.deepEqual([begun, offsets[0], offsets[1] > 0], [1, 0, true]);
  let url = '';
  for (let i = 0; i < 100 && !url; i++) {
    [url] = await page.evaluate(keptAt);
    if (!url) await new Promise((r) => setTimeout(r, 100)); // it is kept beside, not before
  }
  assert.match(url, /\/api\/v1\/uploads\/[0-9a-f-]+$/);

  await page.reload();
  await page.getByRole('heading', { level: 1, name: '有照片吗' }).waitFor();
  offsets = [];
  broken = false;
  await page.getByText('第 1 张已上传').waitFor();
  assert.equal(begun, 1, 'nothing was begun anew');
  assert.ok(offsets.every((x) => x > 0), offsets.join(' '));
});
