// SPDX-License-Identifier: Apache-2.0
// Every component of Element Plus that a page uses has its style: without it a pager is a list of bullets.
import { describe, expect, it } from 'vitest';

const pages = import.meta.glob<string>('./**/*.{vue,ts}', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const kebab = (name: string) =>
  name
    .replace(/^El/, '')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase();

describe('styles of components', () => {
  const used = new Set<string>();
  for (const [path, text] of Object.entries(pages)) {
    if (/(\.test|element)\.ts$/.test(path)) continue;
    for (const [, names] of text.matchAll(/import \{([^}]*)\} from 'element-plus'/g))
      for (const name of (names ?? '').split(',').map((n) => n.trim()))
        if (name.startsWith('El')) used.add(kebab(name));
  }
  const styles = pages['./element.ts'] ?? '';

  it('sees what is used', () => expect(used.size).toBeGreaterThan(15));
  it.each([...used].sort())('%s', (name) => {
    expect(styles).toContain(`components/${name}/style/css`);
  });
});
