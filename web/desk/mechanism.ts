// SPDX-License-Identifier: Apache-2.0
// The mechanism in force as the server tells it: /mechanism.
export interface MechanismNumber {
  path: string;
  group: string;
  /** Its member: length or least of a limit. */
  key: string;
  /** Of a limit; empty for other numbers. */
  clock_text: string;
  /** Which matters the limit is for; empty: all. */
  where: string;
  unit_text: string;
  why: string;
  value: number;
  min: number;
  max: number;
}
export interface MechanismPast {
  action: 'mechanism-loaded' | 'mechanism-used' | 'mechanism-changed';
  at: string;
  by: string;
  reason: string;
  name?: string;
  mechanism?: string;
  version?: number;
  path?: string;
  before?: number;
  after?: number;
}
export interface Mechanism {
  name: string;
  label: string;
  version: number;
  numbers: MechanismNumber[];
  /** The newest first. */
  history: MechanismPast[];
}
/** A version beside the one before it; before 0: it is the first. */
export interface MechanismCompared {
  name: string;
  version: number;
  before: number;
  /** Values as JSON, cut when long; empty: not there. */
  differences: { where: string; before: string; after: string }[];
  more: number;
}
export interface MechanismChanged {
  version: number;
  before: number;
  after: number;
  /** Running limits of that kind, which stay. */
  keeping: number;
}

type T = (key: string) => string;
/** What people call it. */
export function numberName(n: MechanismNumber, t: T): string {
  if (!n.clock_text) return t(`mechanism.keys.${n.path.slice(1).replaceAll('/', '_')}`);
  return `${n.clock_text} · ${t(`mechanism.${n.key}`)}`;
}
