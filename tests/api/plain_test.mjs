// SPDX-License-Identifier: Apache-2.0
// Without JavaScript: the form as a page, form-encoded; sent twice it is one demand; what is wrong is said beside its field
// and what was typed stays; nothing of it is taken for markup; how it stands with number and query code.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { startServer } from '../server.mjs';
import { Client, logIn } from './lib.mjs';
import { Office } from './loop.mjs';

let server, office, place;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  place = await office.placeOf('东城街道', '北门社区');
});
after(() => server?.stop());

async function send(path, fields, headers = {}) {
  const sent = await fetch(`${server.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), headers });
  return { status: sent.status, type: sent.headers.get('content-type'), policy: sent.headers.get('content-security-policy'), text: await sent.text() };
}
const open = async (path) => (await fetch(`${server.url}${path}`)).text();
const keyOf = (text) => /name="key" value="([^"]+)"/.exec(text)[1];
const shown = (text, what) => new RegExp(`data-test="${what}">([^<]+)<`).exec(text)[1];
const count = async () => (await (await logIn(server, 'lingdao1')).get('/api/v1/ledgers')).body.n;

test('the form is a page of its own; sent twice it is one demand, and the receipt is the same', async () => {
  const text = await open('/plain?lang=zh');
  assert.match(text, /<html lang="zh-CN">/);
  assert.match(text, new RegExp(`<option value="${place}">北门社区`));
  assert.doesNotMatch(text, /<script|style=/);
  const was = await count();
  const body = { key: keyOf(text), lang: 'zh', words: '路灯不亮，\r\n晚上看不见路', place_id: place, address: '', privacy: 'anonymous', name: '', phone: '' };
  const first = await send('/plain', body);
  assert.equal(first.status, 201, first.text);
  assert.match(first.type, /text\/html/);
  assert.match(first.policy, /script-src 'self'/);
  const again = await send('/plain', body);
  assert.equal(again.status, 201);
  assert.equal(shown(again.text, 'num'), shown(first.text, 'num'));
  assert.equal(shown(again.text, 'code'), shown(first.text, 'code'));
  assert.equal(await count(), was + 1);
  const other = await send('/plain', { ...body, words: '另一件事' });
  assert.notEqual(other.status, 201, 'the key belongs to what was sent under it');
  assert.match(other.text, /另一件事/, 'what was typed stays');
  assert.notEqual(keyOf(other.text), body.key);

  const num = shown(first.text, 'num'), code = shown(first.text, 'code');
  const stands = await send('/plain/follow', { lang: 'zh', num, code });
  assert.equal(stands.status, 200, stands.text);
  assert.match(stands.text, /路灯不亮，\n晚上看不见路/);
  assert.match(stands.text, /<ol>\n<li>\d{4}-\d{2}-\d{2} \d{2}:\d{2} <strong>/);
  const wrong = await send('/plain/follow', { lang: 'zh', num, code: 'WRONGCODE1' });
  assert.equal(wrong.status, 404);
  assert.match(wrong.text, /编号或查询码不正确/);
  assert.doesNotMatch(wrong.text, /路灯/);
  assert.equal((await send('/plain/follow', { lang: 'zh', num, code: '' })).status, 401);
});

test('what is wrong stands beside its field, with what was typed, in the language of the page', async () => {
  const none = await send('/plain', { key: keyOf(await open('/plain')), lang: 'en', words: '', privacy: 'anonymous' });
  assert.equal(none.status, 400);
  assert.match(none.text, /<html lang="en">/);
  assert.match(none.text, /<a href="#words">/);
  assert.match(none.text, /id="words-fault"/);
  const named = await send('/plain', { key: keyOf(none.text), lang: 'zh', words: '垃圾没人清', privacy: 'named', phone: 'abc' });
  assert.equal(named.status, 400, named.text);
  assert.match(named.text, /垃圾没人清/);
  assert.match(named.text, /value="named" checked/);
});

test('nothing that is typed is taken for markup', async () => {
  const hostile = '"><script>alert(1)</script>&amp;';
  const back = await send('/plain', { key: keyOf(await open('/plain')), words: hostile, address: hostile, place_id: 'x', privacy: 'named', name: hostile, phone: '' });
  assert.doesNotMatch(back.text, /<script/);
  assert.match(back.text, /&lt;script&gt;/);
});

test('only a form, and only this site\'s', async () => {
  const key = keyOf(await open('/plain'));
  const fields = { key, words: '路灯不亮', privacy: 'anonymous' };
  assert.equal((await send('/plain', fields, { 'sec-fetch-site': 'cross-site' })).status, 403);
  const json = await new Client(server).post('/plain', fields, {});
  assert.equal(json.status, 400);
  assert.equal((await send('/plain', { ...fields, unknown: 'x' })).status, 400);
  assert.equal((await send('/plain', { words: '路灯不亮', privacy: 'anonymous' })).status, 400, 'without a key');
});
