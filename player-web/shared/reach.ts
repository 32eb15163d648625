/* Whether a right reaches a unit. Apart from self.ts because it needs the tree. */
import { me, mayEverywhere, rolesWith } from './self.ts';
import { pathOf } from './unit-tree.ts';
import { forest } from './units.ts';

/* By the account, or by an appointment to this unit or to one above it. */
export function mayAt(action: string, unitId: string): boolean {
  if (mayEverywhere(action)) return true;
  const roles = rolesWith(action);
  const above = new Set(pathOf(forest.value, unitId).map((unit) => unit.id));
  const appointments = me.value?.appointments ?? [];
  return appointments.some(
    (row) => row.unit_id !== undefined && roles.has(row.role) && above.has(row.unit_id),
  );
}
