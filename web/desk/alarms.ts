// SPDX-License-Identifier: Apache-2.0
// Urgent demands: what the server tells of alarms, and the acts from a list.
import { useQuery } from '@tanstack/vue-query';
import { computed } from 'vue';
import { isProblem } from '@shared/api/problem';
import { newKey } from '@shared/api/key';
import { session } from '@shared/session';
import { type Acted, client, queries } from './api';

export interface Alarm {
  id: string;
  num: string;
  title: string;
  kind: string;
  kind_text: string;
  state: string;
  state_text: string;
  rule: string;
  rule_text: string;
  advice: string;
  unit: string;
  place_text: string;
  version: number;
  raised_at: string | null;
  answer_by: string | null;
  /** Seconds until it had to be acknowledged, by the register's clock; negative: too late. */
  left_s: number;
  acked_at: string | null;
  closed_at: string | null;
  mine: boolean;
  to_acknowledge: boolean;
}

export interface MyAlarms {
  alarms: Alarm[];
  ask_again_ms: number;
}

export interface AlarmPage {
  alarms: Alarm[];
  unit: string;
  next: string | null;
}

export interface UrgentHit {
  rule: string;
  rule_text: string;
  kind_text: string;
  advice: string;
  from: number;
  to: number;
  min_count: number;
}

export interface Tried {
  hits: UrgentHit[];
  urgent: boolean;
}

export interface UrgentRule {
  rule: string;
  rule_text: string;
  kind_text: string;
  advice: string;
  acknowledge_minutes: number;
  any: string[];
  near: number;
  not: string[];
  min_count: number;
  within_minutes: number;
  right: number;
  wrong: number;
  open: number;
  precision_percent: number | null;
}

export interface UrgentRules {
  version: number;
  name: string;
  by_hand_without_rule: number;
  rules: UrgentRule[];
}

/** The alarms of which I was told and that nobody has ended; asked for once for all who look. */
export function useMyAlarms() {
  const known = computed(() => Boolean(session.me && !session.me.must_change));
  const query = useQuery({
    queryKey: ['alarms', 'mine'],
    queryFn: ({ signal }) => client.get<MyAlarms>('/alarms/mine', { signal }),
    enabled: known,
    staleTime: 0,
    /* The server says how soon: those whom the rules name each second, the others seldom. */
    refetchInterval: (q) => q.state.data?.ask_again_ms ?? 15_000,
    refetchIntervalInBackground: true,
  });
  const all = computed(() => (known.value ? (query.data.value?.alarms ?? []) : []));
  return {
    waiting: computed(() => all.value.filter((a) => a.to_acknowledge)),
    /** Somebody has it in hand; it is not over. */
    running: computed(() => all.value.filter((a) => !a.to_acknowledge)),
  };
}

export const tryText = (text: string, signal?: AbortSignal) =>
  client.post<Tried>('/urgent/try', { text }, { signal });

/** One line for each rule that hits, in the order of the server. */
export function rulesOf(hits: readonly UrgentHit[]): UrgentHit[] {
  return hits.filter((h, i) => hits.findIndex((other) => other.rule === h.rule) === i);
}

/** Minutes left, rounded up; negative when the time is over. */
export function minutesLeft(leftSeconds: number): number {
  return leftSeconds >= 0 ? Math.ceil(leftSeconds / 60) : -Math.ceil(-leftSeconds / 60);
}

/** How long is left or over, in words: minutes up to two hours, hours up to two days, then days. */
export function leftWords(leftSeconds: number): { key: string; n: number } {
  const minutes = minutesLeft(leftSeconds);
  if (minutes >= 0) return { key: 'urgent.left', n: minutes };
  const over = -minutes;
  if (over < 120) return { key: 'urgent.late', n: over };
  if (over < 48 * 60) return { key: 'urgent.late_hours', n: Math.floor(over / 60) };
  return { key: 'urgent.late_days', n: Math.floor(over / (24 * 60)) };
}

/** Somebody may have added words meanwhile: then once more, at the version that holds now. */
export async function acknowledge(alarm: Pick<Alarm, 'num' | 'version'>): Promise<Acted> {
  const href = `/demands/${encodeURIComponent(alarm.num)}`;
  const send = (version: number) =>
    client.post<Acted>(`${href}/urgent-acknowledge`, undefined, { version, key: newKey() });
  try {
    return await send(alarm.version);
  } catch (e) {
    if (!isProblem(e) || e.status !== 412) throw e;
    return await send((await client.get<{ version: number }>(href)).version);
  } finally {
    void queries.invalidateQueries({ queryKey: ['alarms'] });
    void queries.invalidateQueries({ queryKey: ['dossier'] });
  }
}
