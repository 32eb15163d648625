/* Recordings that an editor may take into a course: what she sees of meetings that were published. */
import { call, type Result } from '../../../shared/api-client.ts';
import type { MeetingRow } from '../../../shared/contract/live.ts';

const YEARS_MS = 2 * 366 * 86_400_000;
const MAX_PAGES = 20;

/* Newest first, of the last two years. */
export async function loadRecordings(nowMs: number): Promise<Result<MeetingRow[]>> {
  const rows: MeetingRow[] = [];
  const from = new Date(nowMs - YEARS_MS).toISOString();
  for (let page = 0, cursor = ''; page < MAX_PAGES; page++) {
    const result = await call('GET /api/v1/meetings', { query: { from, state: 'published', cursor } });
    if (!result.ok) return result;
    rows.unshift(...result.value.meetings.filter((row) => row.has_recording).reverse());
    cursor = result.value.next ?? '';
    if (cursor === '') break;
  }
  return { ok: true, value: rows };
}
