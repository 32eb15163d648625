/* How far each role reaches with each action, as the table of rights says it. */
import type { RoleWord } from '../../../shared/contract.ts';
import type { RightRow } from '../../../shared/contract/rights.ts';

export type Reach = 'everywhere' | 'subtree' | 'own' | 'none';
export const REACHES: readonly Reach[] = ['everywhere', 'subtree', 'own', 'none'];

export const SHOWN_ROLES: readonly RoleWord[] = [
  'administrator',
  'auditor',
  'clerk',
  'studio',
  'editor',
  'interpreter',
  'member',
];

export function reachOf(row: RightRow, role: RoleWord): Reach {
  if (row.scope === 'open') return 'everywhere';
  if (!row.roles.includes(role)) return 'none';
  if (row.scope === 'self') return 'own';
  return row.scope === 'server' ? 'everywhere' : 'subtree';
}

/* The first part of an action's word → where it stands in the table. */
const GROUPS = {
  server: ['guide', 'sample', 'level', 'account', 'audit', 'appointment'],
  units: ['unit', 'place'],
  members: ['member', 'transfer', 'exemption', 'activation'],
  sheets: ['import', 'export', 'roster'],
  screens: ['screen'],
  self: ['server', 'self', 'health'],
} as const;

export type Group = keyof typeof GROUPS | 'other';

function groupOf(action: string): Group {
  const noun = action.split('.')[0] ?? '';
  const found = Object.entries(GROUPS).find(([, nouns]) => (nouns as readonly string[]).includes(noun));
  return found ? (found[0] as Group) : 'other';
}

/* Groups in the table's order; what nobody but a screen may do is left out. */
export function groupsOf(rows: readonly RightRow[]): { group: Group; rows: RightRow[] }[] {
  const shown = rows.filter((row) => row.scope === 'open' || row.roles.length > 0);
  const order: readonly Group[] = [...(Object.keys(GROUPS) as Group[]), 'other'];
  return order
    .map((group) => ({ group, rows: shown.filter((row) => groupOf(row.action) === group) }))
    .filter(({ rows: own }) => own.length > 0);
}
