/* The contract's part about reports. The rules of ../contract.ts hold. */
import type { Timestamp } from '../contract.ts';

/* What the kind has of these; hours are thousandths of class-hours. */
export interface ReportRow {
  member_id?: string;
  unit_id?: string;
  group_id?: string;
  group_name?: string;
  unit_name?: string;
  name?: string;
  hours?: number;
  asked?: number;
  missing?: number;
  present?: number;
  late?: number;
  left_early?: number;
  partial?: number;
  absent?: number;
  excused?: number;
  besides?: number;
  lessons?: number;
}

export interface ReportSum {
  members: number;
  asked: number; /* who owe hours */
  short: number;
  hours: number;
  missing: number;
}

/* `next`: there is another page, asked with `after`; `sum` comes with the first one of `year`. */
export interface Report {
  kind: 'year' | 'units' | 'event' | 'course' | 'person' | 'gaps';
  year: number;
  rule: string;
  made_at: Timestamp;
  checkpoint?: { epoch: number; size: number; root: string };
  sum?: ReportSum;
  rows: ReportRow[];
  next?: string;
}

/* ---- routes ---- */

export interface ReportRoutes {
  'GET /api/v1/reports/{kind}': { who: 'administrator|auditor|clerk'; body: null; answer: Report };
  /* a file: a link takes it */
  'GET /api/v1/reports/{kind}/file': { who: 'administrator|auditor|clerk'; body: null; answer: null };
}
