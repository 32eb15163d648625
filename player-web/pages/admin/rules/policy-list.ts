/* The policies of a unit and kind out of the server's answer: what counts there, its versions, the units
 * below that have their own. Pure. */
import type { PolicyList, PolicyRow } from '../../../shared/contract/policies.ts';

export const KINDS = ['meeting', 'study', 'lesson'] as const;
export type PolicyKind = (typeof KINDS)[number];

export function kindOf(text: string | undefined): PolicyKind {
  return KINDS.find((kind) => kind === text) ?? 'meeting';
}

/* Of the nearest unit that has one; null only when the answer has no such kind. */
export function countingRow(list: PolicyList, kind: PolicyKind): PolicyRow | null {
  const named = list.counting.find((one) => one.kind === kind);
  return list.policies.find((row) => row.id === named?.id && row.version === named.version) ?? null;
}

/* All of one policy, the newest first. */
export function versionsOf(list: PolicyList, id: string): readonly PolicyRow[] {
  return list.policies.filter((row) => row.id === id).sort((a, b) => b.version - a.version);
}

/* The newest version of each other unit that has a policy of this kind; those of the whole tree are not among them. */
export function othersOf(list: PolicyList, kind: PolicyKind, except: string): readonly PolicyRow[] {
  const newest = new Map<string, PolicyRow>();
  for (const row of list.policies) {
    const known = newest.get(row.id);
    if (row.kind !== kind || row.id === except || !row.unit_id) continue;
    if (!known || known.version < row.version) newest.set(row.id, row);
  }
  return [...newest.values()];
}
