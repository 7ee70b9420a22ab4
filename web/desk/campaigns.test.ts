// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import {
  bodyOfSaid,
  type Campaign,
  MANY,
  saidOf,
  share,
  shareOf,
  shownRows,
  type TableRow,
} from './campaigns';

const one: Campaign = {
  code: 'dqd',
  name: '大起底',
  version: 3,
  phase: 'running',
  study: null,
  from: '2026-11-01',
  to: '2026-11-30',
  ended_at: null,
  way: '谈',
  places: [{ place_id: '12', place: '东城街道' }],
  homes: [{ place_id: '13', place: '北门社区', homes: 120 }],
  tags: [],
  measures: [{ name: '一揽子打捞', text: '六种方式一起用' }],
  targets: { found: 95, right: 0, full: 0 },
  chain: [{ label: '牵头单位', unit_id: '4', unit: '区住建局', officer_id: null, officer: '' }],
};

test('a campaign goes through the form unchanged', () => {
  expect(bodyOfSaid(saidOf(one), true)).toEqual({
    name: '大起底',
    from: '2026-11-01',
    to: '2026-11-30',
    way: '谈',
    places: ['12'],
    tags: [],
    plan: [],
    chain: ['牵头单位|4|'],
    measures: ['一揽子打捞|六种方式一起用'],
    targets: ['found=95'],
    homes: ['13=120'],
  });
});

test('lines that say nothing are left out; a new one has a code', () => {
  const said = saidOf(undefined);
  said.code = ' dqd ';
  said.chain.push({ label: ' ', unit: '', officer: '' });
  said.measures.push({ name: '', text: '' });
  said.homes['13'] = null;
  const body = bodyOfSaid(said, false);
  expect([body.code, body.chain, body.measures, body.homes]).toEqual(['dqd', [], [], []]);
  expect('study' in body).toBe(false);
});

test('of very many communities their streets are shown; all when asked for', () => {
  const row = (kind: TableRow['kind'], demands: number) =>
    ({ kind, demands, visits: 0, homes: 0 }) as TableRow;
  const few = [row('community', 1), row('community', 0), row('street', 1)];
  expect(shownRows(few, false)).toEqual([few[0], few[2]]);
  const many = [...Array.from({ length: MANY }, () => row('community', 1)), row('street', MANY)];
  expect(shownRows(many, false)).toEqual([many[MANY]]);
  expect(shownRows(many, true)).toHaveLength(MANY + 1);
});

test('shares', () => {
  expect([share(874), share(-1), share(1000), shareOf(1, 3), shareOf(0, 0)]).toEqual([
    '87.4%',
    '—',
    '100.0%',
    '33.3%',
    '—',
  ]);
});
