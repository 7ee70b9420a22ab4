// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Action, Dossier } from './dossier';
import { commonActs, commonFields, MOST, type Picked, useMany } from './many';

const words = { name: 'words', type: 'text', label: '说明', required: true, max: 100 };
const act = (num: string, name = 'note', fields: Action['fields'] = [words]): Action => ({
  name,
  label: name,
  method: 'POST',
  href: `/api/v1/tasks/${num}/${name}`,
  fields,
});
const dossier = (num: string, version = 1, actions = [act(num)]) =>
  ({ subject: 'task', num, version, state: 's', state_text: '办理中', actions }) as Dossier;
const task = (num: string): Picked => ({ subject: 'task', num });
const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
const refusal = (status: number, detail: string) => () =>
  json(status, { status, code: 'x', detail });

interface Post {
  num: string;
  key: string;
  version: string;
  body: unknown;
}
let posts: Post[];
let now: Map<string, Dossier>;
/** What the server says to the next post of a number, then 200. */
let says: Map<string, (() => Response)[]>;
let reading: number;
let mostReading: number;

beforeEach(() => {
  posts = [];
  says = new Map();
  now = new Map(['1', '2', '3'].map((num) => [num, dossier(num)]));
  reading = mostReading = 0;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const num = /tasks\/(\d+)/.exec(url)?.[1] ?? '';
    if (init.method !== 'POST') {
      mostReading = Math.max(mostReading, ++reading);
      await Promise.resolve();
      reading--;
      const d = now.get(num);
      return d ? json(200, d) : refusal(404, '没有')();
    }
    const h = init.headers as Headers;
    posts.push({
      num,
      key: h.get('Idempotency-Key') ?? '',
      version: h.get('If-Match') ?? '',
      body: init.body === undefined ? undefined : JSON.parse(String(init.body)),
    });
    return (says.get(num)?.shift() ?? (() => json(200, { num })))();
  });
});
afterEach(() => vi.unstubAllGlobals());

const t = (key: string) => key;
async function begun(nums = ['1', '2', '3']) {
  const many = useMany(t);
  many.all(nums.map(task), true);
  await many.choose();
  many.take(many.acts.value[0]!);
  many.model.value = { words: '已查看' };
  return many;
}
const told = (many: ReturnType<typeof useMany>) =>
  many.results.value.map((r) => `${r.num} ${r.outcome}`);
const lost = () => {
  throw new TypeError('no line');
};

test('each is sent with its own key and version; what failed stays selected and is tried as it is now', async () => {
  now.set('2', dossier('2', 7));
  says.set('2', [refusal(412, '同事已办')]);
  says.set('3', [refusal(400, '不可以')]);
  const many = await begun();
  await many.send();
  expect(told(many)).toEqual(['1 done', '2 changed', '3 refused']);
  expect(many.results.value.map((r) => r.why)).toEqual(['', '同事已办', '不可以']);
  expect(posts.map((p) => p.version)).toEqual(['"1"', '"7"', '"1"']);
  expect(new Set(posts.map((p) => p.key)).size).toBe(3);
  expect(posts.every((p) => JSON.stringify(p.body) === '{"words":"已查看"}')).toBe(true);
  expect([...many.picked.values()].map((r) => r.num)).toEqual(['2', '3']);

  now.set('2', dossier('2', 8, []));
  now.set('3', dossier('3', 2));
  await many.retry();
  expect(told(many)).toEqual(['2 changed', '3 done']);
  expect(posts).toHaveLength(4);
  expect(posts[3]).toMatchObject({ num: '3', version: '"2"' });
  expect(posts[3]!.key).not.toBe(posts[2]!.key);
});

test('a lost network stops; what had no answer goes out again under its key, as it was', async () => {
  says.set('2', [lost]);
  const many = await begun();
  await many.send();
  expect(told(many)).toEqual(['1 done', '2 unheard', '3 unsent']);
  expect(posts.map((p) => p.num)).toEqual(['1', '2']);
  now.set('2', dossier('2', 2, [])); // it had arrived after all
  await many.retry();
  expect(told(many)).toEqual(['2 done', '3 done']);
  expect(posts[2]).toEqual(posts[1]);
  expect(posts.map((p) => p.num)).toEqual(['1', '2', '2', '3']);
});

test('other words after one that had no answer go with its version: only one of the two is done', async () => {
  says.set('1', [lost]);
  const many = await begun(['1']);
  await many.send();
  now.set('1', dossier('1', 2));
  await many.choose();
  many.take(many.acts.value[0]!);
  many.model.value = { words: '另一句' };
  says.set('1', [refusal(412, '已有变化')]);
  await many.send();
  expect(posts[1]).toMatchObject({ version: '"1"', body: { words: '另一句' } });
  expect(posts[1]!.key).not.toBe(posts[0]!.key);
  expect(told(many)).toEqual(['1 changed']);
});

test('pressed twice it is sent once; stopped, the rest is not sent', async () => {
  const many = await begun();
  says.set('1', [
    () => {
      many.stop();
      return json(200, {});
    },
  ]);
  await Promise.all([many.send(), many.send()]);
  expect(told(many)).toEqual(['1 done', '2 unsent', '3 unsent']);
  expect(posts).toHaveLength(1);
});

test('a form that is not filled in is not sent', async () => {
  const many = await begun();
  many.model.value = { words: '' };
  await many.send();
  expect(many.faults.value.words?.key).toBe('required');
  expect(posts).toHaveLength(0);
});

test('only what all offer with the same form, and not what is for each alone', () => {
  const all = [
    dossier('1', 1, [act('1'), act('1', 'sign', []), act('1', 'report'), act('1', 'tag', [])]),
    dossier('2', 1, [act('2'), act('2', 'sign', []), act('2', 'report'), act('2', 'tag')]),
  ];
  expect(commonActs(all).map((a) => a.name)).toEqual(['sign', 'note']);
  expect(commonActs([])).toEqual([]);
});

test('what is known of each alone is kept by each; the form begins with what is alike', async () => {
  const known = (value: string) => [{ ...words, value }];
  expect(commonFields([known('甲'), known('甲')].map((f) => f as never))[0]?.value).toBe('甲');
  now.set('1', dossier('1', 1, [act('1', 'note', known('甲'))]));
  now.set('2', dossier('2', 1, [act('2', 'note', known('乙'))]));
  const many = await begun(['1', '2']);
  many.model.value = { words: '' };
  await many.send();
  expect(posts.map((p) => p.body)).toEqual([{ words: '甲' }, { words: '乙' }]);
});

test('rows: one, a range, all; not more than may be read, four at a time', async () => {
  const rows = Array.from({ length: MOST + 1 }, (_, i) => task(String(i)));
  for (const r of rows) now.set(r.num, dossier(r.num));
  const many = useMany(t);
  many.toggle(rows[1]!, rows);
  many.toggle(rows[4]!, rows, true);
  expect([...many.picked.values()].map((r) => r.num)).toEqual(['1', '2', '3', '4']);
  many.toggle(rows[2]!, rows);
  expect(many.picked.size).toBe(3);
  many.all(rows, true);
  await many.choose();
  expect(many.phase.value).toBe('pick');
  many.toggle(rows[0]!, rows);
  await many.choose();
  expect(many.phase.value).toBe('choose');
  expect(mostReading).toBe(4);
});
