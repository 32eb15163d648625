/* The contract's part about reports. The rules of ../contract.ts hold. */
import type { Timestamp } from '../contract.ts';
import type { ReportIndicator } from './indicators.ts';

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
  rank?: number; /* absent: too small, or nothing to judge */
  members?: number;
  expected?: number;
  attended?: number;
  attended_share?: number; /* shares and the score: thousandths */
  hours_mean?: number;
  hours_share?: number;
  met_share?: number;
  indicators?: string; /* what the unit has of each */
  score?: number;
  record_id?: string;
  event_kind?: 'meeting' | 'study' | 'lesson' | 'carried';
  title?: string;
  state?: 'present' | 'late' | 'left_early' | 'partial' | 'absent' | 'excused';
  how?: string;
  confidence?: 'high' | 'middle' | 'low';
  began_at?: Timestamp;
  is_expected?: number; /* 0 or 1 */
  credited_ms?: number;
  policy_version?: number;
  leaf?: number;
  done?: number;
  total?: number;
  done_lessons?: string; /* numbers */
  sessions?: number;
  lesson_id?: string;
  course_id?: string;
  course_title?: string;
  is_required?: number; /* 0 or 1 */
  reach?: number; /* hours of this row and those before */
}

/* How units are ranked; a term that a unit has not has no weight. */
export interface ReportFormula {
  score: string;
  least_members: number;
  terms: { of: string; weight: number; is: string }[];
  with_drafts: boolean; /* indicators that are not published count in this answer */
  indicators: ReportIndicator[];
}

export interface ReportSum {
  members: number;
  asked: number; /* who owe hours */
  short: number;
  hours: number;
  missing: number;
}

/* `next`: there is another page, asked with `after`; `sum` comes with the first one of `year` and `gaps`. */
export interface Report {
  kind: 'year' | 'units' | 'event' | 'course' | 'person' | 'gaps';
  year: number;
  rule: string;
  made_at: Timestamp;
  checkpoint?: { epoch: number; size: number; root: string };
  about?: string; /* the unit, event, course or member, as it is called */
  formula?: ReportFormula;
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
