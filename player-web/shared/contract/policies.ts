/* Policies, duties of units, leaves, objections, corrections. The rules of contract.ts hold here too. */
import type { Timestamp } from '../contract.ts';

/* How attendance counts: thousandths and ms, as in the table of docs/attendance.md. */
export interface PolicyValues {
  max_rate: number;
  replay_weight: number;
  offline_weight: number;
  present_at: number;
  absent_below: number;
  late_after_ms: number;
  left_before_ms: number;
  least_ms: number;
  cap_ms: number;
  counts: 'coverage' | 'presence';
  hour_ms: number;
}

/* Without unit_id: the whole tree. */
export interface PolicyInput extends PolicyValues {
  unit_id?: string;
  kind: 'meeting' | 'study' | 'lesson';
  from_year: number;
  preset: string;
  yearly_hours?: number;
  yearly_hours_lead?: number;
  reason: string;
}

/* A version; never changed. Without unit_id: the whole tree; without made_at: it came with the server. */
export interface PolicyRow extends PolicyValues {
  id: string;
  version: number;
  unit_id?: string;
  unit_name?: string;
  kind: string;
  from_year: number;
  preset: string;
  yearly_hours: number;
  yearly_hours_lead: number;
  reason: string;
  made_by: string;
  made_at?: Timestamp;
  is_sealed: boolean;
}

export interface PolicyPreset extends PolicyValues {
  name: string;
}

/* What counts of this kind: for the unit that was asked for, else for the whole tree. */
export interface PolicyCounting {
  kind: string;
  id: string;
  version: number;
}

export interface PolicyList {
  presets: PolicyPreset[];
  counting: PolicyCounting[];
  policies: PolicyRow[];
}

/* Hours are thousandths of class-hours. */
export interface PolicyTrialRow {
  record_id: string;
  member_id: string;
  name: string;
  unit_name: string;
  title: string;
  hours_before: number;
  hours_after: number;
  state_before: string;
  state_after: string;
  is_exact: boolean;
}

/* Of records of open years; `inexact`: the raw log would have to be read (another speed limit). */
export interface PolicyTrial {
  records: number;
  changed: number;
  more: number;
  less: number;
  states: number;
  members: number;
  inexact: number;
  hours_before: number;
  hours_after: number;
  is_cut: boolean;
  rows: PolicyTrialRow[];
}

/* A unit, or the level of the units in and below it that owe it. */
export interface DutyInput {
  unit_id?: string;
  level_id?: string;
  type_id: string;
  period: 'month' | 'quarter' | 'half' | 'year';
  times: number;
  from?: string;
  until?: string;
}

/* Owed for periods that lie wholly within from ≤ day < until. */
export interface DutyRow {
  id: string;
  unit_id?: string;
  unit_name?: string;
  level_id?: string;
  level_name?: string;
  type_id: string;
  type_name: string;
  period: 'month' | 'quarter' | 'half' | 'year';
  times: number;
  from: string;
  until?: string;
  made_at: Timestamp;
}

/* Without type_id: the type of meetings must be made first. */
export interface DutyPreset {
  name: string;
  type_id?: string;
  type_name: string;
  period: 'month' | 'quarter' | 'half' | 'year';
  times: number;
}

export interface DutyList {
  presets: DutyPreset[];
  duties: DutyRow[];
}

/* from ≤ day < until. */
export interface DutyPeriodRow {
  from: string;
  until: string;
  held: number;
  standing: 'none' | 'done' | 'coming' | 'due' | 'overdue';
}

export interface DutyStatus {
  duty_id: string;
  unit_id: string;
  unit_name: string;
  type_id: string;
  type_name: string;
  period: 'month' | 'quarter' | 'half' | 'year';
  times: number;
  periods: DutyPeriodRow[];
}

/* Of one event, or of days (from ≤ day < until). Without member_id: one's own. */
export interface LeaveInput {
  member_id?: string;
  event_kind?: 'meeting' | 'study';
  event_id?: string;
  from?: string;
  until?: string;
  reason?: string;
}

export interface LeaveRow {
  id: string;
  member_id: string;
  member_name: string;
  event_kind?: string;
  event_id?: string;
  event_title?: string;
  from?: string;
  until?: string;
  has_reason: boolean;
  state: 'asked' | 'granted' | 'refused' | 'withdrawn';
  asked_at: Timestamp;
  decided_at?: Timestamp;
  answer: string;
}

/* A refusal needs an answer. */
export interface LeaveDecision {
  is_granted: boolean;
  answer?: string;
}

export interface LeaveReason {
  reason: string;
}

export interface ObjectionInput {
  text: string;
}

/* `is_mine`: about oneself, or raised by oneself: somebody else must answer. */
export interface ObjectionRow {
  id: string;
  record_id: string;
  member_id: string;
  member_name: string;
  title: string;
  unit_id: string;
  unit_name: string;
  text: string;
  state: 'open' | 'granted' | 'refused' | 'withdrawn';
  raised_at: Timestamp;
  due_at: Timestamp;
  is_overdue: boolean;
  answered_at?: Timestamp;
  answer: string;
  correction_id?: string;
  is_mine: boolean;
}

/* What waits for who asks; `overdue`: of the objections. */
export type RetentionWord =
  | 'viewing_log' | 'viewings' | 'presences' | 'guest_names' | 'reasons' | 'records' | 'ledger_texts' | 'objections'
  | 'record_reads' | 'report_reads' | 'exports' | 'audit';

export interface RetentionClass {
  class: RetentionWord;
  setting?: string; // not there: how long is fixed
  keep_days?: number; // 0: for ever
  why: string;
  how_long: string;
  rows: number; // of the viewing log: days
  bytes?: number;
  oldest_day?: string;
}

export interface RetentionInput {
  class: RetentionWord;
  days: number; // 0: for ever
}

export interface RetentionTrial {
  class: RetentionWord;
  days: number;
  rows: number; // that would go at once
  bytes?: number;
  oldest_day?: string;
  newest_day?: string;
}

export interface QueueCount {
  objections: number;
  overdue: number;
  corrections: number;
  leaves: number;
}

/* What belongs to the kind; the rest is passed over. */
export interface CorrectionInput {
  kind: 'presence' | 'excuse' | 'fault' | 'erase_credit';
  claim?: string;
  place_id?: string;
  viewing_id?: string;
  from?: string;
  until?: string;
  from_ms?: number;
  to_ms?: number;
  reason: string;
}

/* Who came and has no record in a closed register; as a correction of the kind presence. */
export interface LateEntryInput {
  member_id: string;
  claim: string;
  place_id?: string;
  viewing_id?: string;
  from: string;
  until: string;
  reason: string;
}

/* What is granted comes with its correction. */
export interface ObjectionAnswer {
  is_granted: boolean;
  answer: string;
  correction?: CorrectionInput;
}

/* `content` is JSON by kind (docs/attendance.md, "Corrections"); `is_mine`: somebody else must decide. */
export interface CorrectionRow {
  id: string;
  record_id?: string;
  register_id?: string;
  member_id: string;
  member_name: string;
  title?: string;
  unit_id: string;
  kind: 'presence' | 'excuse' | 'fault' | 'erase_credit' | 'carried';
  content: string;
  reason: string;
  asked_by: string;
  asked_at: Timestamp;
  state: 'asked' | 'approved' | 'refused' | 'withdrawn';
  decided_by?: string;
  decided_at?: Timestamp;
  answer: string;
  new_record_id?: string;
  is_mine: boolean;
}

/* Hours are thousandths of class-hours; `began` is a day. */
export interface CarriedRow {
  member_id: string;
  title: string;
  began: string;
  hours: number;
  source: string;
}

/* At most 500 rows. A preview writes nothing. */
export interface CarriedInput {
  rows: CarriedRow[];
  reason: string;
  is_preview?: boolean;
}

/* In the order of the rows; a bad one has its problem and no id. */
export interface CarriedLine {
  member_id: string;
  id?: string;
  problem?: string;
}

export interface CarriedAnswer {
  lines: CarriedLine[];
  n_good: number;
  hours: number;
  is_preview: boolean;
}

/* All or none of them; a refusal needs an answer. */
export interface CorrectionDecision {
  ids: string[];
  is_approved: boolean;
  answer?: string;
}

/* One row a day for each reader, or for each report that he was given; `leaf` is its place in the ledger. `form`, `year`: of a
 * report; `about`: its unit, event or course; absent: all units of its reader. */
export interface RecordReader {
  day: string;
  reader: string;
  times: number;
  leaf: number;
  kind: 'record' | 'year' | 'event' | 'course';
  form?: 'screen' | 'csv' | 'xlsx';
  about?: string;
  year?: number;
}

/* A closed fact: its columns hold nothing that its text in the ledger has not. */
export interface AttendanceRecord {
  id: string;
  register_id?: string;
  kind: 'meeting' | 'study' | 'lesson' | 'carried';
  event_id?: string;
  type_id: string;
  title: string;
  began_at: Timestamp;
  year: number;
  member_id: string;
  name: string;
  unit_id: string;
  unit_name: string;
  group_id: string;
  group_name: string;
  is_expected: boolean;
  policy_id: string;
  policy_version: number;
  live_ms: number;
  replay_ms: number;
  offline_ms: number;
  presence_ms: number;
  required_ms: number;
  covered_ms: number;
  credited_ms: number;
  hours: number; /* thousandths of class-hours */
  state: 'present' | 'late' | 'left_early' | 'partial' | 'absent' | 'excused';
  how: string;
  confidence: 'high' | 'middle' | 'low';
  confidence_reason: 'confirmed' | 'contacts' | 'nothing' | 'offline' | 'paper' | 'unconfirmed' | 'same_minute';
  replaces_id?: string;
  is_newest: boolean;
  closed_at: Timestamp;
  leaf: number;
}

/* Thousandths of class-hours; what is missing is asked until the end of `last_day`. `years`: those with records. */
export interface OwnHours {
  year: number;
  hours: number;
  carried: number;
  asked: number;
  missing: number;
  records: number;
  is_lead: boolean;
  last_day: string;
  years: number[];
}

/* `chain`: all that replace each other, the oldest first. `policy`: that it was made with. */
export interface AttendanceRecordWhole {
  record: AttendanceRecord;
  policy?: PolicyRow;
  chain: AttendanceRecord[];
  readers: RecordReader[];
  proof: { text?: string; receipt?: string };
}

/* Drawn in the order of SHA-256(seed ‖ id) out of `population`; `leaf` of the ledger says so. */
export interface RecordSample {
  seed: string;
  drawn_at: Timestamp;
  population: number;
  leaf: number;
  records: AttendanceRecord[];
}

/* ---- routes ---- */

export interface PolicyRoutes {
  'GET /api/v1/policies': { who: 'administrator|auditor|clerk'; body: null; answer: PolicyList };
  'PUT /api/v1/policies': { who: 'administrator'; body: PolicyInput; answer: PolicyRow };
  'POST /api/v1/policies/dry-run': { who: 'administrator'; body: PolicyInput; answer: PolicyTrial };
  'GET /api/v1/duties': { who: 'administrator|auditor|clerk'; body: null; answer: DutyList };
  'POST /api/v1/duties': { who: 'administrator'; body: DutyInput; answer: DutyRow };
  'DELETE /api/v1/duties/{id}': { who: 'administrator'; body: null; answer: null };
  'GET /api/v1/duties/status': { who: 'administrator|auditor|clerk'; body: null; answer: DutyStatus[] };
  'GET /api/v1/leaves': { who: 'signed_in'; body: null; answer: LeaveRow[] };
  'POST /api/v1/leaves': { who: 'signed_in'; body: LeaveInput; answer: LeaveRow };
  'DELETE /api/v1/leaves/{id}': { who: 'signed_in'; body: null; answer: LeaveRow };
  'POST /api/v1/leaves/{id}/decision': { who: 'administrator|clerk'; body: LeaveDecision; answer: LeaveRow };
  'POST /api/v1/leaves/{id}/reason': { who: 'signed_in'; body: null; answer: LeaveReason };
  'GET /api/v1/objections': { who: 'signed_in'; body: null; answer: ObjectionRow[] };
  'POST /api/v1/records/{id}/objections': { who: 'signed_in'; body: ObjectionInput; answer: ObjectionRow };
  'PATCH /api/v1/objections/{id}': { who: 'administrator|auditor|clerk'; body: ObjectionAnswer; answer: ObjectionRow };
  'DELETE /api/v1/objections/{id}': { who: 'signed_in'; body: null; answer: ObjectionRow };
  'GET /api/v1/retention': { who: 'administrator|auditor'; body: null; answer: RetentionClass[] };
  'POST /api/v1/retention/dry-run': { who: 'administrator|auditor'; body: RetentionInput; answer: RetentionTrial };
  'GET /api/v1/queue': { who: 'administrator|auditor|clerk'; body: null; answer: QueueCount };
  'GET /api/v1/corrections': { who: 'administrator|auditor|clerk'; body: null; answer: CorrectionRow[] };
  'POST /api/v1/records/{id}/corrections': { who: 'administrator|clerk'; body: CorrectionInput; answer: CorrectionRow };
  'POST /api/v1/registers/{id}/corrections': { who: 'administrator|clerk'; body: LateEntryInput; answer: CorrectionRow };
  'POST /api/v1/corrections/carried': { who: 'administrator|clerk'; body: CarriedInput; answer: CarriedAnswer };
  'POST /api/v1/corrections/decision': { who: 'administrator|auditor|clerk'; body: CorrectionDecision; answer: CorrectionRow[] };
  'DELETE /api/v1/corrections/{id}': { who: 'administrator|clerk'; body: null; answer: null };
  'GET /api/v1/records': { who: 'administrator|auditor|clerk'; body: null; answer: AttendanceRecord[] };
  'GET /api/v1/records/sample': { who: 'administrator|auditor|clerk'; body: null; answer: RecordSample };
  'GET /api/v1/registers/{id}/sheet': { who: 'administrator|auditor|clerk'; body: null; answer: null };
  'GET /api/v1/registers/{id}/sample': { who: 'administrator|auditor|clerk'; body: null; answer: RecordSample };
  'GET /api/v1/records/{id}': { who: 'signed_in'; body: null; answer: AttendanceRecordWhole };
  // text/plain, what `tongping verify` reads
  'GET /api/v1/records/{id}/receipt': { who: 'signed_in'; body: null; answer: null };
  'GET /api/v1/me/records/{id}/receipt': { who: 'signed_in'; body: null; answer: null };
  'GET /api/v1/records/{id}/slip': { who: 'signed_in'; body: null; answer: null };
  'GET /api/v1/me/records/{id}/slip': { who: 'signed_in'; body: null; answer: null };
  'GET /api/v1/me/records': { who: 'signed_in'; body: null; answer: AttendanceRecord[] };
  'GET /api/v1/me/hours': { who: 'signed_in'; body: null; answer: OwnHours };
  'GET /api/v1/me/duties': { who: 'signed_in'; body: null; answer: DutyStatus[] };
  'GET /api/v1/me/readers': { who: 'signed_in'; body: null; answer: RecordReader[] };
}
