// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { Problem } from '@shared/api/problem';
import {
  type DoorVisit,
  keep,
  keptFor,
  newDoor,
  newDoorDemand,
  renewed,
  sendVisit,
  waits,
} from './visits';

function met(): DoorVisit {
  const v = newDoor({ campaign: 'dqd', place_id: '13', place: '北门社区', address: '北门巷3号' });
  v.outcome = 'met';
  v.visited_at = '2026-11-10T04:00:00Z';
  v.demands = [
    { ...newDoorDemand(), words: '楼道灯不亮', name: '示例甲', phone: '13800138000' },
    { ...newDoorDemand(), words: '井盖松动', privacy: 'anonymous', name: '留在表上' },
  ];
  return v;
}

/** Answers in turn; null: the line is dead. */
function server(...answers: unknown[]) {
  const seen: { path: string; body: Record<string, unknown>; key: string | undefined }[] = [];
  return {
    seen,
    post: (path: string, body?: unknown, o: { key?: string | undefined } = {}) => {
      seen.push({ path, body: body as Record<string, unknown>, key: o.key });
      const answer = answers.shift();
      if (answer === null) return Promise.reject(new Problem({ status: 0, code: 'unheard' }));
      return Promise.resolve(answer as never);
    },
  };
}

test('the visit goes first, its demands name it; who stays anonymous is not named', async () => {
  const v = met();
  const s = server({ visits: [{ id: '7' }] }, { num: 'A' }, { num: 'B' });
  let saved = 0;
  await sendVisit(s, v, () => saved++);
  expect(s.seen.map((x) => x.path)).toEqual(['/visits', '/demands', '/demands']);
  expect(s.seen[0]?.body).toMatchObject({ ref: v.key, outcome: 'met', address: '北门巷3号' });
  expect(s.seen[1]?.body).toMatchObject({ visit: '7', channel: 'visit', name: '示例甲' });
  expect(s.seen[2]?.body).not.toHaveProperty('name');
  expect([v.id, v.demands.map((d) => d.num), saved]).toEqual(['7', ['A', 'B'], 3]);
});

test('what broke off goes on under the same keys, and nothing goes twice', async () => {
  const v = met();
  const keys = [v.key, ...v.demands.map((d) => d.key)];
  const broken = server({ visits: [{ id: '7' }] }, null);
  const fault: unknown = await sendVisit(broken, v, () => undefined).catch((e: unknown) => e);
  expect(waits(fault)).toBe(true);
  const again = server({ num: 'A' }, { num: 'B' });
  await sendVisit(again, v, () => undefined);
  expect([...broken.seen, ...again.seen].map((x) => x.key)).toEqual([
    keys[0],
    keys[1],
    keys[1],
    keys[2],
  ]);
});

test('a refusal waits for somebody; mended, it has other keys, but not for what was taken', () => {
  expect(waits(new Problem({ status: 400, code: 'input' }))).toBe(false);
  const v = met();
  v.fault = '不在专项行动的范围内';
  const fresh = renewed(v);
  expect(fresh.key).not.toBe(v.key);
  expect(fresh.fault).toBe('');
  const half = renewed({ ...v, id: '7', demands: [{ ...newDoorDemand(), num: 'A' }] });
  expect(half.key).toBe(v.key);
});

test('kept for one officer, through a reload; a full telephone is told', () => {
  const store = new Map<string, string>();
  const storage = {
    getItem: (k: string) => store.get(k) ?? null,
    setItem: (k: string, s: string) => void store.set(k, s),
  } as unknown as Storage;
  expect(keep('1', { unsent: [met()], door: null, ground: null, ahead: 0 }, storage)).toBe(true);
  expect(keptFor('1', storage).unsent[0]?.demands.length).toBe(2);
  expect(keptFor('2', storage).unsent).toEqual([]);
  const full = {
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  } as unknown as Storage;
  expect(keep('1', keptFor('1', storage), full)).toBe(false);
});
