// SPDX-License-Identifier: Apache-2.0
// @vitest-environment node
// No sentence is missing in either language, none is unused by mistake of spelling.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

type Tree = { [key: string]: string | Tree };
const root = fileURLToPath(new URL('..', import.meta.url));
const entries = ['shared', 'desk', 'citizen', 'field'];

function flat(tree: Tree, prefix = ''): Map<string, string> {
  const out = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') out.set(prefix + key, value);
    else for (const [k, v] of flat(value, `${prefix}${key}.`)) out.set(k, v);
  }
  return out;
}

function catalogue(entry: string, lang: string): Map<string, string> {
  const path = join(root, entry, 'locales', `${lang}.json`);
  return existsSync(path) ? flat(JSON.parse(readFileSync(path, 'utf8')) as Tree) : new Map();
}

function sources(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((f) => f.isFile() && /(?<!\.test)\.(vue|ts)$/.test(f.name))
    .map((f) => readFileSync(join(f.parentPath, f.name), 'utf8'));
}

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();

describe.each(entries)('%s', (entry) => {
  const zh = catalogue(entry, 'zh');
  const en = catalogue(entry, 'en');

  it('has every sentence in both languages', () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
    for (const [key, text] of [...zh, ...en]) expect(text.trim(), key).not.toBe('');
  });

  it('names the same values in both languages', () => {
    for (const [key, text] of zh) expect(names(en.get(key) ?? ''), key).toEqual(names(text));
  });

  it('asks only for sentences that there are', () => {
    const known = new Set([...zh.keys(), ...catalogue('shared', 'zh').keys()]);
    const asked = sources(join(root, entry)).flatMap((text) =>
      [...text.matchAll(/\b\$?t\(\s*'([\w.]+)'/g)].map((m) => m[1] as string),
    );
    expect(asked.filter((key) => !known.has(key))).toEqual([]);
  });
});
