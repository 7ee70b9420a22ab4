// SPDX-License-Identifier: Apache-2.0
// A file that the server makes of what was asked, taken by the browser under a name.
import { problemOf } from '@shared/api/problem';
import { client } from './api';

/** Hands back how many rows are in it, where the server says so; throws the problem that it told. */
export async function takeFile(
  path: string,
  body: object,
  name: string,
  how: { key?: string } = {},
): Promise<string> {
  const headers = client.headers(how, 'POST');
  headers.set('Content-Type', 'application/json');
  const reply = await fetch(client.url(path), {
    method: 'POST',
    headers,
    credentials: 'same-origin',
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw await problemOf(reply);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await reply.blob());
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
  return reply.headers.get('Huiyin-Rows') ?? '0';
}

/** What the server finds wrong in a table file that is looked at. */
export interface FileFaults {
  faults: readonly { row: number; column: string; reason: string }[];
  faults_all: number;
}
