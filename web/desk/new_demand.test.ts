// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import en from './locales/en.json';
import zh from './locales/zh.json';
import { groups, shown } from './new_demand';

const all = groups.flatMap((g) => g.fields);
const field = (name: string) => all.find((f) => f.name === name) ?? { name, type: 'text' as const };

describe('the form of a new demand', () => {
  it('names each field once, in both languages', () => {
    expect(new Set(all.map((f) => f.name)).size).toBe(all.length);
    for (const f of all) {
      expect(zh.demand, f.name).toHaveProperty(f.name);
      expect(en.demand, f.name).toHaveProperty(f.name);
    }
  });

  it.each([
    ['phone', { privacy: 'named' }, true],
    ['phone', { privacy: 'anonymous' }, false],
    ['behalf_of', { on_behalf: false }, false],
    ['behalf_of', { on_behalf: true }, true],
    ['crs', { lon: null, lat: null }, false],
    ['crs', { lon: 106.7, lat: null }, true],
    ['representatives', { privacy: 'named', head_count: 1 }, false],
    ['representatives', { privacy: 'named', head_count: 12 }, true],
    ['representatives', { privacy: 'anonymous', head_count: 12 }, false],
    ['send_receipt', { notify: '' }, false],
    ['send_receipt', { notify: 'sms' }, true],
    ['words', {}, true],
  ])('%s with %o: %s', (name, model, yes) => expect(shown(field(name), model)).toBe(yes));
});
