/* The canonical text of a record (docs/attendance.md), as a page shows it. Pure. */
import { parseSet, type Interval } from './intervals.ts';

export interface LogDay {
  day: string;
  sum: string;
}

export interface RecordText {
  rule: string;
  faults: Interval[];
  live: Interval[];
  replay: Interval[];
  offline: Interval[];
  presence: Interval[]; // of the wall, ms since 1970
  confirmed: string; // empty: nobody
  reason: string;
  approved: string;
  days: LogDay[];
}

/* Null for what is no such text. */
export function parseRecordText(text: string): RecordText | null {
  const [first, ...lines] = text.split('\n');
  if (first !== 'tongping-record 1') return null;
  const values = new Map<string, string>();
  for (const line of lines) {
    const space = line.indexOf(' ');
    if (space > 0) values.set(line.slice(0, space), line.slice(space + 1));
  }
  const said = (key: string) => (values.get(key) === '-' ? '' : (values.get(key) ?? ''));
  const set = (key: string) => parseSet(said(key));
  return {
    rule: said('rule'),
    faults: set('faults'),
    live: set('live'),
    replay: set('replay'),
    offline: set('offline'),
    presence: set('presence'),
    confirmed: said('confirmed'),
    reason: said('reason'),
    approved: said('approved'),
    days: said('log')
      .split(',')
      .filter(Boolean)
      .map((part) => {
        const [day = '', sum = ''] = part.split(':');
        return { day, sum };
      }),
  };
}

export interface Head {
  origin: string;
  size: string;
}

/* The signed head at the end of a receipt: origin, number of entries. */
export function headOf(receipt: string): Head | null {
  const parts = receipt.split('\n\n');
  const [origin, size] = (parts[2] ?? '').split('\n');
  return origin && size ? { origin, size } : null;
}
