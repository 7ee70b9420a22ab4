// SPDX-License-Identifier: Apache-2.0
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { listen } from './live';

class Source extends EventTarget {
  static readonly CLOSED = 2;
  static all: Source[] = [];
  readyState = 1;
  constructor(readonly url: string) {
    super();
    Source.all.push(this);
  }
  close() {
    this.readyState = Source.CLOSED;
  }
  refuse() {
    this.readyState = Source.CLOSED;
    this.dispatchEvent(new Event('error'));
  }
}

class Channel extends EventTarget {
  static all = new Set<Channel>();
  constructor(readonly name: string) {
    super();
    Channel.all.add(this);
  }
  postMessage() {
    for (const c of Channel.all)
      if (c !== this && c.name === this.name) c.dispatchEvent(new Event('message'));
  }
  close() {
    Channel.all.delete(this);
  }
}

/* One holder at a time; the next when it lets go. */
const queue = new Map<string, Promise<unknown>>();
const locks = {
  request(name: string, { signal }: { signal: AbortSignal }, run: () => Promise<void>) {
    const mine = (queue.get(name) ?? Promise.resolve()).then(() =>
      signal.aborted ? Promise.reject(new DOMException('', 'AbortError')) : run(),
    );
    queue.set(
      name,
      mine.catch(() => undefined),
    );
    return mine;
  },
};
const turn = () => vi.advanceTimersByTimeAsync(0);
const open = () => Source.all.filter((s) => s.readyState === 1);

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Source);
  vi.stubGlobal('BroadcastChannel', Channel);
  vi.stubGlobal('navigator', { locks });
  Source.all = [];
  queue.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  Channel.all.clear();
});

test('one tab holds the stream and tells the others; when it goes, the next one leads', async () => {
  const first = vi.fn(),
    second = vi.fn(),
    elsewhere = vi.fn();
  const endFirst = listen('7', first);
  const endSecond = listen('7', second);
  const endElsewhere = listen('', elsewhere);
  await turn();
  expect(open().map((s) => s.url)).toEqual(['/api/v1/live?unit=7', '/api/v1/live']);
  open()[0]?.dispatchEvent(new Event('work'));
  expect([first, second, elsewhere].map((f) => f.mock.calls.length)).toEqual([1, 1, 0]);
  endFirst();
  await turn();
  expect(open()).toHaveLength(2);
  open()
    .find((s) => s.url.endsWith('7'))
    ?.dispatchEvent(new Event('work'));
  expect([first, second].map((f) => f.mock.calls.length)).toEqual([1, 2]);
  endSecond();
  endElsewhere();
  await turn();
  expect(open()).toHaveLength(0);
});

test('a refusal is tried again after a minute, not before; a lost line is the browser’s own', async () => {
  const end = listen('', vi.fn());
  await turn();
  open()[0]?.dispatchEvent(new Event('error'));
  await vi.advanceTimersByTimeAsync(120_000);
  expect(Source.all).toHaveLength(1);
  Source.all[0]?.refuse();
  await vi.advanceTimersByTimeAsync(59_000);
  expect(open()).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(open()).toHaveLength(1);
  open()[0]?.refuse();
  end();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(open()).toHaveLength(0);
});

test('a tab that never led gives its place up without a word', async () => {
  const endFirst = listen('', vi.fn());
  const endSecond = listen('', vi.fn());
  await turn();
  endSecond();
  endFirst();
  await turn();
  expect(open()).toHaveLength(0);
  expect(Source.all).toHaveLength(1);
});

test('without locks nothing is held', () => {
  vi.stubGlobal('navigator', {});
  listen('', vi.fn())();
  expect(Source.all).toHaveLength(0);
});
