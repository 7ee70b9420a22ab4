// SPDX-License-Identifier: Apache-2.0
// Short news at the edge of the page; read out by screen readers (role="alert" of ElMessage).
import { ElMessage } from 'element-plus';
import { problemText } from '@shared/problem_text';

type T = (key: string, values?: Record<string, unknown>) => string;

export const say = {
  done(text: string): void {
    ElMessage({ type: 'success', message: text, showClose: true, offset: 64, grouping: true });
  },
  problem(e: unknown, t: T): void {
    ElMessage({
      type: 'error',
      message: problemText(e, t),
      showClose: true,
      offset: 64,
      duration: 8000,
      grouping: true,
    });
  },
};
