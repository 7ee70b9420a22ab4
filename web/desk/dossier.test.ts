// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type Action, type Dossier, fieldOf, inOrder, ownLists, reportsOf } from './dossier';

const action = (name: string): Action => ({
  name,
  label: name,
  method: 'POST',
  href: '',
  fields: [],
});

describe('fields', () => {
  it.each([
    [{ name: 'words', type: 'text', label: '' }, 'longtext'],
    [{ name: 'title', type: 'string', label: '' }, 'text'],
    [{ name: 'class', type: 'string', label: '', source: 'classes' }, 'enum'],
    [{ name: 'lead', type: 'id', label: '', source: 'units' }, 'enum'],
    [{ name: 'due_at', type: 'time', label: '' }, 'date'],
    [{ name: 'said_at', type: 'time', label: '' }, 'time'],
    [{ name: 'attachments', type: 'files', label: '' }, 'files'],
    [{ name: 'x', type: 'something new', label: '' }, 'text'],
  ])('%o becomes %s', (raw, type) => expect(fieldOf(raw).type).toBe(type));
});

describe('order of actions', () => {
  it('what brings the matter on comes first, what undoes it last, the unknown between', () => {
    const names = inOrder(['end', 'something-new', 'note', 'report', 'sign'].map(action)).map(
      (a) => a.name,
    );
    expect(names).toEqual(['sign', 'report', 'something-new', 'note', 'end']);
  });
});

describe('lists of the dossier itself', () => {
  const verdict = {
    reached: '',
    solved: '',
    grade: '',
    solved_text: '',
    grade_text: '',
    source: '',
    source_text: '',
  };
  const link = {
    state: 'in_matter',
    state_text: '办理中',
    round: 1,
    answer: '',
    answer_final: false,
  } as const;
  const matter: Dossier = {
    subject: 'matter',
    num: '2',
    title: '',
    state: 'handling',
    state_text: '',
    version: 1,
    clocks: [],
    timeline: [],
    attachments: [],
    actions: [],
    links: [{ ...link, title: '路灯', demand: '1', answered_at: null, drawn: false, verdict }],
    stages: [
      {
        serial: 3,
        kind: 'stage',
        kind_text: '阶段',
        words: '挖沟',
        unit: '',
        due_at: null,
        done_at: null,
        checked_at: null,
        outcome: '',
      },
    ],
  };
  it('offers joined demands and stages by their numbers', () => {
    const own = ownLists(matter);
    expect(own.demands).toEqual([{ value: '1', label: '1 路灯 · 办理中' }]);
    expect(own.stages?.[0]?.value).toBe('3');
  });
});

describe('reports of a task', () => {
  const line = {
    action: '',
    action_text: '',
    from: '',
    to: '',
    to_text: '',
    occurred_at: null,
    recorded_at: '',
    actor: '',
    role: '',
    role_text: '',
    unit: '',
  };
  const task: Dossier = {
    subject: 'task',
    num: '1-1',
    title: '',
    state: '',
    state_text: '',
    version: 1,
    clocks: [],
    actions: [],
    timeline: [
      { ...line, seq: 3, texts: { truth: '属实' } },
      { ...line, seq: 4, texts: { report: '已修好' } },
    ],
    attachments: [
      { id: '7', name: '前.jpg', type: 'image/jpeg', bytes: 1, seq: 3, picture: true },
      { id: '8', name: '后.jpg', type: 'image/jpeg', bytes: 1, seq: 4, picture: true },
    ],
  };
  it('come with the files of the same act', () => {
    expect(reportsOf(task).map((r) => [r.text, r.files.map((f) => f.id)])).toEqual([
      ['已修好', ['8']],
    ]);
  });
});
