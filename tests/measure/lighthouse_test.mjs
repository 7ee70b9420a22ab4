// SPDX-License-Identifier: Apache-2.0
// What Lighthouse says of the citizen's pages on a telephone: accessibility and best practices.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import lighthouse from 'lighthouse';

import { openDebugged } from '../chromium.mjs';
import { freePort } from '../server.mjs';
import { openDistrict, tell } from './server.mjs';

const BAR = 95;
const CATEGORIES = ['accessibility', 'best-practices'];
const PAGES = {
  home: '/',
  filing: '/say/words',
  following: '/follow',
  demand: '/follow/NUM#CODE',
  answers: '/answers',
  figures: '/figures',
};
const WAYS = {
  zh: { lang: 'zh', elder: 'no' },
  elder: { lang: 'zh', elder: 'yes' },
  en: { lang: 'en', elder: 'no' },
};

let server, receipt, browser, port;
before(async () => {
  ({ server, receipt } = await openDistrict());
  port = await freePort();
  browser = await openDebugged(port);
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** The telephone remembers language and size of letters, as after an earlier visit. */
async function choose({ lang, elder }) {
  const page = await browser.newPage();
  await page.goto(server.url);
  await page.evaluate(([size, cookie]) => {
    localStorage.setItem('huiyin.elder.1', size);
    document.cookie = cookie;
  }, [elder, `lang=${lang}; path=/`]);
  await page.reload();
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.classList.contains('elder')), elder === 'yes');
  assert.equal(await page.evaluate(() => document.documentElement.lang), lang === 'en' ? 'en' : 'zh-CN');
  await page.close();
}

/** What took points, with the places where. */
const lost = (lhr, category) =>
  lhr.categories[category].auditRefs
    .map((ref) => ({ ...lhr.audits[ref.id], weight: ref.weight }))
    .filter((a) => a.weight > 0 && a.score !== null && a.score < 1)
    .map((a) => `  ${a.id}: ${a.title} ${JSON.stringify(a.details?.items?.slice(0, 5).map((i) => i.node?.snippet ?? i.description ?? i))}`);

for (const [way, choice] of Object.entries(WAYS))
  test(`Lighthouse, ${way}: ${BAR} and more on every page`, async () => {
    await choose(choice);
    const under = [];
    for (const [name, path] of Object.entries(PAGES)) {
      const url = server.url + path.replace('NUM', receipt.num).replace('CODE', receipt.code);
      const { lhr } = await lighthouse(url, {
        port,
        onlyCategories: CATEGORIES,
        disableStorageReset: true,
        throttlingMethod: 'provided',
        logLevel: 'error',
      });
      assert.equal(lhr.runtimeError, undefined, `${url}: ${lhr.runtimeError?.message}`);
      assert.equal(new URL(lhr.finalDisplayedUrl).pathname, new URL(url).pathname);
      const scores = CATEGORIES.map((c) => Math.round(lhr.categories[c].score * 100));
      tell(`${way} ${name}`, CATEGORIES.map((c, i) => `${c} ${scores[i]}`).join(', '));
      for (const [i, c] of CATEGORIES.entries()) {
        const why = lost(lhr, c);
        if (why.length) console.log(why.join('\n'));
        if (!(scores[i] >= BAR)) under.push(`${name}: ${c} ${scores[i]}`, ...why);
      }
    }
    assert.deepEqual(under, []);
  });
