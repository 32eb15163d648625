/* How many people of a unit still need a slip. The API has no such count: the list is read page by
 * page up to a limit, above which "more than" is answer enough. */
import { call, type Failure } from '../../../shared/api-client.ts';
import type { MemberRow } from '../../../shared/contract/members.ts';

const PAGE_ROWS = 200;
export const COUNTED_AT_MOST = 2000;

export interface Waiting {
  people: number;
  withAccount: number;
  withCode: number;
  without: number; // neither account nor open code: these get a slip
  isCut: boolean; // there are more people than were counted
}

export const NOBODY: Waiting = { people: 0, withAccount: 0, withCode: 0, without: 0, isCut: false };

export function addRows(sum: Waiting, rows: readonly MemberRow[]): Waiting {
  const next = { ...sum };
  for (const row of rows) {
    next.people += 1;
    if (row.has_account) next.withAccount += 1;
    else if (row.has_code) next.withCode += 1;
    else next.without += 1;
  }
  return next;
}

/* `isStale` tells between pages that nobody wants the answer any more. */
export async function countWaiting(
  unitId: string,
  below: boolean,
  isStale: () => boolean,
): Promise<Waiting | Failure | null> {
  let sum = NOBODY;
  let after: string | undefined;
  while (sum.people < COUNTED_AT_MOST) {
    const result = await call('GET /api/v1/members', {
      query: { unit: unitId, below, after, limit: PAGE_ROWS },
    });
    if (isStale()) return null;
    if (!result.ok) return result.failure;
    sum = addRows(sum, result.value);
    if (result.value.length < PAGE_ROWS) return sum;
    after = result.value.at(-1)?.id;
  }
  return { ...sum, isCut: true };
}
