// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { branches, type PeopleUnit } from './people';

const unit = (id: string, parent: string | null): PeopleUnit => ({
  id,
  parent,
  code: id,
  name: id,
  kind: 'department',
  lvl_text: '',
  desks: [],
  place_id: null,
  place: '',
  closed: false,
  officers: 0,
  on_duty: [],
});

test('units in the order of the tree; one whose parent is not shown is a root', () => {
  const tree = branches([unit('c', 'b'), unit('a', null), unit('b', 'a'), unit('x', 'gone')]);
  expect(tree.map((b) => `${b.depth}${b.unit.id}`)).toEqual(['0a', '1b', '2c', '0x']);
});
