// SPDX-License-Identifier: Apache-2.0
// Officers at their desks in a test: each log-in has a browser of its own, as each has a chair.
//   const desks = openDesks(browser, server);
//   const li = await desks.sit('screener');                  // a login, a role or a predicate
//   await li.open('demands', num);  await li.act('screen-valid', { class: '小区管理' });
import assert from 'node:assert/strict';
import { officerOf } from '../api/lib.mjs';

const DOSSIER = /\/api\/v1\/(demands|matters|tasks)\/[^/?]+$/;
const FOLDERS = { demand: 'demands', matter: 'matters', task: 'tasks' };

class Desk {
  constructor(page, officer) {
    this.page = page;
    this.officer = officer;
  }

  /** The dossier is on the list of what this officer's unit has to act on. */
  async findsToDo(num) {
    await this.page.goto('/desk/');
    const row = this.page.locator('tr', { hasText: grouped(num) }).first();
    await row.waitFor();
    await row.getByRole('link').first().click();
    await this.page.locator('article.dossier').waitFor();
  }

  async open(subject, num) {
    await this.page.goto(`/desk/${FOLDERS[subject]}/${num}`);
    await this.page.locator('article.dossier').waitFor();
  }

  async offered() {
    return this.page.locator('section.actions .action-list button').allInnerTexts();
  }

  /** The dossier's state, once the page has caught up with the act. */
  async shows(state) {
    await this.page.locator('.state-line .el-tag').first().filter({ hasText: state }).waitFor();
  }

  /** The form of an act, filled in and not sent. */
  async begin(label, name, fields = {}) {
    const panel = this.page.locator('section.actions');
    const button = panel.locator('.action-list').getByRole('button', { name: label, exact: true });
    await button.waitFor();
    await button.click();
    const form = panel.locator('form');
    await form.waitFor();
    await this.fill(form, name, fields);
    return form;
  }

  async fill(form, name, fields) {
    for (const [field, value] of Object.entries(fields))
      for (const one of [value].flat()) await this.#fill(form, `a-${name}-${field}`, one);
  }

  /** One act to its end: done, and the page has caught up. label: the button's words. fields: by name; what is offered is chosen by its label. */
  async act(label, name, fields = {}) {
    return this.send(name, await this.begin(label, name, fields));
  }

  async send(name, form) {
    const acted = this.page.waitForResponse(
      (r) => r.request().method() === 'POST' && r.url().endsWith(`/${name}`),
    );
    const looked = this.page.waitForResponse(
      (r) => r.request().method() === 'GET' && DOSSIER.test(r.url()),
    );
    looked.catch(() => {}); // an act that was refused says so first
    // A page that moves under the mouse takes no click: as a person would, once more. (The form's key
    // makes it one act.)
    const submit = form.locator('button[type=submit]');
    for (let tries = 0; tries < 3; tries++) {
      await submit.click();
      if (await Promise.race([acted, this.page.waitForTimeout(5000)])) break;
      if (!(await submit.isEnabled().catch(() => false))) break;
    }
    const answer = await acted;
    const text = await answer.text();
    assert.equal(answer.status(), 200, `${this.officer.login} ${name}: ${text}`);
    // What is offered next is what the page shows after its own second look.
    // A look that was given up, or a page that draws nothing now, never says so: five seconds at most.
    const shown = looked.then((look) => look.finished())
      .then(() => this.page.evaluate(() => new Promise((next) => requestAnimationFrame(() => setTimeout(next)))))
      .catch(() => {});
    await Promise.race([shown, this.page.waitForTimeout(5000)]);
    return JSON.parse(text);
  }

  async #fill(form, id, value) {
    const radios = form.locator(`[role=radiogroup][aria-labelledby="${id}-label"]`);
    if (await radios.count()) {
      await radios.getByText(value, { exact: true }).click();
      return;
    }
    const input = form.locator(`#${id}`);
    await input.waitFor({ state: 'attached' });
    if (value === true) {
      await form.locator('label', { has: input }).click();
    } else if (await input.evaluate((x) => Boolean(x.closest('.el-select')))) {
      await input.locator('xpath=ancestor::*[contains(@class,"el-select__wrapper")]').click();
      await input.fill(value);
      const offers = this.page.locator('[role=option]:visible').getByText(value, { exact: true });
      await offers.first().click();
      await this.page.keyboard.press('Escape');
    } else {
      await input.fill(value);
    }
  }
}

const grouped = (num) =>
  num.replace(/^(\d{6})(\d{8})(\d{6,})/, '$1 $2 $3');

/** Chooses in a field that shows few choices as buttons, many as a list. They may still be on their way. */
export async function pick(within, id, option) {
  const page = within.page ? within.page() : within;
  const button = within.locator(`[role=radiogroup][aria-labelledby="${id}-label"] label`, { hasText: option }).first();
  const list = within.locator(`#${id}`);
  const offer = page.locator('[role=option]:visible, .el-tree-node__label:visible', { hasText: option }).first();
  for (let tries = 0; ; tries++) {
    await button.or(list).first().waitFor({ state: 'attached' });
    if (await button.count()) return button.click();
    try {
      await list.click({ timeout: 5000 });
      return await offer.click({ timeout: 5000 });
    } catch (e) {
      if (tries === 5) throw e;
    }
  }
}

/** Where the focus comes to: it is moved after the page has been drawn. */
export const focused = (page, selector) =>
  page.waitForFunction((s) => document.activeElement?.matches(s), selector);

export function openDesks(browser, server) {
  const seated = new Map();
  return {
    async sit(which) {
      const officer = officerOf(server, which);
      const had = seated.get(officer.login);
      if (had) return had;
      const context = await browser.newContext({
        viewport: { width: 1366, height: 900 },
        baseURL: server.url,
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
      });
      context.setDefaultTimeout(30000);
      const page = await context.newPage();
      await page.goto('/desk/login');
      await page.locator('#login').fill(officer.login);
      await page.locator('#password').fill(officer.password);
      await page.locator('button[type=submit]').click();
      await page.locator('.topbar .who').waitFor();
      const desk = new Desk(page, officer);
      seated.set(officer.login, desk);
      return desk;
    },
  };
}
