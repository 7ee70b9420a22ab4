// SPDX-License-Identifier: Apache-2.0
// The work list as a workbook: the rows of all its pages in the order of the page, cells that are no formulas, who
// took it is on record, and no more than the page shows.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { asFile, bookOf } from '../form.mjs';
import { startServer } from '../server.mjs';
import { logIn, newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const V1 = '/api/v1';
let server, office, desk;
const N = 103; // more than a page of a hundred
const num = (text) => String(text).replace(/\s/g, '');

before(async () => {
  server = await startServer();
  office = await Office.of(server);
  desk = await logIn(server, 'beimen2');
  for (let i = 0; i < N - 1; i++) await office.demand({ words: `第${i}处路灯不亮（示例）` });
  await office.demand({ words: '=1+1 井盖响（示例）' });
});
after(() => server?.stop());

async function pages(query) {
  const all = [];
  for (let after = ''; ; ) {
    const { status, body } = await desk.get(`${V1}/work?${new URLSearchParams({ ...query, limit: 50, ...(after && { after }) })}`);
    assert.equal(status, 200, JSON.stringify(body));
    all.push(...body.rows);
    if (!body.next) return all;
    after = body.next;
  }
}
async function book(query) {
  const got = await desk.post(`${V1}/work/file`, query, { key: newKey() });
  assert.equal(got.status, 200, JSON.stringify(got.body));
  const rows = bookOf(asFile(got.body))[0].rows;
  const head = rows.findIndex((row) => row.includes('编号'));
  return { head: rows[head], rows: rows.slice(head + 1) };
}

test('the rows of all pages, in their order', async () => {
  for (const query of [{ list: 'act', sort: 'due', dir: 'asc' }, { list: 'act', sort: 'born', dir: 'desc' }]) {
    const shown = await pages(query);
    assert.equal(shown.length, N);
    const { head, rows } = await book(query);
    const at = head.indexOf('编号');
    assert.deepEqual(rows.map((row) => num(row[at])), shown.map((row) => num(row.num)));
    assert.equal(rows[0][head.indexOf('状态')], shown[0].state_text);
  }
});

test('what a citizen wrote is text, never a formula', async () => {
  const { head, rows } = await book({ list: 'act' });
  const said = rows.filter((row) => String(row[head.indexOf('群众原话（开头）')]).startsWith('=1+1'));
  assert.equal(said.length, 1, 'written out, not reckoned');
});

test('a list that is narrowed; one that is not there; a unit where one holds nothing', async () => {
  assert.equal((await book({ list: 'overdue' })).rows.length, 0);
  assert.equal((await book({ list: 'state', subject: 'demand', state: 'received' })).rows.length, N);
  const refused = async (body) => (await desk.post(`${V1}/work/file`, body, { key: newKey() })).status;
  assert.equal(await refused({ list: 'nothing' }), 400);
  assert.equal(await refused({ unit: office.unit('区住') }), 403);
});
