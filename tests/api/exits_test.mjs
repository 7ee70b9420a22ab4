// SPDX-License-Identifier: Apache-2.0
// rules.md B1-3: the exits are one list. Each does what the list says where it may be used, is refused
// elsewhere, and is counted by its name.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { bin, huiyin, startServer } from '../server.mjs';
import { newKey } from './lib.mjs';
import { Office } from './loop.mjs';

const { list } = JSON.parse(readFileSync(new URL('../../mechanisms/codes.json', import.meta.url), 'utf8')).grounds;
const usesOf = (at) => list.flatMap((g) => g.uses.filter((u) => u.at === at).map((u) => ({ ...g, ...u })));
const V1 = '/api/v1';
let server, office, proof, matter, housing;
before(async () => {
  server = await startServer();
  office = await Office.of(server);
  housing = office.unit('区住');
  const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
  proof = async () => (await (await office.by('dongcheng2')).upload({ name: 'a.png', bytes: png, type: 'image/png' })).body.ref;
  matter = await office.answered((await office.demand({ words: '路灯不亮' })).num);
});
after(() => server?.stop());

async function step(login, num, name, body) {
  const dossier = await office.see(login, 'demand', num);
  const action = dossier.body.actions.find((a) => a.name === name);
  assert.ok(action, `${login} is not offered ${name}`);
  const client = await office.by(login);
  return { action, answer: await client.post(action.href, body, { etag: dossier.etag, key: newKey() }) };
}
const fault = ({ answer }) => [answer.status, answer.body.field];
const optionsOf = (action) => action.fields.find((f) => f.name === 'ground').options.map((o) => o.value);
/** Before the street's screener, who may find invalid and redirect. */
async function passedUp(words) {
  const { num } = await office.demand({ words });
  await office.act('beimen2', 'demand', num, 'pass-up', { proposal: 'civil', reason: '拿不准' });
  return num;
}

test('the forms offer those of the list for that use, and no others', async () => {
  const num = await passedUp('选项');
  const { actions } = (await office.see('dongcheng2', 'demand', num)).body;
  const of = (name) => optionsOf(actions.find((a) => a.name === name));
  assert.deepEqual(of('screen-invalid'), usesOf('invalid').map((g) => g.code));
  assert.deepEqual(of('redirect'), usesOf('redirect').map((g) => g.code));
  const { body } = await (await office.by('zhujian1')).get(`${V1}/exclusions`);
  assert.deepEqual(body.grounds.map((g) => [g.code, g.text, g.source]), usesOf('board').map((g) => [g.code, g.zh, g.source ?? '']));
  const choices = (await (await office.by('dongcheng2')).get(`${V1}/choices`)).body;
  for (const at of ['invalid', 'redirect', 'return', 'end', 'board'])
    assert.deepEqual(
      choices[`grounds_${at}`].map((g) => [g.value, g.label, g.effect, g.needs ?? []]),
      usesOf(at).map((g) => [g.code, g.zh, g.effect, g.needs ?? []]),
      at,
    );
});

test('each redirection asks for what the list says, and tells the citizen', async () => {
  for (const g of usesOf('redirect').filter((u) => u.effect !== 'sender')) {
    const num = await passedUp(`转出 ${g.code}`);
    const body = { ground: g.code, words: '请按此途径办理' };
    assert.deepEqual(fault(await step('dongcheng2', num, 'redirect', { ...body, words: undefined })), [400, 'words'], g.code);
    if (g.needs.includes('agency')) {
      assert.deepEqual(fault(await step('dongcheng2', num, 'redirect', body)), [400, 'to'], g.code);
      body.to = '示例受理机构';
    }
    if (g.needs.includes('evidence')) {
      assert.deepEqual(fault(await step('dongcheng2', num, 'redirect', body)), [400, 'attachments'], g.code);
      body.attachments = [await proof()];
    }
    await office.act('dongcheng2', 'demand', num, 'redirect', body);
    const { body: now } = await office.see('dongcheng2', 'demand', num);
    assert.deepEqual([now.state, now.row.ground, now.labels.ground], ['redirected', g.code, g.zh], g.code);
    assert.equal(now.timeline.at(-1).texts.words, '请按此途径办理');
  }
});

test('each ground of invalid asks for what the list says, and is explained before it leaves', async () => {
  for (const g of usesOf('invalid')) {
    const num = await passedUp(`无效 ${g.code}`);
    const body = { ground: g.code, reason: '经甄别' };
    if (g.needs.includes('evidence')) {
      assert.deepEqual(fault(await step('dongcheng2', num, 'screen-invalid', body)), [400, 'attachments'], g.code);
      body.attachments = [await proof()];
    }
    if (g.effect === 'tell_result') {
      assert.ok((await step('dongcheng2', num, 'screen-invalid', body)).answer.status >= 400, 'no result without its matter');
      continue;
    }
    await office.act('dongcheng2', 'demand', num, 'screen-invalid', body);
    assert.ok(g.needs.includes('explanation'));
    assert.equal((await office.see('dongcheng2', 'demand', num)).body.state, 'to_explain', g.code);
    await office.act('dongcheng2', 'demand', num, 'explain', { how: 'phone', words: '已向群众说明' });
    assert.equal((await office.see('dongcheng2', 'demand', num)).body.state, 'explained', g.code);
  }
});

test('an unknown code and one that is for something else are refused, and nothing changes', async () => {
  const num = await passedUp('用错');
  const wrong = { invalid: ['lawsuit', 'force_majeure', 'legal_route', 'nonsense'], redirect: ['civil', 'mistake', 'beyond_policy', 'nonsense'] };
  for (const ground of wrong.invalid) {
    const { answer } = await step('dongcheng2', num, 'screen-invalid', { ground, reason: '用错' });
    assert.deepEqual([answer.status, answer.body.field], [400, 'ground'], ground);
    assert.match(answer.body.detail, ground === 'nonsense' ? /没有“nonsense”/ : /不能用于判为无效/);
  }
  for (const ground of wrong.redirect)
    assert.deepEqual(fault(await step('dongcheng2', num, 'redirect', { ground, words: '用错', to: '示例' })), [400, 'ground'], ground);
  assert.equal((await office.see('dongcheng2', 'demand', num)).body.state, 'received');
});

test('an exclusion from a board takes its code from the same list', async () => {
  const ask = (ground, over = {}) =>
    office.by('zhujian1').then((c) => c.post(`${V1}/exclusions`, { matter, unit: housing, ground, evidence: '见附卷第三页', ...over }, { key: newKey() }));
  for (const ground of ['civil', 'call_110', 'legal_route', 'not_own_duty', 'nonsense']) {
    const { status, body } = await ask(ground);
    assert.deepEqual([status, body.field], [400, 'ground'], ground);
  }
  const bare = await ask('lawsuit', { evidence: '' });
  assert.deepEqual([bare.status, bare.body.field], [400, 'evidence']);
  assert.equal((await ask('lawsuit')).status, 200);
  const { body } = await (await office.by('zhujian1')).get(`${V1}/exclusions`);
  assert.equal(body.exclusions[0].ground_text, list.find((g) => g.code === 'lawsuit').zh);
});

test('the report counts by exit, each figure its ledger; the check finds nothing', async () => {
  const leader = await office.by('lingdao1');
  const { body } = await leader.get(`${V1}/ways/report`);
  const all = (at) => body.exits.filter((e) => e.at === at).reduce((n, e) => n + e.demands, 0);
  assert.equal(all('invalid'), body.all.invalid);
  assert.equal(body.exits.filter((e) => e.at === 'redirect').length, usesOf('redirect').length - 1);
  for (const e of body.exits) {
    assert.equal(e.text, list.find((g) => g.code === e.ground).zh);
    const ledger = e.at === 'invalid' ? 'invalid' : 'redirected';
    const { totals, n } = (await leader.get(`${V1}/ledgers?ledger=${ledger}&ground=${e.ground}`)).body;
    assert.deepEqual([n, totals.ledgers.find((l) => l.ledger === ledger).demands], [e.demands, e.demands], e.ground);
  }
  const told = JSON.parse(huiyin('report', 'ways', '--json', '--data', server.data));
  assert.deepEqual(told.exits.map((e) => [e.ground, e.demands]), body.exits.map((e) => [e.ground, e.demands]));
  assert.match(huiyin('report', 'ways', '--data', server.data), /转出：应通过诉讼解决/);
  assert.equal(JSON.parse(huiyin('check', '--json', '--data', server.data)).ok, true);
});

test('a code that the list has not, or for something else, is found by the check', { skip: process.env.HUIYIN_TEST_ENGINE === 'postgres' && 'rows are changed by sqlite3' }, async () => {
  const db = join(server.data, 'huiyin.db');
  const [{ num, ground: right }] = JSON.parse(execFileSync('sqlite3', ['-json', db, "SELECT num, ground FROM demand WHERE state = 'redirected' LIMIT 1"]));
  const put = (ground) => execFileSync('sqlite3', [db, `UPDATE demand SET ground = '${ground}' WHERE num = '${num}'`]);
  for (const ground of ['nonsense', 'civil']) {
    put(ground);
    const checked = spawnSync(bin, ['check', '--json', '--data', server.data], { encoding: 'utf8' });
    assert.notEqual(checked.status, 0);
    const said = JSON.parse(checked.stdout).findings.filter((f) => f.num === num && f.code === 'rule');
    assert.deepEqual(said.map((f) => f.stored), [ground]);
    assert.match(said[0].what, /不在出口代码表里|list of exits/);
  }
  put(right); // the register is checked once more when all tests are done
});
