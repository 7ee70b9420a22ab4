// SPDX-License-Identifier: Apache-2.0
// A clerk makes the dossier of a matter from its page and opens it as PDF, which the worker beside the
// server makes; without a worker the page says so and gives the DOCX.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { bin } from '../server.mjs';
import { say } from './citizen.mjs';
import { NORTH_GATE, openTown } from './town.mjs';

const WORDS = '学校门口没有斑马线';
let town, matter, worker, desk;
before(async () => {
  town = await openTown();
  const { num } = await say(await town.phone(), { words: WORDS, place: NORTH_GATE, privacy: /^匿名/ });
  matter = await town.office.toDispatch(num);
  desk = await town.sit('xinfang3');
});
after(async () => {
  worker?.kill('SIGTERM');
  await town?.close();
});

async function openDocuments() {
  await desk.open('matter', matter);
  await desk.page.getByRole('button', { name: '公文', exact: true }).click();
  const dialog = desk.page.getByRole('dialog', { name: '公文' });
  await dialog.getByText('已制作的公文').waitFor();
  return dialog;
}

test('without a worker: the document is made and numbered, as DOCX only', async () => {
  const dialog = await openDocuments();
  await dialog.getByRole('radio', { name: '一事一册' }).check();
  await dialog.getByLabel('要求、意见').fill('请存档。');
  await dialog.getByRole('button', { name: '制作并编文号' }).click();
  await dialog.getByText(/一事一册 .*〔\d{4}〕1号/).waitFor();
  assert.equal(await dialog.getByRole('button', { name: '转成 PDF' }).count(), 0);
  const saved = desk.page.waitForEvent('download');
  await dialog.getByRole('link', { name: 'DOCX' }).click();
  assert.equal(readFileSync(await (await saved).path()).subarray(0, 2).toString(), 'PK');
});

test('with one: asked for, waited for, saved; it says what the matter says', async () => {
  worker = spawn(bin, ['documents', 'worker', '--spool', join(town.server.data, 'documents')], { stdio: 'ignore' });
  const button = desk.page.getByRole('dialog', { name: '公文' }).getByRole('button', { name: '转成 PDF' });
  for (let tries = 0; tries < 30 && !(await button.count()); tries++) {
    await desk.page.waitForTimeout(500); // until the worker is seen
    await openDocuments();
  }
  const dialog = desk.page.getByRole('dialog', { name: '公文' });
  await button.click();
  const link = dialog.getByRole('link', { name: 'PDF', exact: true });
  await link.waitFor({ timeout: 120_000 });
  const saved = desk.page.waitForEvent('download');
  await link.click();
  const file = await (await saved).path();
  assert.equal(readFileSync(file).subarray(0, 5).toString(), '%PDF-');
  const text = execFileSync('pdftotext', [file, '-'], { encoding: 'utf8' }).replace(/\s/g, '');
  for (const said of [WORDS, matter, '请存档。']) assert.ok(text.includes(said), `${said}: ${text}`);
});
