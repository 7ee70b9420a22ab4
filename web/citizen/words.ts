// SPDX-License-Identifier: Apache-2.0
// The catalogue of these pages. vue-i18n would be a fifth of the first view of a cheap telephone;
// names in braces are all that is needed here.
import en from './locales/en.json';
import zh from './locales/zh.json';
import { settings } from './settings';

export type Word = keyof typeof zh;
const words: Record<'zh' | 'en', Record<Word, string>> = { zh, en };

export function isWord(key: string): key is Word {
  return Object.prototype.hasOwnProperty.call(zh, key);
}

export function fill(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

export function t(key: Word, values?: Record<string, string | number>): string {
  return fill(words[settings.lang][key], values);
}
