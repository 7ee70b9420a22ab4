// SPDX-License-Identifier: Apache-2.0
// Pictures of every page in three widths (script/screenshots). Each officer opens what the menu
// offers and, from each of those pages, the first dossier, meeting, board … that it lists.
//   node tests/screenshots.mjs FOLDER
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { follow, openPhone, say } from './browser/citizen.mjs';
import { openDesks } from './browser/desk.mjs';
import { openBrowser } from './chromium.mjs';
import { picture } from './picture.mjs';
import { huiyin, startServer } from './server.mjs';

const WIDTHS = [390, 1280, 1920];
const ROLES = ['leader', 'supervisor', 'admin_system', 'admin_security', 'screener', 'dispatcher', 'operator', 'collector', 'publisher', 'exchange', 'analyst', 'head', 'handler'];
const folder = process.argv[2];
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const routesOf = (side) =>
  [...readFileSync(new URL(`../web/${side}/router.ts`, import.meta.url), 'utf8').matchAll(/path: '(\/[^']*)'/g)]
    .map((m) => m[1])
    .filter((path) => !path.includes(':rest'));
const patternOf = (path) =>
  new RegExp(`^${path.replace(/\/:\w+\?/g, '(/[^/]+)?').replace(/:\w+\(([^)]*)\)/g, '($1)').replace(/:\w+/g, '[^/]+')}/?$`);
const nameOf = (path) => path.replace(/^\/|\/$/g, '').replace(/\W+/g, '-') || 'first';

const rows = [];
const shown = { citizen: new Set(), desk: new Set() };
const wanted = { citizen: routesOf('citizen'), desk: routesOf('desk') };
const routeOf = (side, path) => wanted[side].find((r) => patternOf(r).test(path));

/** Once nothing is fetched any more; what never rests (a stream of news) gets five seconds. */
async function rest(page) {
  await page.waitForLoadState('networkidle', { timeout: 5000 }).catch(() => {});
  await page.locator('h1').first().waitFor();
}

async function shoot(page, side, name) {
  const path = new URL(page.url()).pathname.replace(/^\/desk/, '') || '/';
  shown[side].add(routeOf(side, path));
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 800 ? 844 : 900 });
    await rest(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    const file = `${side}-${name}-${width}.png`;
    await page.screenshot({ path: join(folder, file), fullPage: true });
    const said = page.faults.splice(0);
    rows.push({ file, over: Math.max(over, 0), said });
    if (over > 0 || said.length) console.log(`${file}: ${over > 0 ? `${over} px too wide ` : ''}${said.join(' | ')}`);
  }
}

async function desk(server, browser) {
  const desks = openDesks(browser, server);
  const visited = new Set();
  const look = async (page, path) => {
    const route = routeOf('desk', path.split('?')[0]);
    if (!route || visited.has(route)) return false;
    visited.add(route);
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`/desk${path}`);
    await rest(page);
    await shoot(page, 'desk', nameOf(route));
    return true;
  };
  const links = (page, where) =>
    page.locator(where).evaluateAll((all) => all.map((a) => new URL(a.href).pathname.replace(/^\/desk/, '') || '/'));
  for (const role of ROLES) {
    const { page } = await desks.sit(role);
    page.faults = [];
    page.on('console', (m) => ['error', 'warning'].includes(m.type()) && page.faults.push(m.text()));
    page.on('pageerror', (e) => page.faults.push(e.message));
    await rest(page);
    for (const path of await links(page, 'header a, nav a')) {
      await page.goto(`/desk${path}`);
      await rest(page);
      const on = await links(page, 'main a');
      await look(page, path);
      for (const inner of on) await look(page, inner);
    }
  }
}

async function citizen(server, browser) {
  const page = await openPhone(browser, server);
  const photo = { name: '现场.png', mimeType: 'image/png', buffer: Buffer.from(picture(640, 480)) };
  const told = {
    words: '东城街道北门社区菜市场门口的路灯坏了三天，晚上看不见路，老人容易摔倒。',
    place: ['东城街道', '北门社区'],
    photos: [photo],
    name: '演示',
    phone: '13900000000',
  };
  const receipt = await say(page, told, (where) => shoot(page, 'citizen', `say-${where.replace(/\W/g, '-')}`));
  await shoot(page, 'citizen', 'receipt');
  await follow(page, receipt);
  await shoot(page, 'citizen', 'demand');
  for (const path of ['/', '/follow', '/figures', '/responsible', '/privacy']) {
    await page.goto(path);
    await rest(page);
    await shoot(page, 'citizen', nameOf(path));
  }
}

const server = await startServer({ prepare: (data) => huiyin('scenario', 'bazhou', '--by', '20', '--data', data) });
const browser = await openBrowser();
try {
  await desk(server, browser);
  await citizen(server, browser);
} finally {
  await browser.close();
  await server.stop();
}
const missed = Object.keys(wanted).flatMap((side) => wanted[side].filter((r) => !shown[side].has(r)).map((r) => `${side} ${r}`));
writeFileSync(join(folder, 'pages.json'), JSON.stringify({ rows, missed }, null, 1));
console.log(`${rows.length} pictures in ${folder}; not come by: ${missed.join(', ') || 'none'}`);
