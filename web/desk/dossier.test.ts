// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { type Action, fieldOf, inOrder } from './dossier';

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
