// SPDX-License-Identifier: Apache-2.0
// @vitest-environment node
// The two gates of the oldest browser (package.json, browserslist) are shown what they must refuse.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { expect, it } from 'vitest';
import { scripts } from './package.json';

const cwd = fileURLToPath(new URL('.', import.meta.url));

it.each([
  ['shared/x.ts', 'export const a = structuredClone({});'],
  [
    'citizen/X.vue',
    '<script setup lang="ts">\nconst a = crypto.randomUUID();\n</script>\n<template>{{ a }}</template>',
  ],
])(
  'ESLint refuses what that browser does not know: %s',
  async (filePath, text) => {
    const [found] = await new ESLint({ cwd }).lintText(text, { filePath: join(cwd, filePath) });
    expect(found?.messages.map((m) => m.ruleId)).toContain('compat/compat');
  },
  30000,
);

it('es-check refuses it in what was built, syntax and functions', () => {
  const dist = mkdtempSync(join(tmpdir(), 'huiyin-target-'));
  const check = (text: string) => {
    writeFileSync(join(dist, 'x.js'), text);
    const command = scripts.target.replace("'dist/**/*.js'", `'${dist}/*.js' --noCache`);
    return spawnSync(
      'npx',
      ['--no-install', ...command.split(' ').map((x) => x.replace(/'/g, ''))],
      { cwd },
    ).status;
  };
  expect(check('export const a = (b) => b?.c ?? 1;')).toBe(0);
  expect(check('export class A { static { A.b = 1; } }')).toBe(1);
  expect(check('export const a = Object.hasOwn({}, "a");')).toBe(1);
  rmSync(dist, { recursive: true });
}, 60000);
