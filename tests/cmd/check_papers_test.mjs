// SPDX-License-Identifier: Apache-2.0
// huiyin check names a published board that is no longer what its frozen data give, and a document whose
// template is gone.
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { newKey } from '../api/lib.mjs';
import { Office } from '../api/loop.mjs';
import { startServer } from '../server.mjs';
import { found, must, run, scratch, sql } from './lib.mjs';

const dir = scratch();
let server, base, board, paper;
before(async () => {
  server = await startServer();
  base = server.data;
  const template = join(dir, 'dossier.docx');
  must(['documents', 'template', 'dossier', '--to', template, '--data', base]);
  must(['documents', 'load', 'dossier', template, '--data', base]);
  const office = await Office.of(server);
  const post = async (login, path, body, etag) => {
    const got = await (await office.by(login)).post(`/api/v1${path}`, body, { key: newKey(), etag });
    assert.ok([200, 201].includes(got.status), `${path}: ${JSON.stringify(got.body)}`);
    return got.body;
  };
  const matter = await office.answered((await office.demand()).num);
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
  board = (await post('fenxi1', '/boards', { rule: 'effect', first_day: today, last_day: today, title: '日榜' })).num;
  for (const [login, act] of [['ducha1', 'check'], ['fabu1', 'publish']]) {
    const { etag } = await (await office.by('ducha1')).get(`/api/v1/boards/${board}`);
    await post(login, `/boards/${board}/${act}`, undefined, etag);
  }
  paper = (await post('xinfang3', '/documents', { kind: 'dossier', about: matter })).number;
  await server.stop();
});
after(() => server?.stop());

test('nothing was changed: nothing is found', () => assert.deepEqual(found(base), []));

for (const [name, damage, code, words] of [
  ['a figure of a published board', "UPDATE board SET figures = replace(figures, '\"n\":1', '\"n\":2') WHERE figures LIKE '%\"n\":1%'", 'total', () => `榜单 ${board}`],
  ['a frozen fact of a published board', "UPDATE board_unit SET facts = '' WHERE facts <> ''", 'total', () => `榜单 ${board}`],
  ['the template of a document', 'DELETE FROM document_template', 'reference', () => `公文 ${paper} 的模板不见了`],
]) {
  test(`changed: ${name}`, () => {
    const data = join(dir, 'copy');
    rmSync(data, { recursive: true, force: true });
    cpSync(base, data, { recursive: true, preserveTimestamps: true });
    assert.ok(Number(sql(data, `${damage}; SELECT total_changes();`).split('\n').at(-1)) > 0, 'the damage was done');
    const r = run(['check', '--json', '--data', data]);
    assert.equal(r.code, 1, r.out + r.err);
    const hits = r.json().findings.filter((f) => f.code === code && f.what.includes(words()));
    assert.equal(hits.length, 1, JSON.stringify(r.json().findings));
  });
}
