// SPDX-License-Identifier: Apache-2.0
// shared/api/schema.d.ts from the server's own description.
//   npm run types                    writes it, from HUIYIN_URL (http://127.0.0.1:8080)
//   npm run types -- --check         fails when it differs
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';

const server = process.env.HUIYIN_URL ?? 'http://127.0.0.1:8080';
const path = fileURLToPath(new URL('../shared/api/schema.d.ts', import.meta.url));
const head = `// SPDX-License-Identifier: Apache-2.0
// Made by \`npm run types\` from /api/v1/openapi.json. Not to be edited.
`;

const reply = await fetch(`${server}/api/v1/openapi.json`);
if (!reply.ok) throw new Error(`${server}: ${reply.status}`);
/* Bodies only: pages follow the hrefs of actions, so the list of routes is of no use to them. */
const { openapi, info, components } = await reply.json();
const bodies = { openapi, info, paths: {}, components: { schemas: components.schemas } };
const text = head + astToString(await openapiTS(bodies, { alphabetize: true }));

if (!process.argv.includes('--check')) {
  writeFileSync(path, text);
} else if (readFileSync(path, 'utf8') !== text) {
  process.stderr.write(`${path} 与服务不一致，请运行 npm run types / differs from the server\n`);
  process.exitCode = 1;
}
