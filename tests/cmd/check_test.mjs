// SPDX-License-Identifier: Apache-2.0
// huiyin check finds and names whatever is changed behind the program's back.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { citizen } from '../api/lib.mjs';
import { startServer } from '../server.mjs';
import { ask, found, must, run, scratch, sql } from './lib.mjs';

const dir = scratch();
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
let server;
let base;

after(() => server?.stop());
before(async () => {
  server = await startServer({
    init: ['--code', '511902', '--name', '示例区'],
    // Who screens is told by mail, which nobody sends here: the message waits.
    prepare: (data) => must(['user', 'add', 'zhen', '甄别', '--unit', '511902', '--roles', 'screener', '--mail', 'a@example.cn', '--no-password', '--data', data]),
  });
  base = server.data;
  const me = citizen(server);
  const { body: picture } = await me.upload({ name: '路灯.png', bytes: PICTURE, type: 'image/png' });
  const sent = await me.submit({ words: '路灯不亮', privacy: 'named', name: '示例戊', phone: '13800138005', attachments: [picture.ref] });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  await server.stop();
  writeFileSync(join(dir, 'l.csv'), [
    '编号,姓名,联系电话,反映时间,诉求内容,答复意见,答复时间,状态,时限,满意度,是否解决',
    '1,示例甲,13800138000,2024-01-01,一,已答,2024-01-09,,2024-01-20,,',
    '2,示例乙,,2024-01-02,二,,,办理中,,,',
    '3,示例丙,,2024-01-03,三,,,未受理,,,',
    '4,示例丁,,2024-01-04,四,答,2024-01-11,已办结,,不满意,否',
  ].join('\n'));
  assert.equal(ask('import', join(dir, 'l.csv'), '--data', base).new, 4);
  must(['export', 'demands', '--to', join(dir, 'e.csv'), '--unmasked', '--reason', '核对', '--data', base]);
});

test('nothing was changed: it says so and ends with 0', () => {
  const r = ask('check', '--data', base);
  assert.deepEqual([r.ok, r.differences, found(base)], [true, 0, []]);
  assert.deepEqual([r.demands, r.matters, r.tasks, r.persons, r.files, r.messages], [5, 3, 2, 5, 2, 1]);
  assert.match(must(['check', '--data', base]).out, /全部相符/);
});

const demand = (no) => `(SELECT id FROM demand WHERE upstream_no = '${no}')`;
const matter = (no) => `(SELECT matter_id FROM link WHERE demand_id = ${demand(no)})`;
const event = (kind, id) => `subject_kind = '${kind}' AND subject_id = ${id}`;

/** The files of attachments: of: 'sha256' (the original) or 'derived_sha256'. */
const fileOf = (data, of) => {
  const sha = sql(data, `SELECT ${of} FROM attachment`);
  return join(data, 'blobs', sha.slice(0, 2), sha.slice(2));
};
const ofFiles = (change) => (data) => change(fileOf(data, 'sha256'), fileOf(data, 'derived_sha256'));

/** name, what is done to the database (or, a function, to the folder), codes of which at least one finding must be, words of it. */
const damages = [
  ['the data of an event', `UPDATE event SET data = replace(data, '"head_count":1', '"head_count":9') WHERE ${event('demand', demand(2))}`, 'chain', '哈希'],
  ['the time of an event', `UPDATE event SET occurred_at = occurred_at + 1 WHERE ${event('matter', matter(2))}`, 'chain', '哈希'],
  ['the actor’s role of an event', `UPDATE event SET role = 'nobody' WHERE ${event('demand', demand(1))}`, 'chain', 'role'],
  ['an event is gone', `DELETE FROM event WHERE ${event('demand', demand(1))}`, 'chain', '没有任何事件'],
  ['an event out of nowhere', `INSERT INTO event SELECT jid, subject_kind, subject_id, 7, actor_id, role, unit_id, action, from_state, to_state, occurred_at, recorded_at, data, prev_hash, hash FROM event WHERE ${event('demand', demand(1))}`, 'chain', '缺少事件'],
  ['an event of an unknown kind', `UPDATE event SET subject_kind = 'other' WHERE ${event('unit', '(SELECT root_unit FROM register)')}`, 'chain', '对象种类'],
  ['who took a file out', `UPDATE event SET data = '{}' WHERE action = 'export'`, 'chain', '哈希'],
  ['why a file was taken out', "UPDATE event_text SET body = '别的' WHERE name = 'reason'", 'text', 'reason'],
  ['the words', `UPDATE event_text SET body = body || '。' WHERE name = 'words' AND subject_id = ${demand(3)}`, 'text', 'words 被改动'],
  ['the words are gone', `DELETE FROM event_text WHERE name = 'words' AND subject_id = ${demand(3)}`, 'text', 'words 不见了'],
  ['words nobody said', `INSERT INTO event_text SELECT jid, subject_kind, subject_id, seq, 'more', salt, body FROM event_text WHERE name = 'words' AND subject_id = ${demand(3)}`, 'text', 'more'],
  ['the answer', `UPDATE event_text SET body = '改' WHERE name = 'answer'`, 'text', 'answer'],
  ['the state of a demand', "UPDATE demand SET state = 'accepted' WHERE upstream_no = '1'", 'row', 'state'],
  ['a state there is none of', "UPDATE demand SET state = 'nonsense' WHERE upstream_no = '1'", 'row', 'state'],
  ['text where a number stands', "UPDATE demand SET said_at = 'yesterday' WHERE upstream_no = '1'", 'row', 'said_at'],
  ['the time of an answer', "UPDATE demand SET answered_at = answered_at - 86400000 WHERE upstream_no = '1'", 'row', 'answered_at'],
  ['the owner of a matter', `UPDATE matter SET owner_unit = 0 WHERE id = ${matter(2)}`, 'rule', '责任单位'],
  ['the version', "UPDATE demand SET version = version + 1 WHERE upstream_no = '2'", 'row', 'version'],
  ['a demand is gone', "DELETE FROM demand WHERE upstream_no = '1'", 'row', '没有这条'],
  ['a matter is gone', `DELETE FROM matter WHERE id = ${matter(2)}`, 'row', '没有这条'],
  ['a task is gone', 'DELETE FROM task WHERE id = (SELECT MIN(id) FROM task)', 'row', '没有这条'],
  ['a link', `UPDATE link SET state = 'accepted' WHERE demand_id = ${demand(4)}`, 'row', 'state'],
  ['a link is gone', `DELETE FROM link WHERE demand_id = ${demand(4)}`, 'row', '不见了'],
  ['a link out of nowhere', `INSERT INTO link SELECT jid, ${demand(3)}, matter_id, state, round, answer_seq, answer_final, answered_at, result, reached, solved, grade, source, attempts, drawn, joined_at, named FROM link WHERE demand_id = ${demand(4)}`, 'row', '没有事件记录'],
  ['how many demands a matter has', `UPDATE matter SET demands = 2 WHERE id = ${matter(4)}`, 'total', '诉求件数'],
  ['how many matters a demand has', "UPDATE demand SET matters = 0 WHERE upstream_no = '4'", 'total', '事项件数'],
  ['a due date', `UPDATE clock SET due_at = due_at + 86400000 WHERE source = 'mechanism' AND kind = 'close'`, 'clock', '办结销号'],
  ['a due date that was taken over', `UPDATE clock SET due_at = due_at + 86400000 WHERE source = 'taken_over'`, 'row', 'due_at'],
  ['a screening clock is stopped', `UPDATE clock SET stopped_at = 1 WHERE kind = 'screen'`, 'rule', '甄别时限'],
  ['clocks are gone', `DELETE FROM clock WHERE subject_kind = 'matter' AND subject_id = ${matter(2)}`, 'row', '时限'],
  ['the calendar', 'DELETE FROM calendar_year', 'clock', '到期时间'],
  ['a list row is gone', `DELETE FROM duty WHERE subject_id = ${demand(3)}`, 'rule', '下一步'],
  ['a list row', `UPDATE duty SET state = 'valid' WHERE subject_id = ${demand(3)}`, 'list', '工作清单'],
  ['a list row of nobody', `UPDATE duty SET unit_id = 5 WHERE subject_id = ${demand(3)}`, 'list', '工作清单'],
  ['a count', "UPDATE rollup SET n = n + 1 WHERE name = 'demand' AND k1 LIKE 'received|%'", 'count', 'demand'],
  ['a count is gone', "DELETE FROM rollup WHERE name = 'matter'", 'count', 'matter'],
  ['a count of lists', "UPDATE rollup SET n = 0 WHERE name = 'duty'", 'count', 'duty'],
  ['an interval', `UPDATE span SET value = 'valid' WHERE dim = 'state' AND subject_id = ${demand(3)}`, 'interval', 'state'],
  ['an interval is ended', `UPDATE span SET to_at = 5 WHERE dim = 'lvl' AND subject_id = ${demand(3)}`, 'interval', 'lvl'],
  ['intervals are gone', `DELETE FROM span WHERE subject_id = ${matter(2)}`, 'interval', 'owner_unit'],
  ['a person is gone', `DELETE FROM person WHERE id = (SELECT person_id FROM demand WHERE upstream_no = '1')`, 'reference', '诉求人'],
  ['a sealed name', "UPDATE person SET name_enc = substr(name_enc, 1, length(name_enc) - 4) || 'AAAA'", 'person', '密文'],
  ['sealed names of two persons', `UPDATE person SET name_enc = (SELECT name_enc FROM person ORDER BY id LIMIT 1)`, 'person', '密文'],
  ['the import of a demand', 'DELETE FROM batch_row WHERE demand_id = (SELECT MIN(demand_id) FROM batch_row)', 'reference', '导入批次'],
  ['the batch', 'DELETE FROM batch', 'reference', '导入批次'],
  ['the mechanism', "UPDATE demand SET mechanism_version = 99 WHERE upstream_no = '2'", 'reference', '机制'],
  ['an attachment is gone', 'DELETE FROM attachment', 'file', '附件不见了'],
  ['an attachment of another event', 'UPDATE attachment SET seq = 9', 'file', '没有第 9 号事件'],
  ['an attachment of nothing', 'UPDATE attachment SET subject_id = 1', 'file', '所属的记录不见了'],
  ['an attachment of an unknown kind', "UPDATE attachment SET subject_kind = 'other'", 'file', '所属的记录不见了'],
  ['an attachment out of nowhere', "INSERT INTO attachment SELECT jid, id + 1, subject_kind, subject_id, seq, sha256, name, type, bytes, derived_sha256, token_hash, officer_id, created_at FROM attachment", 'file', '没有第 1 号事件的记录'],
  ['an attachment’s size', 'UPDATE attachment SET bytes = bytes + 1', 'file', '大小'],
  ['an attachment’s size is no number', "UPDATE attachment SET bytes = 'many'", 'file', 'bytes'],
  ['an attachment’s hash', "UPDATE attachment SET sha256 = '0000' || substr(sha256, 5)", 'file', '附件文件不存在'],
  ['a hash that is a path', "UPDATE attachment SET derived_sha256 = '../secret.key'", 'file', '已损坏或被改动'],
  ['a file is gone', ofFiles((original) => rmSync(original)), 'file', '附件文件不存在'],
  ['a picture’s copy is gone', ofFiles((_, copy) => rmSync(copy)), 'file', '附件文件不存在'],
  ['a byte of a file', ofFiles((original) => {
    const bytes = readFileSync(original);
    bytes[60] ^= 1;
    writeFileSync(original, bytes);
  }), 'file', '已损坏或被改动'],
  ['the end of a file', ofFiles((original) => truncateSync(original, 50)), 'file', '已损坏或被改动'],
  ['a file for another', ofFiles((original, copy) => cpSync(copy, original)), 'file', '已损坏或被改动'],
  ['what a message is about', 'UPDATE outbox SET subject_id = 1', 'message', '所说的诉求、事项或任务不见了'],
  ['a message to nobody there is', 'UPDATE outbox SET officer_id = 1', 'message', '没有收信人'],
  ['a message to two', 'UPDATE outbox SET person_id = (SELECT MIN(id) FROM person)', 'message', '没有收信人'],
  ['a message by no channel', "UPDATE outbox SET channel = ''", 'message', '渠道'],
  ['a message in a state there is none of', "UPDATE outbox SET state = 'sending'", 'message', '状态不合规定'],
  ['a message tried too often', 'UPDATE outbox SET tries = 13', 'message', '发送次数'],
  ['a message that never gets on', 'UPDATE outbox SET tries = 1, next_at = next_at + 86400000', 'message', '停在发送中'],
  ['a message sent at no time', "UPDATE outbox SET state = 'sent', body_enc = ''", 'message', '发出时间'],
  ['a message not sent at some time', 'UPDATE outbox SET sent_at = 5', 'message', '发出时间'],
  ['a message sent and kept', "UPDATE outbox SET state = 'sent', sent_at = next_at", 'message', '没有清除'],
  ['the words of a message', "UPDATE outbox SET body_enc = substr(body_enc, 1, length(body_enc) - 4) || 'AAAA'", 'message', '密文打不开'],
  ['a message’s time is no number', "UPDATE outbox SET next_at = 'soon'", 'message', 'next_at'],
  ['an index', "PRAGMA writable_schema = 1; UPDATE sqlite_master SET sql = 'CREATE INDEX demand_said ON demand (jid, recorded_at, id)' WHERE name = 'demand_said'", 'store', '结构'],
];

function copied() {
  const data = join(dir, 'copy');
  rmSync(data, { recursive: true, force: true });
  cpSync(base, data, { recursive: true, preserveTimestamps: true });
  return data;
}

for (const [name, damage, code, words] of damages) {
  test(`changed: ${name}`, () => {
    const data = copied();
    if (typeof damage === 'function') {
      damage(data);
    } else {
      const changed = sql(data, `${damage}; SELECT total_changes();`).split('\n').at(-1);
      assert.ok(Number(changed) > 0, 'the damage was done');
    }
    const r = run(['check', '--json', '--data', data]);
    assert.equal(r.code, 1, r.out + r.err);
    const said = r.json();
    assert.equal(said.ok, false);
    assert.equal(said.differences, said.findings.filter((f) => !f.advice).length);
    const hits = said.findings.filter((f) => f.code === code && f.what.includes(words));
    assert.ok(hits.length > 0, JSON.stringify(said.findings, null, 1));
    const plain = run(['check', '--data', data]);
    assert.equal(plain.code, 1);
    assert.ok(plain.out.includes(hits[0].what));
  });
}

test('files that no attachment names: an advice once they are older than a day, no difference', () => {
  const data = copied();
  const sha = '5e'.repeat(32);
  mkdirSync(join(data, 'blobs', '5e'), { recursive: true });
  const strays = [['blobs', '5e', sha.slice(2)], ['blobs', 'tmp-0123'], ['blobs', '5e', 'notes.txt']];
  for (const parts of strays) writeFileSync(join(data, ...parts), 'x');
  // An upload may be under way.
  assert.deepEqual(found(data), []);
  const before = Date.now() / 1000 - 2 * 86400;
  for (const parts of strays) utimesSync(join(data, ...parts), before, before);
  // However old, what an attachment names stays.
  utimesSync(fileOf(data, 'sha256'), before, before);
  const said = ask('check', '--data', data);
  assert.deepEqual([said.ok, said.differences, found(data).length], [true, 0, 3]);
  for (const parts of strays) {
    const one = said.findings.find((f) => f.what.includes(`rm ${join(data, ...parts)}`));
    assert.deepEqual([one?.code, one?.advice], ['file', true], JSON.stringify(said.findings));
  }
  assert.match(must(['check', '--data', data]).out, /（提示）file.*tmp-0123[\s\S]*全部相符/);
  // Where it was told to be moved from, nothing is told any more.
  for (const parts of strays) renameSync(join(data, ...parts), join(dir, parts.at(-1)));
  assert.deepEqual(found(data), []);
  assert.ok(readdirSync(join(data, 'blobs')).length > 0);
});
