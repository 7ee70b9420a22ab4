// SPDX-License-Identifier: Apache-2.0
// Forms that the server describes: a field's list in, a page's model and the request's body out.
// Nothing here knows any step by name.
import { beijingTime } from './format';

export interface Option {
  value: string;
  label: string;
  parent?: string | null;
  /** What choosing it does, told beside it. */
  effect?: string;
  /** What is said beside it once it is chosen. */
  hint?: string;
  /** For which values of the field that `by` names it is offered; none = every one. */
  of?: string[];
  /** What choosing it puts into other fields; "{name}" is what stands in that field. */
  sets?: Record<string, string>;
}

/** What may be taken for a field, from whom, and why. */
export interface Suggestion {
  /** "model": learnt from decisions; "name": the words of the choices themselves. */
  source: 'model' | 'name';
  /** Not sure: nothing is to be taken. */
  sure: boolean;
  value?: string;
  label?: string;
  /** Percent. */
  confidence?: number;
  words: string[];
  others: { value: string; label: string; confidence?: number }[];
}

export type FieldType =
  | 'text'
  | 'longtext'
  | 'number'
  | 'real'
  | 'date'
  | 'time'
  | 'bool'
  | 'enum'
  | 'secret'
  | 'list'
  | 'files';

export interface Field {
  name: string;
  type: FieldType;
  label: string;
  required?: boolean;
  min?: number;
  max?: number;
  options?: Option[];
  /** Name of a list of choices: "units", "classes", … */
  source?: string;
  help?: string;
  /** Another field, whose value narrows the options. */
  by?: string;
  /** A place may be found by typing part of its name. */
  search?: boolean;
  /** What is known already: the form begins with it. */
  value?: Value;
  /** What may be taken; a person decides. */
  suggestions?: Suggestion[];
  /** A place that is known already, from the top down. */
  path?: string[];
}

export type Value = string | number | boolean | string[] | null;
export type Model = Record<string, Value>;

export interface Fault {
  key:
    | 'required'
    | 'too_short'
    | 'too_long'
    | 'too_small'
    | 'too_large'
    | 'too_few'
    | 'too_many'
    | 'not_number';
  values: Record<string, string | number>;
}

const isList = (f: Field) => f.type === 'list' || f.type === 'files';
const isNumber = (f: Field) => f.type === 'number' || f.type === 'real';

/** Characters as the server counts them: code points. */
export function length(text: string): number {
  return Array.from(text).length;
}

export function emptyValue(f: Field): Value {
  if (f.value !== undefined && f.value !== null) return f.value;
  if (isList(f)) return [];
  if (f.type === 'bool') return false;
  return isNumber(f) ? null : '';
}

export function emptyModel(fields: readonly Field[]): Model {
  return Object.fromEntries(fields.map((f) => [f.name, emptyValue(f)]));
}

export function isSame(a: Value | undefined, b: Value | undefined): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

/**
 * What was typed survives another version of the form: same name and kind of value keep it. What
 * stands as the form began (`start`) was not typed: it follows the new version.
 */
export function keepTyped(fields: readonly Field[], typed: Model, start: Model): Model {
  const fresh = emptyModel(fields);
  for (const f of fields) {
    const old = typed[f.name];
    if (old === undefined || isSame(old, start[f.name])) continue;
    if (Array.isArray(old) === isList(f)) fresh[f.name] = old;
  }
  return fresh;
}

export function isBlank(v: Value | undefined): boolean {
  if (v === undefined || v === null || v === false) return true;
  if (Array.isArray(v)) return v.length === 0;
  return typeof v === 'string' && v.trim() === '';
}

export function isDirty(fields: readonly Field[], model: Model): boolean {
  return fields.some((f) => !isSame(model[f.name], emptyValue(f)));
}

function textFault(f: Field, v: string): Fault | null {
  if (f.options || f.source) return null;
  const have = length(v.trim());
  if (f.min && have < f.min) return { key: 'too_short', values: { label: f.label, min: f.min } };
  if (f.max && have > f.max)
    return { key: 'too_long', values: { label: f.label, max: f.max, have } };
  return null;
}

function numberFault(f: Field, v: Value): Fault | null {
  const n = Number(v);
  if (!Number.isFinite(n) || (f.type === 'number' && !Number.isInteger(n)))
    return { key: 'not_number', values: { label: f.label } };
  if (f.min !== undefined && n < f.min)
    return { key: 'too_small', values: { label: f.label, min: f.min } };
  if (f.max !== undefined && n > f.max)
    return { key: 'too_large', values: { label: f.label, max: f.max } };
  return null;
}

function listFault(f: Field, v: string[]): Fault | null {
  if (f.min && v.length < f.min) return { key: 'too_few', values: { label: f.label, min: f.min } };
  if (f.max && v.length > f.max) return { key: 'too_many', values: { label: f.label, max: f.max } };
  return null;
}

/** The field with the options that fit what was chosen elsewhere. */
export function narrowed(f: Field, model: Model): Field {
  const by = f.by === undefined ? undefined : String(model[f.by] ?? '');
  if (by === undefined || !f.options) return f;
  return { ...f, options: f.options.filter((o) => !o.of?.length || o.of.includes(by)) };
}

/**
 * What follows from what was chosen: an option that no longer fits goes, the only one of that
 * choice comes, and the fields that a chosen option sets. `nobody` fills a hole that is empty.
 */
export function suggestions(fields: readonly Field[], model: Model, nobody: string): Model {
  const out: Model = {};
  for (const f of fields) {
    if (!f.options?.some((o) => o.sets)) continue;
    const fit = narrowed(f, model).options ?? [];
    const only = fit.filter((o) => o.of?.length);
    if (only.length === 1) out[f.name] = only[0]?.value ?? '';
    const sets = fit.find((o) => o.value === (model[f.name] || out[f.name]))?.sets ?? {};
    for (const [name, text] of Object.entries(sets))
      out[name] = text.replace(/\{(\w+)\}/g, (_, hole: string) => String(model[hole] || nobody));
  }
  return out;
}

/** The first thing wrong with a field, before the server is asked. */
export function faultOf(f: Field, v: Value | undefined): Fault | null {
  if (v === undefined || isBlank(v)) {
    const needed = f.required && f.type !== 'bool';
    return needed ? { key: 'required', values: { label: f.label } } : null;
  }
  if (Array.isArray(v)) return listFault(f, v);
  if (isNumber(f)) return numberFault(f, v);
  return typeof v === 'string' &&
    (f.type === 'text' || f.type === 'longtext' || f.type === 'secret')
    ? textFault(f, v)
    : null;
}

export function faultsOf(fields: readonly Field[], model: Model): Record<string, Fault> {
  const out: Record<string, Fault> = {};
  for (const f of fields) {
    const fault = faultOf(f, model[f.name]);
    if (fault) out[f.name] = fault;
  }
  return out;
}

function sent(f: Field, v: Value): unknown {
  if (isNumber(f)) return Number(v);
  if (f.type === 'date' && typeof v === 'string') return beijingTime(v);
  if (f.type === 'time' && typeof v === 'string' && !/[Z+]/.test(v)) {
    const [day = '', hm] = v.split(/[T ]/);
    return beijingTime(day, hm?.slice(0, 5));
  }
  return typeof v === 'string' && f.type !== 'secret' ? v.trim() : v;
}

/** Blank fields are left out: absent and empty are the same to the server. */
export function bodyOf(fields: readonly Field[], model: Model): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const f of fields) {
    const v = model[f.name];
    if (v === undefined || (isBlank(v) && !(f.type === 'bool' && f.required))) continue;
    out[f.name] = sent(f, v as Value);
  }
  return out;
}
