/* The list of members: its filters, its rows so far, asking for more. Kept while the reader looks at
 * one of them. */
import { computed, signal } from '@preact/signals';

import { call, type Failure } from '../../../shared/api-client.ts';
import type { MemberKind, MemberRow } from '../../../shared/contract/members.ts';

export const PAGE_ROWS = 50;

export interface Filters {
  unit: string;
  below: boolean;
  query: string;
  kind: string;
  left: boolean;
}

export const NO_FILTERS: Filters = { unit: '', below: true, query: '', kind: '', left: false };

export const filters = signal<Filters>(NO_FILTERS);
export const rows = signal<readonly MemberRow[]>([]);
export const isLoading = signal(false);
export const failure = signal<Failure | null>(null);
export const hasMore = signal(false);
export const kinds = signal<readonly MemberKind[]>([]);

export const isFiltered = computed(() => filters.value.query !== '' || filters.value.kind !== '');

/* Counts the questions: an answer to an older one is dropped. */
let asked = 0;

async function ask(after: string): Promise<void> {
  const mine = ++asked;
  isLoading.value = true;
  const { unit, below, query, kind, left } = filters.value;
  const result = await call('GET /api/v1/members', {
    query: { unit, below: unit !== '' && below, query: query.trim(), kind, left, after, limit: PAGE_ROWS },
  });
  if (mine !== asked) return;
  isLoading.value = false;
  failure.value = result.ok ? null : result.failure;
  if (!result.ok) return;
  rows.value = after === '' ? result.value : [...rows.value, ...result.value];
  hasMore.value = result.value.length === PAGE_ROWS;
}

export function loadFirst(): Promise<void> {
  return ask('');
}

export function loadMore(): void {
  const last = rows.value[rows.value.length - 1];
  if (last && hasMore.value && !isLoading.value) void ask(last.id);
}

export function setFilters(change: Partial<Filters>): void {
  filters.value = { ...filters.value, ...change };
  rows.value = [];
  void loadFirst();
}

export async function loadKinds(): Promise<void> {
  const result = await call('GET /api/v1/member-kinds');
  if (result.ok) kinds.value = result.value;
}

export function kindName(id: string): string {
  return kinds.value.find((kind) => kind.id === id)?.name ?? id;
}
