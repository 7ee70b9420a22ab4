// SPDX-License-Identifier: Apache-2.0
import { VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount, RouterLinkStub } from '@vue/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { makeI18n } from '@shared/i18n';
import { queries } from '../api';
import en from '../locales/en.json';
import zh from '../locales/zh.json';
import { viewText, type WorkView } from '../views';
import SavedViews from './SavedViews.vue';

const view = (id: string, more: Partial<WorkView> = {}): WorkView => ({
  id,
  version: 3,
  name: `清单${id}`,
  query: { list: 'overdue', sort: 'due', cols: 'state.due' },
  shared: false,
  mine: true,
  owner: '张三',
  unit: '北门社区',
  ...more,
});
let stored: WorkView[];
let posts: { path: string; version: string | null; key: string | null; body: unknown }[];
let refusal: { status: number; detail: string } | undefined;
const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

beforeEach(() => {
  stored = [];
  posts = [];
  refusal = undefined;
  queries.clear();
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (init.method !== 'POST') return json(200, { views: stored });
    const h = init.headers as Headers;
    const body = init.body === undefined ? undefined : (JSON.parse(String(init.body)) as unknown);
    const path = url.replace('/api/v1', '');
    posts.push({ path, version: h.get('If-Match'), key: h.get('Idempotency-Key'), body });
    return refusal ? json(refusal.status, { code: 'x', ...refusal }) : json(201, { num: '9' });
  });
});
afterEach(() => vi.unstubAllGlobals());

async function shown(query: Record<string, string> = { list: 'act', unit: '' }) {
  const box = mount(SavedViews, {
    props: { query },
    global: {
      plugins: [makeI18n({ zh, en }), [VueQueryPlugin, { queryClient: queries }]],
      stubs: { RouterLink: RouterLinkStub },
    },
  });
  await flushPromises();
  return box;
}
const submit = async (box: Awaited<ReturnType<typeof shown>>) => {
  await box.get('form').trigger('submit');
  await flushPromises();
};
const press = async (box: Awaited<ReturnType<typeof shown>>, label: string) => {
  await box.get(`[aria-label="${label}"]`).trigger('click');
  await flushPromises();
};

test('the address of the page is what is kept, without what is empty or not of it', () => {
  expect(viewText({ cols: 'due', unit: '', sort: 'born', list: 'act', after: '1|2' })).toBe(
    'list=act&sort=born&cols=due',
  );
});

test('each is a link; whose a shared one is stands beside it; the one that is open is marked', async () => {
  stored = [
    view('1'),
    view('2', { shared: true, query: { list: 'act' } }),
    view('3', { shared: true, mine: false, owner: '李四', query: { list: 'all' } }),
  ];
  const box = await shown();
  const links = box.findAllComponents(RouterLinkStub);
  expect(links.map((l) => l.text())).toEqual(['清单1', '清单2已共享', '清单3李四共享']);
  expect(links[0]!.props('to')).toEqual({ name: 'work', query: stored[0]!.query });
  expect(links.map((l) => l.attributes('aria-current'))).toEqual([undefined, 'page', undefined]);
  expect(box.findAll('li')).toHaveLength(2);
  expect(box.find('[aria-label="删除：清单3"]').exists()).toBe(false);
});

test('the list as it stands is kept under a name; then it is offered', async () => {
  const box = await shown({ list: 'state', subject: 'task', state: 'sent', cols: 'none' });
  expect(box.find('nav').exists()).toBe(false);
  await box.get('#view-name').setValue('待签收');
  stored = [view('9', { name: '待签收' })];
  await submit(box);
  expect(posts).toHaveLength(1);
  expect(posts[0]).toMatchObject({
    path: '/work/views',
    body: {
      name: '待签收',
      shared: false,
      query: 'list=state&subject=task&state=sent&cols=none',
    },
  });
  expect(posts[0]!.key).toBeTruthy();
  expect(box.get('nav').text()).toContain('待签收');
  expect((box.get('#view-name').element as HTMLInputElement).value).toBe('');
});

test('renamed and shared as it was kept, not as the page stands; removed; each by its version', async () => {
  stored = [view('1')];
  const box = await shown();
  await press(box, '改名或共享：清单1');
  await box.get('#view-name').setValue('超期的');
  await box.get('input[type="checkbox"]').setValue(true);
  await submit(box);
  await press(box, '删除：清单1');
  expect(posts.map((p) => [p.path, p.version])).toEqual([
    ['/work/views/1/change', '"3"'],
    ['/work/views/1/remove', '"3"'],
  ]);
  expect(posts[0]!.body).toEqual({
    name: '超期的',
    shared: true,
    query: 'list=overdue&sort=due&cols=state.due',
  });
});

test('a refusal is told beside the form and what was typed stays', async () => {
  const box = await shown();
  refusal = { status: 409, detail: '您已有一个同名的清单，请换个名字' };
  await box.get('#view-name').setValue('同名');
  await submit(box);
  expect(box.get('[role="alert"]').text()).toContain('同名的清单');
  expect((box.get('#view-name').element as HTMLInputElement).value).toBe('同名');
});
