/* What the person who is signed in may do: roles of the account, appointments, the table of rights.
 * It decides what a page shows; the server decides again at every call. */
import { computed, signal } from '@preact/signals';

import { call } from './api-client.ts';
import type { RoleWord, SeatRoleWord } from './contract.ts';
import type { Me, RightRow } from './contract/rights.ts';
import { session } from './session.ts';

export const me = signal<Me | null>(null);
export const rights = signal<readonly RightRow[]>([]);

const rolesEverywhere = computed<readonly RoleWord[]>(() => me.value?.roles ?? []);

/* All, those of appointments too. */
export const ownRoles = computed<ReadonlySet<RoleWord>>(() => new Set(session.value?.account.roles));

const rolesOf = computed(() => new Map(rights.value.map((row) => [row.action, new Set(row.roles)])));

/* The roles that have a right; nobody has one that is not in the table. */
export function rolesWith(action: string): ReadonlySet<SeatRoleWord> {
  return rolesOf.value.get(action) ?? new Set();
}

async function ask(): Promise<void> {
  const [self, table] = await Promise.all([call('GET /api/v1/me'), call('GET /api/v1/rights')]);
  if (self.ok) me.value = self.value;
  if (table.ok) rights.value = table.value;
}

let asking: Promise<void> | null = null;

/* Parts that ask at the same time share one answer. */
export function loadSelf(): Promise<void> {
  asking ??= ask().finally(() => (asking = null));
  return asking;
}

/* Somewhere, by the word of a right: 'unit.change'. */
export function may(action: string): boolean {
  const roles = rolesWith(action);
  return [...ownRoles.value].some((role) => roles.has(role));
}

/* Everywhere: by the account itself. */
export function mayEverywhere(action: string): boolean {
  const roles = rolesWith(action);
  return rolesEverywhere.value.some((role) => roles.has(role));
}
