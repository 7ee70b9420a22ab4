// SPDX-License-Identifier: Apache-2.0
// Documents that are sent on: the shapes of /api/v1/documents.
import { client } from './api';

export interface Made {
  id: string;
  kind: string;
  kind_text: string;
  number: string;
  about: string;
  made_at: string;
  pdf?: 'none' | 'away' | 'waiting' | 'ready' | 'failed';
}

export interface Documents {
  kinds: { kind: string; text: string }[];
  documents: Made[];
  /** A worker makes PDFs here. */
  pdf: boolean;
}

/** A kind, and what one is to be made about. */
export interface Offer {
  kind: string;
  text: string;
  about: string;
}

export interface Templates {
  templates: {
    kind: string;
    text: string;
    versions: { version: number; name: string; loaded_at: string }[];
    fields: TemplateField[];
  }[];
}

export interface TemplateField {
  name: string;
  text: string;
  list: boolean;
  fields?: TemplateField[];
}

export async function documentsOf(abouts: readonly string[], signal: AbortSignal) {
  const found = await Promise.all(
    abouts.map((about) => client.get<Documents>('/documents', { signal, query: { about } })),
  );
  return {
    offers: found.flatMap((f, i) => f.kinds.map((k): Offer => ({ ...k, about: abouts[i] ?? '' }))),
    documents: found.flatMap((f) => f.documents).sort((a, b) => b.made_at.localeCompare(a.made_at)),
    pdf: found.some((f) => f.pdf),
  };
}

const WAIT_MS = 1500;

/** Hands it over and waits until it is made; what became of it. */
export async function pdfOf(id: string, going: () => boolean): Promise<Made['pdf']> {
  let state = (await client.post<Made>(`/documents/${id}/pdf`)).pdf;
  while (state === 'waiting' && going()) {
    await new Promise((done) => setTimeout(done, WAIT_MS));
    state = (await client.get<Made>(`/documents/${id}`)).pdf;
  }
  return state;
}
