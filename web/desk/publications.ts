// SPDX-License-Identifier: Apache-2.0
// What was asked and answered, as anybody may read it: as the server tells it.
import type { Field, Option } from '@shared/form';

export const PUBLICATION_DRAFTERS = ['analyst', 'publisher'];
export const PUBLICATION_KEEPERS = [...PUBLICATION_DRAFTERS, 'leader'];

export interface PublicationHead {
  id: string;
  version: number;
  num: string;
  question: string;
  class_text: string;
  place: string;
  place_text: string;
  month: string;
  state: 'draft' | 'published' | 'withdrawn';
  state_text: string;
  drafted_name: string;
  published_name: string;
}

/** GET /publications */
export interface Publications {
  publications: PublicationHead[];
  /** null: no more. */
  next: string | null;
}

/** GET /publications/{id} */
export interface Publication extends PublicationHead {
  answer: string;
  reason: string;
  withdrawn_name: string;
  /** What belongs to a person. refuses: it cannot be published with it. */
  findings: { in: 'question' | 'answer'; text: string; words: string; refuses: boolean }[];
  refused: boolean;
  places: Option[];
  may_edit: boolean;
  may_publish: boolean;
  may_withdraw: boolean;
}

/** GET /publications/prepare/{num} */
export interface Prepared {
  num: string;
  question: string;
  answer: string;
  place: string;
  places: Option[];
  /** The one there is already. */
  publication: string | null;
}

type Begun = Pick<Prepared, 'question' | 'answer' | 'place' | 'places'>;

export function textFields(t: (key: string) => string, d: Begun): Field[] {
  return [
    {
      name: 'question',
      type: 'longtext',
      label: t('publications.question'),
      required: true,
      max: 300,
      value: d.question,
    },
    {
      name: 'answer',
      type: 'longtext',
      label: t('publications.answer'),
      required: true,
      max: 4000,
      value: d.answer,
    },
    {
      name: 'place',
      type: 'enum',
      label: t('publications.place'),
      required: true,
      options: d.places,
      value: d.place,
    },
  ];
}
