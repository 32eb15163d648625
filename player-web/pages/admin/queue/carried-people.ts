/* Whom the rows of a sheet mean: members of a unit and of those below it, found by name and unit. */
import { call, type Failure } from '../../../shared/api-client.ts';
import type { MemberRow } from '../../../shared/contract/members.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { unitPath } from '../../../shared/units.ts';
import type { SheetRow } from './carried-sheet.ts';

const PAGE_ROWS = 200;

export type People = ReadonlyMap<string, readonly MemberRow[]>;

/* Everybody there, by name; page by page. */
export async function loadPeople(unit: string, onSoFar: (count: number) => void): Promise<People | Failure> {
  const byName = new Map<string, MemberRow[]>();
  let after = '';
  let count = 0;
  for (;;) {
    const result = await call('GET /api/v1/members', { query: { unit, below: true, limit: PAGE_ROWS, after } });
    if (!result.ok) return result.failure;
    for (const row of result.value) byName.set(row.name, [...(byName.get(row.name) ?? []), row]);
    count += result.value.length;
    onSoFar(count);
    after = result.value[result.value.length - 1]?.id ?? '';
    if (result.value.length < PAGE_ROWS) return byName;
  }
}

export interface Matched {
  row: SheetRow;
  member: MemberRow | null;
  problem: string | null;
}

function isIn(member: MemberRow, unit: string): boolean {
  const path = `${unitPath(member.unit_id)} ${member.unit_name}`;
  return unit.split(/[\s/›>]+/).every((part) => path.includes(part));
}

export function matchRow(row: SheetRow, people: People): Matched {
  if (row.problem) return { row, member: null, problem: row.problem };
  const named = people.get(row.name) ?? [];
  const found = named.filter((member) => isIn(member, row.unit));
  const member = found.length === 1 ? (found[0] ?? null) : null;
  const problem = member ? null : t(found.length === 0 ? 'queue.sheet_nobody' : 'queue.sheet_several', { name: row.name });
  return { row, member, problem };
}
