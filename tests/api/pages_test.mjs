// SPDX-License-Identifier: Apache-2.0
// What the pages ask for by name is a route of the interface: each address that stands in their sources is looked up
// in the OpenAPI description, with its method where the call names it. (Steps are asked at the addresses that the
// server gives.)
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { startServer } from '../server.mjs';
import { citizen } from './lib.mjs';

const web = fileURLToPath(new URL('../../web', import.meta.url));
let server, routes;
before(async () => {
  server = await startServer();
  const { body } = await citizen(server).get('/api/v1/openapi.json');
  routes = Object.entries(body.paths).map(([path, methods]) => ({ parts: path.split('/').slice(3), methods: Object.keys(methods) }));
});
after(() => server?.stop());

/** Addresses in a source: [text, method or '']. What is put in at run time stands as {}. */
function* addressesOf(source) {
  const text = String.raw`(?:'([^'\n]*)'|"([^"\n]*)"|\`((?:[^\`\\$]|\$\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\})*)\`)`;
  const call = new RegExp(String.raw`\b(?:client|own)\s*\.\s*(get|post|put|patch|delete|url)\b(?:<(?:[^<>]|<[^<>]*>)*>)?\(\s*${text}`, 'g');
  const named = new RegExp(String.raw`\spath="(?:'([^'"]*)'|([^"']*))"`, 'g');
  const whole = new RegExp(text, 'g');
  const plain = (m, from) => m.slice(from).find((s) => s !== undefined).replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '{}');
  for (const m of source.matchAll(call)) yield [plain(m, 2), m[1] === 'url' ? '' : m[1]];
  for (const m of source.matchAll(named)) if (plain(m, 1).startsWith('/')) yield [plain(m, 1), ''];
  for (const m of source.matchAll(whole)) if (plain(m, 1).startsWith('/api/v1/')) yield [plain(m, 1).slice('/api/v1'.length), ''];
}

function known(address, method) {
  const parts = address.split('?')[0].split('/').slice(1);
  const last = parts.at(-1);
  // A query that is put in whole: `/ledgers/print{}`.
  if (last?.endsWith('{}') && last !== '{}') parts[parts.length - 1] = last.slice(0, -2);
  const fits = (part, i) => part === parts[i] || (parts[i] && part.startsWith('{')) || parts[i] === '{}';
  return routes.some((r) => r.parts.length === parts.length && r.parts.every(fits) && (!method || r.methods.includes(method)));
}

test('every address that the pages name is a route', () => {
  let seen = 0;
  const wrong = [];
  for (const entry of ['desk', 'citizen', 'shared'])
    for (const f of readdirSync(join(web, entry), { withFileTypes: true, recursive: true })) {
      if (!f.isFile() || !/(?<!\.test|\.d)\.(vue|ts)$/.test(f.name)) continue;
      const path = join(f.parentPath, f.name);
      for (const [address, method] of addressesOf(readFileSync(path, 'utf8'))) {
        if (!address.startsWith('/')) continue; // begins with one that was looked up where it stands
        seen++;
        if (!known(address, method)) wrong.push(`${relative(web, path)}: ${method} ${address}`);
      }
    }
  assert.deepEqual(wrong, []);
  assert.ok(seen > 150, `${seen} addresses seen`);
});

test('one that is none is seen as such', () => {
  const source = "client.get<Spot>('/spot');\nclient.post(`/spots/${id}/nothing`);\n<short-form path=\"/nowhere\" />\nhref = `/api/v1/nothing/${id}`;\nclient.delete('/spots')";
  assert.deepEqual([...addressesOf(source)].map(([a, m]) => [a, known(a, m)]), [
    ['/spot', false], ['/spots/{}/nothing', false], ['/spots', false], ['/nowhere', false], ['/nothing/{}', false],
  ]);
  assert.equal(known('/spots/{}', 'get'), true);
});
