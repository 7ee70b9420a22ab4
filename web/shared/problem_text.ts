// SPDX-License-Identifier: Apache-2.0
// One sentence for whatever went wrong. The server's own sentence wins: it knows more.
import { isProblem } from './api/problem';

type T = (key: string, values?: Record<string, unknown>) => string;

export function problemText(e: unknown, t: T): string {
  if (!isProblem(e)) return t('problem.unknown', { status: e instanceof Error ? e.message : '?' });
  if (e.unheard) return t('problem.unheard');
  if (e.status === 422) return t('problem.reused');
  const own = e.message && e.message !== e.code;
  if (own) return e.message;
  return e.status === 503 ? t('problem.busy') : t('problem.unknown', { status: e.status });
}
