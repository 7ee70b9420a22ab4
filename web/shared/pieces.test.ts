// SPDX-License-Identifier: Apache-2.0
import type { UploadOptions } from 'tus-js-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isProblem } from './api/problem';
import { type PiecesOptions, sendInPieces } from './pieces';

/** Stands for tus-js-client: what it was made with, and how often it was begun. */
interface Made {
  options: UploadOptions;
  url: string | null;
  starts: number;
  aborted: boolean[];
}
const made: Made[] = [];

vi.mock('tus-js-client', () => ({
  Upload: class implements Made {
    url: string | null = null;
    starts = 0;
    aborted: boolean[] = [];
    constructor(
      readonly file: Blob,
      readonly options: UploadOptions,
    ) {
      made.push(this);
    }
    start() {
      this.starts++;
    }
    abort(remove = false) {
      this.aborted.push(remove);
      return Promise.resolve();
    }
  },
}));

const reply = (status: number, body = '', ref?: string) => ({
  getStatus: () => status,
  getHeader: (name: string) => (name === 'Upload-Ref' ? ref : undefined),
  getBody: () => body,
  getUnderlyingObject: () => null,
});
const broken = (status?: number, body?: string) =>
  Object.assign(new Error('line'), {
    originalResponse: status === undefined ? null : reply(status, body),
  });

async function begun(more: Partial<PiecesOptions> = {}) {
  const waiting: boolean[] = [];
  const parts: number[] = [];
  const urls: string[] = [];
  const going = sendInPieces(new Blob(['photo']), {
    endpoint: '/api/v1/uploads',
    name: '井盖.jpg',
    lang: 'zh',
    onPart: (part) => void parts.push(part),
    onWaiting: (is) => void waiting.push(is),
    onUrl: (url) => void urls.push(url),
    ...more,
  });
  going.done.catch(() => undefined);
  await vi.waitFor(() => expect(made[0]?.starts).toBe(1));
  const one = made[0];
  if (!one) throw new Error('not made');
  const fails = (e: unknown) => one.options.onError?.(e as Error);
  const ends = (ref?: string) => one.options.onSuccess?.({ lastResponse: reply(204, '', ref) });
  return { going, one, waiting, parts, urls, fails, ends };
}

beforeEach(() => {
  vi.useFakeTimers();
  made.length = 0;
});
afterEach(() => vi.useRealTimers());

describe('a file in pieces', () => {
  it('says how far it is, where it goes on, and ends with what forms carry', async () => {
    const { going, one, parts, urls, ends } = await begun({ url: '/api/v1/uploads/x' });
    expect(one.options).toMatchObject({
      uploadUrl: '/api/v1/uploads/x',
      metadata: { filename: '井盖.jpg' },
      overridePatchMethod: true,
    });
    one.url = '/api/v1/uploads/y';
    one.options.onUploadUrlAvailable?.();
    one.options.onProgress?.(1, 4);
    ends('7.abc');
    expect(await going.done).toBe('7.abc');
    expect([parts, urls]).toEqual([[0.25], ['/api/v1/uploads/y']]);
  });

  it('goes on after pauses that grow, and anew from short ones once a piece came through', async () => {
    const { one, waiting, fails } = await begun({ url: '' });
    expect(one.options.uploadUrl).toBeNull();
    for (const [tries, pause] of [1000, 2000, 4000].entries()) {
      fails(broken());
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(one.starts).toBe(tries + 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(one.starts).toBe(tries + 2);
    }
    one.options.onChunkComplete?.(1, 1, 4);
    one.options.onProgress?.(1, 4);
    fails(broken(502));
    await vi.advanceTimersByTimeAsync(1000);
    expect(one.starts).toBe(5);
    expect(waiting).toEqual([true, true, true, false, true]);
  });

  it('goes on at once when the browser is online again', async () => {
    const { one, fails } = await begun();
    fails(broken());
    fails(broken());
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(0);
    expect(one.starts).toBe(2);
  });

  it('takes a line that says nothing for broken', async () => {
    const { one } = await begun();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(one.aborted).toEqual([false]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(one.starts).toBe(2);
  });

  it('asks a server that restarts again, and does not begin anew', async () => {
    const { one } = await begun();
    const after = one.options.onAfterResponse;
    const asked = (method: string) => ({ getMethod: () => method }) as never;
    expect(() => after?.(asked('HEAD'), reply(502))).toThrow();
    expect(() => after?.(asked('HEAD'), reply(404))).not.toThrow();
    expect(() => after?.(asked('POST'), reply(502))).not.toThrow();
  });

  it('tells a refusal in the server’s own words', async () => {
    const { going, one, fails } = await begun();
    fails(broken(400, JSON.stringify({ code: 'input', detail: '不支持这种文件', field: 'file' })));
    await expect(going.done).rejects.toSatisfy(
      (e) => isProblem(e) && e.status === 400 && e.message === '不支持这种文件',
    );
    await vi.advanceTimersByTimeAsync(120_000);
    expect(one.starts).toBe(1);
  });

  it('begins an expired one anew, but not where there are no uploads at all', async () => {
    const { going, one, fails } = await begun();
    one.url = '/api/v1/uploads/y';
    fails(broken(404));
    await vi.advanceTimersByTimeAsync(1000);
    expect(one.starts).toBe(2);
    one.url = null;
    fails(broken(404));
    await expect(going.done).rejects.toSatisfy((e) => isProblem(e) && e.status === 404);
  });

  it('stops for good, and tells the server', async () => {
    const { going, one, fails } = await begun();
    going.stop();
    fails(broken());
    window.dispatchEvent(new Event('online'));
    await vi.advanceTimersByTimeAsync(120_000);
    expect([one.starts, one.aborted]).toEqual([1, [true]]);
  });
});
