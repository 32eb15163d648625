/* What the person who is signed in may do: roles of the account, appointments, the table of rights.
 * It decides what a page shows; the server decides again at every call. */
import { computed, signal } from '@preact/signals';

import { call } from './api-client.ts';
import type { RoleWord } from './contract.ts';
import type { Me, RightRow } from './contract/rights.ts';
import { session } from './session.ts';
import { pathOf } from './unit-tree.ts';
import { forest } from './units.ts';

export const me = signal<Me | null>(null);
export const rights = signal<readonly RightRow[]>([]);

const accountRoles = computed<readonly RoleWord[]>(() => session.value?.account.roles ?? []);
const appointments = computed(() => me.value?.appointments ?? []);

export const ownRoles = computed<ReadonlySet<RoleWord>>(
  () => new Set([...accountRoles.value, ...appointments.value.map((row) => row.role)]),
);

const rolesOf = computed(() => new Map(rights.value.map((row) => [row.action, new Set(row.roles)])));

export async function loadSelf(): Promise<void> {
  const [self, table] = await Promise.all([call('GET /api/v1/me'), call('GET /api/v1/rights')]);
  if (self.ok) me.value = self.value;
  if (table.ok) rights.value = table.value;
}

/* Somewhere, by the word of a right: 'unit.change'. */
export function may(action: string): boolean {
  const roles = rolesOf.value.get(action);
  return roles !== undefined && [...ownRoles.value].some((role) => roles.has(role));
}

/* Everywhere: by the account itself. */
export function mayEverywhere(action: string): boolean {
  const roles = rolesOf.value.get(action);
  return roles !== undefined && accountRoles.value.some((role) => roles.has(role));
}

/* For this unit: by the account, or by an appointment to it or to one above it. */
export function mayAt(action: string, unitId: string): boolean {
  const roles = rolesOf.value.get(action);
  if (!roles) return false;
  if (mayEverywhere(action)) return true;
  const above = new Set(pathOf(forest.value, unitId).map((unit) => unit.id));
  return appointments.value.some(
    (row) => row.unit_id !== undefined && roles.has(row.role) && above.has(row.unit_id),
  );
}
