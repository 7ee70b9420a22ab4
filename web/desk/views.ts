// SPDX-License-Identifier: Apache-2.0
// The work list kept under a name, as the server tells it: GET /api/v1/work/views. A link and no more.
import { useQuery } from '@tanstack/vue-query';
import { client } from './api';

export interface WorkView {
  id: string;
  version: number;
  name: string;
  query: Record<string, string>;
  shared: boolean;
  mine: boolean;
  owner: string;
  unit: string;
}

/** What of the address is kept; the server refuses everything else. */
const MEMBERS = ['list', 'sort', 'dir', 'unit', 'subject', 'state', 'track', 'cols'];

export const viewText = (query: Record<string, string>) =>
  new URLSearchParams(
    MEMBERS.flatMap((name) => (query[name] ? [[name, query[name]]] : [])),
  ).toString();

export const useViews = (enabled = true) =>
  useQuery({
    queryKey: ['work-views'],
    enabled,
    queryFn: async ({ signal }) =>
      (await client.get<{ views: WorkView[] }>('/work/views', { signal })).views,
  });
