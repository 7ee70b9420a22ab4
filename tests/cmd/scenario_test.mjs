// SPDX-License-Identifier: Apache-2.0
// Runs long.
// A published campaign played again, a twentieth of it: every figure comes out of the ordinary
// ledgers, and the register is sound. In full under --all.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';

import { logIn } from '../api/lib.mjs';
import { huiyin, startServer } from '../server.mjs';
import { csv, found, must, run, sql } from './lib.mjs';

const by = process.env.HUIYIN_TEST_ALL ? 1 : 20;
let server, data;
const published = JSON.parse(readFileSync(new URL('../../data/scenarios/bazhou.json', import.meta.url), 'utf8'));
const figure = (name) => [...published.ways, ...published.routes].find((f) => f.figure === name).n;

/** Rows of a ledger that goes out, as objects by column. */
function ledger(name) {
  const to = `${data}-${name}.csv`;
  must(['export', name, '--to', to, '--data', data]);
  const [head, ...rows] = csv(to);
  return rows.map((row) => Object.fromEntries(head.map((title, i) => [title, row[i]])));
}

/** A twentieth, one more or less by the largest remainder. */
const near = (n, name) => assert.ok(Math.abs(n - figure(name) / by) < 1, `${name}: ${n} of ${figure(name)}`);

before(async () => {
  server = await startServer({ prepare: (at) => huiyin('scenario', 'bazhou', '--by', String(by), '--data', at) });
  ({ data } = server);
});
after(() => server?.stop());

test('BZ-09, BZ-10, BZ-15, BZ-16, BZ-20: what was published comes out of the ledgers', () => {
  const demands = ledger('demands');
  const valid = demands.filter((d) => d['是否有效'] === '有效' || d['是否有效'] === '是');
  const invalid = demands.filter((d) => !valid.includes(d));
  const doorstep = demands.filter((d) => d['采集方式'].includes('谈'));
  assert.equal(sql(data, 'SELECT COUNT(*) FROM visit'), String(Math.round(68907 / by)));
  assert.equal(sql(data, "SELECT COUNT(*) FROM demand WHERE visit_id <> 0 AND campaign = 'dqd'"), String(doorstep.length));
  assert.equal(demands.length, Math.round(16564 / by));
  near(doorstep.length, 'doorstep');
  near(demands.length - doorstep.length, 'online');
  near(invalid.length, 'invalid');
  assert.ok(invalid.every((d) => d['状态'].includes('解释')), 'each of them explained on record');
  let sum = 0;
  for (const level of ['community', 'street', 'district', 'city']) {
    const n = ledger(level).filter((d) => d['是否有效'] === valid[0]['是否有效']).length;
    near(n, level);
    sum += n;
  }
  assert.equal(sum, valid.length);
});

test('the ordinary reports say the same: the campaign\'s table, inspections, bulletins, interviews', async () => {
  const leader = await logIn(server, 'lingdao1');
  const read = async (path) => {
    const got = await leader.get(`/api/v1${path}`);
    assert.equal(got.status, 200, JSON.stringify(got.body));
    return got.body;
  };
  const { total, agrees, way_labels: labels } = await read('/campaigns/dqd/table');
  assert.ok(agrees);
  assert.equal(total.visits, Math.round(68907 / by));
  assert.equal(total.demands, Math.round(16564 / by));
  const ways = Object.fromEntries(labels.map((label, i) => [label.slice(0, 2), total.ways[i]]));
  near(ways['扫码'], 'online');
  near(ways['入户'], 'doorstep');
  assert.equal(ways['扫码'] + ways['入户'], total.demands);
  near(total.invalid, 'invalid');
  for (const level of ['community', 'street', 'district', 'city']) near(total[`at_${level}`], level);
  assert.equal(total.at_community + total.at_street + total.at_district + total.at_city, total.valid);
  assert.equal(total.valid + total.invalid, total.demands);

  // Each levelling once: followed, decided otherwise with a reason, or nothing was suggested (BZ-17, BZ-18).
  const levels = await read('/levels/report?from=2000-01-01');
  const { n, followed, deviated, none } = levels.all;
  assert.equal(n, followed + deviated + none);
  assert.equal(n, Number(sql(data, "SELECT COUNT(*) FROM matter WHERE lvl <> ''")), 'every matter of the campaign was levelled once');
  assert.equal(n, levels.counts.reduce((sum, c) => sum + c.n, 0));
  assert.equal(n, levels.units.reduce((sum, u) => sum + u.n, 0));
  assert.ok(followed > deviated && deviated > 0, JSON.stringify(levels.all));
  assert.ok(levels.deviations.every((x) => x.reason && x.suggested !== x.chosen));
  assert.equal(levels.deviations.length, Math.min(deviated, 200));
  const told = JSON.parse(must(['report', 'levels', '--from', '2000-01-01', '--json', '--data', data]).out);
  assert.deepEqual([told.all, told.deviations.length], [levels.all, deviated]);

  // The ways together are the campaign, and the campaign is the register (BZ-07, BZ-10).
  const by_way = await read('/ways/report');
  const way = Object.fromEntries(by_way.ways.map((w) => [w.way, w]));
  near(way['采'].demands, 'online');
  near(way['谈'].demands, 'doorstep');
  near(by_way.all.invalid, 'invalid');
  assert.deepEqual([by_way.all.demands, by_way.register.demands], [total.demands, total.demands]);
  assert.equal(by_way.ways.reduce((sum, w) => sum + w.matters, 0) - by_way.matters_again, by_way.all.matters);
  assert.equal(by_way.register.matters, by_way.all.matters + by_way.without_demand);

  // What the office did besides is not divided (BZ-35, BZ-36, BZ-37, BZ-40, BZ-44).
  assert.deepEqual((await read('/inspections')).figures, { inspections: 6, findings: 110, rectified: 110, dropped: 0, open: 0, overdue: 0 });
  assert.equal((await read('/bulletins?campaign=dqd')).counts.issued, 6);
  assert.equal((await read('/interviews?campaign=dqd')).counts.held, 3);
  assert.equal((await read('/boards')).boards.filter((b) => b.state === 'published').length, 4);
  const security = await logIn(server, 'anquan');
  assert.equal((await security.get('/api/v1/accountability')).body.persons, 1);
});

test('matters are fewer than demands by those that joined', () => {
  const matters = ledger('matters');
  const joined = matters.reduce((n, m) => n + Number(m['诉求件数']) - 1, 0);
  assert.equal(joined, Math.round(published.joined / by));
  assert.ok(matters.filter((m) => m['状态'].includes('销号')).length > matters.length / 2, 'most are closed by the end');
});

test('the register is sound, and nothing is played into one that lives', async () => {
  await server.stop();
  assert.deepEqual(found(data), []);
  const again = run(['scenario', 'bazhou', '--by', '100', '--data', data]);
  assert.notEqual(again.code, 0);
  assert.match(again.err, /已有诉求/);
  assert.notEqual(run(['scenario', '../bazhou', '--data', data]).code, 0);
});
