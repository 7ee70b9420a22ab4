// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type Action, type Dossier, fieldOf, inOrder, versionAfter } from './dossier';

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

describe('a page after its citizen was reached', () => {
  const reached = {
    name: '',
    phone: '',
    address: '',
    version: 7,
    tasks: [{ num: 'T-1', version: 3 }],
    others: [],
  };
  const page = (subject: string, num: string) => ({ subject, num, version: 2 }) as Dossier;

  it.each([
    ['demand', 'D', 7],
    ['task', 'T-1', 3],
    ['task', 'T-2', 2],
  ])('%s %s goes on with version %d', (subject, num, version) =>
    expect(versionAfter(page(subject, num), reached)).toBe(version),
  );
});
