// SPDX-License-Identifier: Apache-2.0
// Answers to a questionnaire, as both entries send them: a line an answer, "number=answer".
export interface Question {
  number: number;
  title: string;
  type: 'single' | 'multiple' | 'number' | 'text' | 'date';
  required: boolean;
  /** Its answer raises a demand. */
  demand: boolean;
}

/** By question; a text of several lines becomes one, because a line is an answer. */
export function answersText(said: Record<number, string>): string {
  return Object.entries(said)
    .map(([n, words]) => [n, words.replace(/\s*\n\s*/g, ' ').trim()] as const)
    .filter(([, words]) => words)
    .map(([n, words]) => `${n}=${words}`)
    .join('\n');
}

/** Which question a refusal names first: "第3题：…", "question 3: …"; undefined when it names none. */
export function questionNamed(message: string): number | undefined {
  const found = /第\s*(\d+)\s*题|question (\d+)/.exec(message);
  return found ? Number(found[1] ?? found[2]) : undefined;
}
