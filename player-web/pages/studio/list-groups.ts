/* Meetings by what the operator does with them. Pure. */
import type { MeetingRow } from '../../shared/contract/live.ts';
import { isOver, isRunning } from './steps.ts';

export interface MeetingGroups {
  onAir: MeetingRow[];
  upcoming: MeetingRow[]; // the next one first
  past: MeetingRow[]; // the latest first; cancelled ones too
}

function byBegin(a: MeetingRow, b: MeetingRow): number {
  return Date.parse(a.starts_at) - Date.parse(b.starts_at);
}

export function groupsOf(rows: readonly MeetingRow[]): MeetingGroups {
  const sorted = [...rows].sort(byBegin);
  return {
    onAir: sorted.filter((row) => isRunning(row.state)),
    upcoming: sorted.filter((row) => row.state === 'scheduled'),
    past: sorted.filter((row) => isOver(row.state) || row.state === 'cancelled').reverse(),
  };
}
