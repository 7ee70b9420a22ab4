// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { PENDING_KEY, type Post, readPending, type Reply, sendOnce } from './sending';

class Box {
  kept = new Map<string, string>();
  getItem = (k: string) => this.kept.get(k) ?? null;
  setItem = (k: string, v: string) => void this.kept.set(k, v);
  removeItem = (k: string) => void this.kept.delete(k);
}

/** A register that keeps its promise: one demand per key, its answer told again, 422 otherwise. */
class Server {
  demands: string[] = [];
  keys = new Map<string, { body: string; num: string }>();
  /** What happens on the way: 'lost' takes the request and loses the answer, 'cut' never arrives. */
  line: ('lost' | 'cut' | number | 'good')[] = [];

  post: Post = async (body, key): Promise<Reply> => {
    const luck = this.line.shift() ?? 'good';
    if (luck === 'cut') throw new TypeError('network');
    if (typeof luck === 'number')
      return { status: luck, json: { code: 'x', detail: '不行', field: 'phone' } };
    const before = this.keys.get(key);
    if (before && before.body !== body) return { status: 422, json: { code: 'reused' } };
    if (!before) {
      this.demands.push(body);
      this.keys.set(key, { body, num: String(this.demands.length) });
    }
    if (luck === 'lost') throw new TypeError('network');
    return { status: 201, json: { num: this.keys.get(key)?.num, code: 'ABCDEFGHJK', version: 1 } };
  };
}

describe('sent once only', () => {
  it('a good line gives a receipt and forgets the key', async () => {
    const [box, server] = [new Box(), new Server()];
    const out = await sendOnce(box, 'A', server.post, 5);
    const receipt = { num: '1', code: 'ABCDEFGHJK', at: 5 };
    expect(out).toEqual({ kind: 'sent', receipt, earlier: false });
    expect(box.kept.size).toBe(0);
  });

  it('a lost answer, then a second try: one demand', async () => {
    const [box, server] = [new Box(), new Server()];
    server.line = ['lost'];
    expect((await sendOnce(box, 'A', server.post, 1)).kind).toBe('unknown');
    expect(await sendOnce(box, 'A', server.post, 2)).toMatchObject({
      kind: 'sent',
      earlier: false,
    });
    expect(server.demands).toEqual(['A']);
  });

  it('a lost answer, the page closed, words changed: the first one’s receipt', async () => {
    const [box, server] = [new Box(), new Server()];
    server.line = ['lost'];
    await sendOnce(box, 'A', server.post, 1);
    const out = await sendOnce(box, 'B', server.post, 2);
    expect(out).toMatchObject({ kind: 'sent', earlier: true, receipt: { num: '1' } });
    expect(server.demands).toEqual(['A']);
  });

  it('finds which of three versions had arrived', async () => {
    const [box, server] = [new Box(), new Server()];
    server.line = ['cut', 'lost', 'good'];
    await sendOnce(box, 'A', server.post, 1);
    await sendOnce(box, 'B', server.post, 2);
    const out = await sendOnce(box, 'C', server.post, 3);
    expect(out).toMatchObject({ kind: 'sent', earlier: true });
    expect(server.demands).toEqual(['B']);
  });

  it('a cut line before anything arrived: the changed words are the one demand', async () => {
    const [box, server] = [new Box(), new Server()];
    server.line = ['cut'];
    await sendOnce(box, 'A', server.post, 1);
    expect(await sendOnce(box, 'B', server.post, 2)).toMatchObject({
      kind: 'sent',
      earlier: false,
    });
    expect(server.demands).toEqual(['B']);
  });

  it.each([500, 502, 503, 429, 408])('%i may have been heard: the key stays', async (status) => {
    const [box, server] = [new Box(), new Server()];
    server.line = [status];
    expect((await sendOnce(box, 'A', server.post, 1)).kind).toBe('unknown');
    const key = readPending(box, 1)?.key;
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    await sendOnce(box, 'A', server.post, 2);
    expect([...server.keys.keys()]).toEqual([key]);
  });

  it('a refusal is told and the next try is a new one', async () => {
    const [box, server] = [new Box(), new Server()];
    server.line = [400];
    const out = await sendOnce(box, 'A', server.post, 1);
    expect(out).toMatchObject({ kind: 'refused', status: 400, problem: { field: 'phone' } });
    expect(box.kept.has(PENDING_KEY)).toBe(false);
  });

  it('a refusal of changed words does not forget the ones that may have arrived', async () => {
    const [box, server] = [new Box(), new Server()];
    server.line = ['lost', 400];
    await sendOnce(box, 'A', server.post, 1);
    expect((await sendOnce(box, 'B', server.post, 2)).kind).toBe('refused');
    expect(await sendOnce(box, 'C', server.post, 3)).toMatchObject({ kind: 'sent', earlier: true });
    expect(server.demands).toEqual(['A']);
  });

  it('after three days the server has forgotten the key, and so have we', async () => {
    const [box, server] = [new Box(), new Server()];
    server.line = ['cut'];
    await sendOnce(box, 'A', server.post, 0);
    expect(readPending(box, 70 * 3600e3)).not.toBeNull();
    expect(readPending(box, 72 * 3600e3)).toBeNull();
  });

  it('sends though the telephone keeps nothing', async () => {
    const server = new Server();
    const box = new Box();
    box.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    expect((await sendOnce(box, 'A', server.post, 1)).kind).toBe('sent');
  });

  it('an answer that is no receipt is not taken for one', async () => {
    const post: Post = async () => ({ status: 200, json: '<html>log in to the Wi-Fi</html>' });
    expect((await sendOnce(new Box(), 'A', post, 1)).kind).toBe('unknown');
  });
});
