// SPDX-License-Identifier: Apache-2.0
// Questionnaires as the server tells them, and what the keyboard makes of an answer.
import type { Question } from '@shared/questionnaire';
import { KEEPERS } from './spots';

export const QUESTIONNAIRE_READERS = [...KEEPERS, 'leader', 'supervisor', 'analyst'];

export interface QuestionnaireRow {
  code: string;
  /** Of its spot. */
  id: string;
  version: number;
  edition: number;
  name: string;
  campaign: string;
  place_id: string;
  place: string;
  from_at: string;
  /** The first moment after it. */
  to_at: string;
  ended_at: string | null;
  live: boolean;
  sheets: number;
  demands: number;
  may_keep: boolean;
}

export interface Result extends Question {
  type_text: string;
  /** How many answered it. */
  said: number;
  choices?: { text: string; said: number; percent: number }[];
  mean?: number;
  median?: number;
  first?: string;
  last?: string;
  /** For whoever keeps it. */
  words?: string[];
}

export interface Questionnaire extends QuestionnaireRow {
  questions: Result[];
}

export interface Looked {
  questions: {
    number: number;
    title: string;
    type_text: string;
    required: boolean;
    demand: boolean;
  }[];
  faults: { row: number; column: string; reason: string }[];
  faults_all: number;
}

const DIGITS = 9;

/** What stands in the field after a key: up to nine choices are a digit each, no comma needed. */
export function typed(q: Result, text: string): string {
  const many = q.choices?.length ?? 0;
  if (!many || many > DIGITS) return text;
  const digits = [...text].filter((c) => /[1-9]/.test(c) && Number(c) <= many);
  if (q.type === 'single') return digits[digits.length - 1] ?? '';
  return [...new Set(digits)].sort().join(',');
}

/** Choices by number, 1 …, as they stand in the field. */
export function chosen(text: string): number[] {
  return text
    .split(/[\s,，、]+/)
    .filter(Boolean)
    .map(Number);
}

/** A day may be typed as eight digits. */
export function dayOf(text: string): string {
  return text.trim().replace(/^(\d{4})[./]?(\d{2})[./]?(\d{2})$/, '$1-$2-$3');
}

/** Key of what is wrong with it, before it is sent; the server looks again. */
export function faultOf(
  q: Result,
  text: string,
): '' | 'needed' | 'no_choice' | 'no_number' | 'no_day' {
  const said = text.trim();
  if (!said) return q.required ? 'needed' : '';
  if (q.choices) {
    const all = chosen(said);
    const there = all.every((n) => Number.isInteger(n) && n >= 1 && n <= (q.choices?.length ?? 0));
    return there && (q.type === 'multiple' || all.length === 1) ? '' : 'no_choice';
  }
  if (q.type === 'number') return /^-?\d+(\.\d{1,3})?$/.test(said) ? '' : 'no_number';
  if (q.type === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(dayOf(said)) ? '' : 'no_day';
  return '';
}
