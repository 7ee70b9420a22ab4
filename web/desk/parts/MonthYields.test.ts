// SPDX-License-Identifier: Apache-2.0
import { mount, RouterLinkStub } from '@vue/test-utils';
import { expect, test } from 'vitest';
import { makeI18n } from '@shared/i18n';
import en from '../locales/en.json';
import zh from '../locales/zh.json';
import type { Yields } from '../months';
import MonthYields from './MonthYields.vue';

const one = { result: '', paper: '', paper_num: '', ended_at: '2026-11-20T00:00:00Z' };
const rows: Yields[] = [
  {
    unit: '4',
    unit_text: '住建局',
    yields: 'policy',
    yields_text: '完善政策',
    n: 2,
    measures: [
      { ...one, num: '17', name: '停车难', serial: 1, words: '定办法', paper: '停车管理办法' },
      { ...one, num: '18', name: '噪声扰民', serial: 3, words: '定时段', paper_num: '8号' },
    ],
  },
];
const shown = (given: Yields[]) =>
  mount(MonthYields, {
    props: { rows: given },
    global: { plugins: [makeI18n({ zh, en })], stubs: { RouterLink: RouterLinkStub } },
  });

test('each figure leads to the root problems that it counts', () => {
  const page = shown(rows);
  expect(page.findAll('tbody tr')).toHaveLength(1);
  expect(page.get('tbody tr').text()).toContain('停车管理办法');
  expect(page.findAllComponents(RouterLinkStub).map((l) => l.props('to') as unknown)).toEqual([
    { name: 'trouble', params: { num: '17' } },
    { name: 'trouble', params: { num: '18' } },
  ]);
});

test('a month without says so', () => {
  const page = shown([]);
  expect(page.find('table').exists()).toBe(false);
  expect(page.find('p.empty').exists()).toBe(true);
});
