// SPDX-License-Identifier: Apache-2.0
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import { flushPromises, mount } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeI18n } from '@shared/i18n';
import type { Action } from '../dossier';
import { dropAllDrafts, hasDraft } from '../drafts';
import en from '../locales/en.json';
import zh from '../locales/zh.json';
import ActionForm from './ActionForm.vue';

const action: Action = {
  name: 'some-step',
  label: '某一步',
  method: 'POST',
  href: '/api/v1/matters/1/some-step',
  fields: [
    { name: 'words', type: 'text', label: '说明', required: true, min: 2, max: 2000 },
    { name: 'told', type: 'bool', label: '告知' },
  ],
};

interface Sent {
  url: string;
  headers: Headers;
  body: unknown;
}
let sent: Sent[];
let answers: Response[];

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

function form(version = 3, given = action) {
  return mount(ActionForm, {
    attachTo: document.body,
    props: { num: '1', version, action: given },
    global: {
      plugins: [makeI18n({ zh, en }), [VueQueryPlugin, { queryClient: new QueryClient() }]],
    },
  });
}

beforeEach(() => {
  sent = [];
  answers = [];
  dropAllDrafts();
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (init.method !== 'POST') return json(200, { units: [], officers: [] });
    sent.push({ url, headers: init.headers as Headers, body: JSON.parse(String(init.body)) });
    const answer = answers.shift();
    if (!answer) throw new TypeError('no line');
    return answer;
  });
});
afterEach(() => vi.unstubAllGlobals());

async function submit(f: ReturnType<typeof form>) {
  await f.find('form').trigger('submit');
  await flushPromises();
}

describe('the form of an action', () => {
  it('is not sent while a needed field is empty, and says so at the field', async () => {
    const f = form();
    await submit(f);
    expect(sent).toEqual([]);
    expect(f.find('#a-some-step-words-fault').text()).toBe('请填写“说明”');
  });

  it('is sent with the version that was looked at', async () => {
    answers.push(json(200, { num: '1', version: 4, state: 'x' }));
    const f = form();
    await f.find('textarea').setValue(' 灯已修好 ');
    await submit(f);
    expect(sent[0]?.url).toBe('/api/v1/matters/1/some-step');
    expect(sent[0]?.headers.get('If-Match')).toBe('"3"');
    expect(sent[0]?.body).toEqual({ words: '灯已修好' });
    expect(f.emitted('done')).toHaveLength(1);
  });

  it('a stale version: shows what changed, keeps what was typed, sends it with the new version', async () => {
    const changed = [
      { version: 4, action: 'promise', action_text: '登记承诺', at: '2026-11-22T10:37:00+08:00' },
    ];
    answers.push(
      json(412, { status: 412, code: 'stale', detail: '已被别人改动', version: 4, changed }),
    );
    answers.push(json(200, { num: '1', version: 5, state: 'x' }));
    const f = form();
    await f.find('textarea').setValue('灯已修好');
    await submit(f);
    expect(f.emitted('stale')).toHaveLength(1);
    expect(f.text()).toContain('登记承诺');
    await f.setProps({ version: 4, action: { ...action, label: '某一步' } });
    expect(f.find('textarea').element.value).toBe('灯已修好');
    await submit(f);
    expect(sent.map((s) => s.headers.get('If-Match'))).toEqual(['"3"', '"4"']);
    expect(f.emitted('done')).toHaveLength(1);
  });

  it('a dead line: the retry is the same submission', async () => {
    const f = form();
    await f.find('textarea').setValue('灯已修好');
    await submit(f);
    expect(f.text()).toContain('连不上服务器');
    answers.push(json(200, { num: '1', version: 4, state: 'x' }));
    await submit(f);
    const keys = sent.map((s) => s.headers.get('Idempotency-Key'));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
  });

  it('the server’s word about a field stands at the field', async () => {
    answers.push(json(400, { status: 400, code: 'input', field: 'words', detail: '不能只有标点' }));
    const f = form();
    await f.find('textarea').setValue('。。');
    await submit(f);
    expect(f.find('#a-some-step-words-fault').text()).toBe('不能只有标点');
  });

  it('begins with what is known, and is a draft only once something was typed', async () => {
    const known = {
      ...action,
      fields: [
        { name: 'words', type: 'text', label: '说明', value: '路灯' },
        {
          name: 'matter',
          type: 'string',
          label: '事项',
          value: '1',
          options: [{ value: '1', label: '1 路灯' }],
        },
      ],
    };
    answers.push(json(200, { num: '1', version: 4, state: 'x' }));
    const f = form(3, known);
    expect(f.find('textarea').element.value).toBe('路灯');
    expect(hasDraft('1', 'some-step')).toBe(false);
    await f.find('textarea').setValue('路灯两盏');
    expect(hasDraft('1', 'some-step')).toBe(true);
    await submit(f);
    expect(sent[0]?.body).toEqual({ words: '路灯两盏', matter: '1' });
  });

  it('what was typed is there again after a look elsewhere', async () => {
    const f = form();
    await f.find('textarea').setValue('写了一半');
    f.unmount();
    expect(form().find('textarea').element.value).toBe('写了一半');
  });
});
