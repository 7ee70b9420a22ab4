// SPDX-License-Identifier: Apache-2.0
import { mount, RouterLinkStub } from '@vue/test-utils';
import { expect, test } from 'vitest';
import { makeI18n } from '@shared/i18n';
import type { WorkRow } from '../api';
import { type Column, COLUMNS } from '../columns';
import en from '../locales/en.json';
import zh from '../locales/zh.json';
import WorkTable from './WorkTable.vue';

const row = {
  subject: 'matter',
  subject_text: '事项',
  num: '20261100000000000017',
  title: '路灯不亮',
  state_text: '办理中',
  place_text: '北门社区',
  class_text: '市政',
  lvl_text: '街道',
  due_at: '2026-11-20T00:00:00Z',
  born_at: '2026-11-10T00:00:00Z',
  overdue: true,
} as WorkRow;
const shown = (columns: readonly Column[]) =>
  mount(WorkTable, {
    props: { rows: [row], lang: 'zh', columns, picked: new Map(), held: false },
    global: { plugins: [makeI18n({ zh, en })], stubs: { RouterLink: RouterLinkStub } },
  });
const heads = (columns: readonly Column[]) =>
  shown(columns)
    .findAll('thead th')
    .map((th) => th.text());
const late = zh.desk.overdue;

test('each column that is chosen stands with its cell, what the row is about always', () => {
  expect(heads(COLUMNS)).toEqual(['事由', '状态', '发生地', '领域', '层级', '到期', '受理']);
  expect(heads(['state', 'lvl'])).toEqual(['事由', '状态', '层级']);
  const cells = shown(['state', 'lvl']).findAll('tbody td');
  expect(cells.slice(1).map((td) => td.text())).toEqual(['办理中', '街道']);
  for (const c of COLUMNS) expect(shown([c]).findAll('tbody td')).toHaveLength(2);
  expect(heads([])).toEqual(['事由']);
});

test('that something is overdue is said once, also where the date is not shown', () => {
  expect(shown(COLUMNS).text().split(late)).toHaveLength(2);
  expect(shown(COLUMNS).get('td.due').text()).toContain(late);
  expect(shown(['state']).get('td.what').text()).toContain(late);
});
