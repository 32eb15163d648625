/* The tree of units within reach, asked for once and kept for all parts of a page. */
import { computed, signal } from '@preact/signals';

import { call, type Failure } from './api-client.ts';
import type { Level, UnitRow } from './contract/units.ts';
import { EMPTY_FOREST, forestOf, pathText } from './unit-tree.ts';

/* null: not asked for, or on its way. */
export const units = signal<readonly UnitRow[] | null>(null);
export const unitsFailure = signal<Failure | null>(null);
export const levels = signal<readonly Level[]>([]);

export const forest = computed(() => (units.value ? forestOf(units.value) : EMPTY_FOREST));

let asking: Promise<void> | null = null;

async function ask(): Promise<void> {
  const [rows, names] = await Promise.all([call('GET /api/v1/units'), call('GET /api/v1/levels')]);
  if (names.ok) levels.value = names.value;
  unitsFailure.value = rows.ok ? null : rows.failure;
  if (rows.ok) units.value = rows.value;
}

/* Again when something changed; parts that ask at the same time share one answer. */
export function reloadUnits(): Promise<void> {
  asking ??= ask().finally(() => (asking = null));
  return asking;
}

export function loadUnits(): Promise<void> {
  return units.value ? Promise.resolve() : reloadUnits();
}

export function levelName(id: string | undefined): string {
  return levels.value.find((level) => level.id === id)?.name ?? '';
}

/* 县 › 镇 › 村; empty for a unit out of reach. */
export function unitPath(id: string): string {
  return pathText(forest.value, id);
}
