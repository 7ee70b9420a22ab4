// SPDX-License-Identifier: Apache-2.0
// What the check finds in an answer before it is sent.
import { client } from './api';

export interface AnswerFinding {
  rule: string;
  grave: 'hint' | 'note' | 'serious';
  grave_text: string;
  text: string;
  why: string;
  from: number;
  to: number;
  words: string;
  /** The matter whose answer it copies; empty when it may not be seen. */
  like: string;
  share: number;
}
export interface FoundRule extends AnswerFinding {
  /** The words in question, each once. */
  places: string[];
}

/** The field of each form whose words become an answer. */
const FIELDS: Record<string, string> = {
  report: 'words',
  answer: 'words',
  'answer-at-once': 'words',
  'correct-answer': 'words',
};
export const answerField = (action: string) => FIELDS[action];

export async function checkAnswer(
  draft: { num: string; words: string; result: string },
  signal: AbortSignal,
): Promise<AnswerFinding[]> {
  const { num, words, result } = draft;
  const body = { num, words, ...(result ? { result } : {}) };
  const found = await client.post<{ findings: AnswerFinding[] }>('/answers/check', body, {
    signal,
  });
  return found.findings;
}

/** A rule once, with all its places; the gravest first. */
export function byRule(findings: AnswerFinding[]): FoundRule[] {
  const order = { serious: 0, note: 1, hint: 2 };
  const rules = new Map<string, FoundRule>();
  for (const f of findings) {
    const known = rules.get(f.rule) ?? { ...f, places: [] };
    if (f.words && !known.places.includes(f.words)) known.places.push(f.words);
    rules.set(f.rule, known);
  }
  return [...rules.values()].sort((a, b) => order[a.grave] - order[b.grave]);
}
