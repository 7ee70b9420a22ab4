// SPDX-License-Identifier: Apache-2.0
// The situation: the figures as the server tells them, and what its charts show of them.
import type { EChartsCoreOption } from 'echarts/core';

export const SPANS = [7, 30, 90] as const;

export interface SituationSums {
  from: string;
  to: string;
  demands: number;
  ended: number;
  in_time: number;
  late: number;
  overdue: number;
  waiting: number;
  owed: number;
  satisfied: number;
  fair: number;
  unsatisfied: number;
  rated: number;
}
export interface SituationGroup {
  code: string;
  text: string;
  demands: number;
  ended: number;
  overdue: number;
}
export interface SituationPlace {
  place_id: string;
  text: string;
  demands: number;
  ended: number;
}
export interface Situation {
  at: string;
  unit_id: string;
  unit: string;
  now: SituationSums;
  before: SituationSums;
  today: number;
  overdue: number;
  soon: number;
  days: { day: string; demands: number }[];
  classes: SituationGroup[];
  units: SituationGroup[];
  places: SituationPlace[];
  worst: { num: string; title: string; unit_text: string; due_at: string; days: number }[];
}

/** One decimal; nothing of nothing is no share. */
export function percent(part: number, whole: number): string {
  return whole ? `${((part / whole) * 100).toFixed(1)}%` : '—';
}

/** How many per cent more or less than in the days before; nothing before is no base. */
export function change(now: number, before: number): string {
  if (!before) return '';
  const rise = ((now - before) / before) * 100;
  return `${rise > 0 ? '+' : ''}${rise.toFixed(1)}%`;
}

const LINE = '#1d5fa8';
const REST = '#c7d7ea';
/* A pop-up of HTML would carry styles of its own, which the page's policy forbids. */
const tooltip = { renderMode: 'richText', confine: true };

export function dayOption(s: Situation): EChartsCoreOption {
  return {
    tooltip: { ...tooltip, trigger: 'axis' },
    grid: { left: 36, right: 12, top: 12, bottom: 24 },
    xAxis: { type: 'category', data: s.days.map((d) => d.day.slice(5)) },
    yAxis: { type: 'value', minInterval: 1 },
    series: [
      {
        type: 'bar',
        data: s.days.map((d) => d.demands),
        itemStyle: { color: LINE },
        barMaxWidth: 24,
      },
    ],
  };
}

/** The most said uppermost: an axis grows upwards. */
export function classOption(s: Situation, ended: string, open: string): EChartsCoreOption {
  const rows = [...s.classes].reverse();
  const bar = { type: 'bar', stack: 'demands', barMaxWidth: 20 };
  return {
    tooltip: { ...tooltip, trigger: 'axis', axisPointer: { type: 'shadow' } },
    legend: { bottom: 0 },
    grid: { left: 96, right: 16, top: 8, bottom: 48 },
    xAxis: { type: 'value', minInterval: 1 },
    yAxis: {
      type: 'category',
      data: rows.map((r) => r.text),
      axisLabel: { width: 84, overflow: 'truncate' },
    },
    series: [
      { ...bar, name: ended, data: rows.map((r) => r.ended), itemStyle: { color: REST } },
      {
        ...bar,
        name: open,
        data: rows.map((r) => r.demands - r.ended),
        itemStyle: { color: LINE },
      },
    ],
  };
}

export interface Outline {
  id: string;
  properties: { name: string };
}

/** Those with something, the most first. */
export const placesWith = (s: Situation): SituationPlace[] =>
  s.places.filter((p) => p.demands).sort((a, b) => b.demands - a.demands);

/** The outlines of the places that are counted; none: there is no map to draw. */
export function outlinesOf<F extends Outline>(features: readonly F[], s: Situation): F[] {
  const counted = new Set(s.places.map((p) => p.place_id));
  return features
    .filter((f) => counted.has(String(f.id)))
    .map((f) => ({ ...f, properties: { ...f.properties, name: String(f.id) } }));
}

/* Two places may have the same name: the map knows them by number. */
export function mapOption(s: Situation, map: string): EChartsCoreOption {
  const named = new Map(s.places.map((p) => [p.place_id, p]));
  const text = (id: string) => named.get(id)?.text ?? '';
  return {
    tooltip: {
      ...tooltip,
      formatter: (p: { name: string }) => `${text(p.name)} ${named.get(p.name)?.demands ?? 0}`,
    },
    visualMap: {
      min: 0,
      max: Math.max(1, ...s.places.map((p) => p.demands)),
      inRange: { color: ['#eef3f9', '#8db4de'] },
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemHeight: 80,
    },
    series: [
      {
        type: 'map',
        map,
        nameProperty: 'name',
        data: s.places.map((p) => ({ name: p.place_id, value: p.demands })),
        label: { show: true, formatter: (p: { name: string }) => text(p.name) },
        selectedMode: false,
      },
    ],
  };
}
