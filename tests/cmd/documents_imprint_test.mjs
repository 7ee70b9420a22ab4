// SPDX-License-Identifier: Apache-2.0
// The form of every document as it comes off the printer (GB/T 9704-2012): made from fields, opened by
// LibreOffice, looked at page by page. Whatever its length, signature and imprint never stand alone on a
// page, and nothing of the template is left.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { must, run, scratch } from './lib.mjs';

const dir = scratch();
const data = join(dir, 'data');
const line = (n) => `第${n}项要求：请各单位认真研究。`;
// Kind: fields that it cannot do without, and the words before its signature. Without these it has no
// imprint: a register or a form.
const kinds = {
  transfer: [{ list: '交办1号', count: '1', matters: [{ serial: '1', title: '修路灯' }] }, '书面反馈办理结果'],
  notice: [{ num: '5119022026110001', title: '修路灯' }, '办理情况请按期书面报送'],
  answer: [{ title: '路灯不亮', num: '511902202611200000018', said_at: '2026年11月20日' }, '感谢您对我们工作的关心和支持'],
  board: [{ title: '红黑榜', period: '2026年11月', red: [{ rank: '1', unit: '示例局' }], black: [{ rank: '1', unit: '示例街道' }] }, '推动诉求办理提质增效'],
  month: [{ title: '2026年10月民意诉求分析', demands: '9', rules: ['口径'], classes: [{ name: '市政建设', demands: '9' }] }, '以上情况供研究决策参考'],
  dossier: [{ num: '5119022026110001' }], interview: [{ title: '超期约谈' }], examination: [{ unit: '示例局' }],
  topic: [{ name: '路灯' }], verification: [{ title: '核查' }],
};
// A bulletin is drafted, checked and issued on its page (tests/api/rhythm_test.mjs): here with the samples
// that an administrator sees before he loads a template.
const sample = { letterhead: '示例区民呼我为办公室文件', issuer: '示例区民呼我为办公室', signatory: '张三', copies: '区委办公室，区政府办公室' };
const lengths = (kind) => (kinds[kind][1] ? [0, 3, 6, 9, 12, 15, 18, 21] : [2]);
const office = { letterhead: '示例区人民政府办公室文件', issuer: '示例区人民政府办公室', signatory: '王签发', copies: '区委办公室' };
let pages; // of the PDF of a kind and length

before(() => {
  must(['init', '--demo', '--data', data]);
  const conf = join(data, 'huiyin.conf');
  writeFileSync(conf, Object.entries(office).map(([k, v]) => `document_${k} = ${v}\n`).join(''), { flag: 'a' });
  const docs = join(dir, 'docs');
  mkdirSync(docs);
  const fields = join(dir, 'fields.json');
  for (const kind of Object.keys(kinds))
    for (const n of lengths(kind)) {
      const text = Array.from({ length: n }, (_, i) => line(i + 1)).join('\n');
      writeFileSync(fields, JSON.stringify(kinds[kind][0]));
      must(['documents', 'make', kind, '--as', 'ducha1', '--fields', fields, '--text', text, '--to', join(docs, `${kind}-${n}.docx`), '--data', data]);
    }
  must(['documents', 'template', 'bulletin', '--preview', '--to', join(docs, 'bulletin-0.docx'), '--data', data]);
  const all = readdirSync(docs).map((f) => join(docs, f));
  execFileSync('soffice', ['--headless', `-env:UserInstallation=file://${join(dir, 'office')}`, '--convert-to', 'pdf', '--outdir', docs, ...all], { stdio: 'ignore', timeout: 240_000 });
  pages = (kind, n) =>
    execFileSync('pdftotext', ['-layout', join(docs, `${kind}-${n}.pdf`), '-'], { encoding: 'utf8' })
      .split('\f').map((p) => p.replace(/\s/g, '')).filter((p) => p);
  if (process.env.HUIYIN_PICTURES)
    for (const f of readdirSync(docs)) if (f.endsWith('.pdf')) execFileSync('cp', [join(docs, f), process.env.HUIYIN_PICTURES]);
});

test('every kind that is shipped is looked at', () => {
  const { templates } = run(['documents', 'templates', '--json', '--data', data]).json();
  assert.deepEqual(templates.map((t) => t.kind).sort(), [...Object.keys(kinds), 'bulletin'].sort());
});

/** One that is sent out, of words before its signature: letterhead, number, who signs; the end on one page. */
function sent(all, about, by, last) {
  assert.ok(all[0].includes(by.letterhead) && all[0].includes(`签发人：${by.signatory}`), `${about}: head ${all[0]}`);
  const end = all.findIndex((p) => /\d{4}年\d+月\d+日印发/.test(p));
  assert.ok(end >= 0, `${about}: no imprint`);
  const at = [last, `${by.issuer}2`, `抄送：${by.copies}。`, '日印发'].map((w) => all[end].indexOf(w));
  assert.ok(at.every((x, i) => x >= 0 && (i === 0 || x > at[i - 1])), `${about}: page ${end + 1} of ${all.length}: ${at} ${all[end]}`);
}

function filled(all, about) {
  assert.match(all[0], /〔2\d{3}〕\d+号/, `${about}: number`);
  assert.doesNotMatch(all.join(''), /\{\{|\}\}/, about);
}

for (const [kind, [, last]] of Object.entries(kinds))
  test(`${kind}: ${last ? 'letterhead, number, who signs; signature and imprint not alone' : 'a form with a number and no letterhead'}`, () => {
    for (const n of lengths(kind)) {
      const all = pages(kind, n), about = `${kind} ${n}`;
      filled(all, about);
      for (let i = 1; i <= n; i++) assert.ok(all.join('').includes(line(i)), `${about}: ${line(i)}`);
      if (last) sent(all, about, office, last);
      else assert.ok(!all[0].includes(office.letterhead), about);
    }
    const pagesOf = lengths(kind).map((n) => pages(kind, n).length);
    assert.ok(!last || Math.max(...pagesOf) > pagesOf[0], `${kind}: no length went over a page`);
  });

test('bulletin: letterhead, number, who signs; signature and imprint not alone', () => {
  filled(pages('bulletin', 0), 'bulletin');
  sent(pages('bulletin', 0), 'bulletin', sample, '附件：1．');
});
