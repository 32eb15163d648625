/* What the units section shows: which rows are unfolded, the search, the day. Kept while the reader
 * visits other sections. */
import { computed, signal } from '@preact/signals';

import { call, type Failure } from '../../../shared/api-client.ts';
import type { UnitRow } from '../../../shared/contract/units.ts';
import { endOfDay } from '../../../shared/days.ts';
import {
  EMPTY_FOREST,
  expandedTo,
  findUnits,
  forestOf,
  pathOf,
  visibleRows,
  withAncestors,
} from '../../../shared/unit-tree.ts';
import { forest, units } from '../../../shared/units.ts';

const FOUND_AT_MOST = 300;
const FIRST_LEVELS = 2;

/* null: as it is after opening, the first levels unfolded. */
const unfolded = signal<ReadonlySet<string> | null>(null);
export const search = signal('');
/* The day that the tree is shown of; empty: now. */
export const asOf = signal('');
const past = signal<readonly UnitRow[] | null>(null);
export const pastFailure = signal<Failure | null>(null);

export const shownForest = computed(() =>
  asOf.value === '' ? forest.value : past.value ? forestOf(past.value) : EMPTY_FOREST,
);
export const isLoading = computed(() => (asOf.value === '' ? units.value : past.value) === null);

const expanded = computed(() => unfolded.value ?? expandedTo(shownForest.value, FIRST_LEVELS));

export const found = computed(() =>
  search.value.trim() === '' ? null : findUnits(shownForest.value, search.value, FOUND_AT_MOST),
);

export const rows = computed(() =>
  visibleRows(
    shownForest.value,
    expanded.value,
    found.value ? withAncestors(shownForest.value, found.value) : null,
  ),
);

export function toggle(id: string, open: boolean): void {
  const next = new Set(expanded.value);
  if (open) next.add(id);
  else next.delete(id);
  unfolded.value = next;
}

export function unfoldTo(levels: number): void {
  unfolded.value = expandedTo(shownForest.value, levels);
}

/* Unfolds all above a unit, so that its row is there. */
export function unfoldAbove(id: string): void {
  const above = pathOf(shownForest.value, id).slice(0, -1);
  if (above.every((unit) => expanded.value.has(unit.id))) return;
  unfolded.value = new Set([...expanded.value, ...above.map((unit) => unit.id)]);
}

export async function showDay(day: string): Promise<void> {
  asOf.value = day;
  past.value = null;
  pastFailure.value = null;
  if (day === '') return;
  const result = await call('GET /api/v1/units', { query: { as_of: endOfDay(day) } });
  if (asOf.value !== day) return;
  if (result.ok) past.value = result.value;
  else pastFailure.value = result.failure;
}
