// SPDX-License-Identifier: Apache-2.0
// Dates and numbers as people read them. Every register runs on Beijing time, wherever the
// browser stands.
export type Lang = 'zh' | 'en';

const ZONE = 'Asia/Shanghai';
const locale = (lang: Lang) => (lang === 'en' ? 'en-GB' : 'zh-CN');
const made = new Map<string, Intl.DateTimeFormat>();

function formatter(lang: Lang, kind: string, o: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${lang} ${kind}`;
  let f = made.get(key);
  if (!f) made.set(key, (f = new Intl.DateTimeFormat(locale(lang), { ...o, timeZone: ZONE })));
  return f;
}

function parse(text: string | null | undefined): Date | null {
  if (!text) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** 2026年11月22日 / 22 November 2026; empty for no time. */
export function dateText(text: string | null | undefined, lang: Lang): string {
  const at = parse(text);
  if (!at) return '';
  return formatter(lang, 'd', { year: 'numeric', month: 'long', day: 'numeric' }).format(at);
}

/** 2026年11月22日 09:05; a time of 24:00 is told as that day's end, not as the next day's first minute. */
export function timeText(text: string | null | undefined, lang: Lang): string {
  const at = parse(text);
  if (!at) return '';
  const hm = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const f = formatter(lang, 't', { year: 'numeric', month: 'long', day: 'numeric', ...hm });
  return f.format(at);
}

/** A limit: what is due at 00:00 is due by 24:00 of the day before. */
export function dueText(text: string | null | undefined, lang: Lang): string {
  const at = parse(text);
  if (!at) return '';
  const clock = formatter(lang, 'hms', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(at);
  if (clock !== '00:00:00') return timeText(text, lang);
  const before = new Date(at.getTime() - 1000).toISOString();
  return `${dateText(before, lang)} 24:00`;
}

export function numberText(n: number | null | undefined, lang: Lang): string {
  return n === null || n === undefined ? '' : new Intl.NumberFormat(locale(lang)).format(n);
}

export function bytesText(n: number, lang: Lang): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  let i = 0;
  let v = n;
  while (v >= 1024 && i < units.length - 1) {
    v /= 1024;
    i++;
  }
  const digits = i === 0 || v >= 10 ? 0 : 1;
  return `${new Intl.NumberFormat(locale(lang), { maximumFractionDigits: digits }).format(v)} ${units[i]}`;
}

/** "51190220261122000017" → "511902 20261122 000017", as it is read out on the telephone. */
export function numText(num: string): string {
  const m = /^(\d{6})(\d{8})(\d{6,})(-\d+)?$/.exec(num);
  return m ? `${m[1]} ${m[2]} ${m[3]}${m[4] ?? ''}` : num;
}

/** What people type or paste as a number: spaces, full-width digits, dashes of all kinds. */
export function numOf(typed: string): string {
  return typed
    .normalize('NFKC')
    .replace(/[\s·.]/g, '')
    .replace(/[‐-―−]/g, '-');
}

/** A day picked in the browser → the first minute of that day in Beijing, RFC 3339. */
export function beijingTime(day: string, hm = '00:00'): string {
  return `${day}T${hm}:00+08:00`;
}
