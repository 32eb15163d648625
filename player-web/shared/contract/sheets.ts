/* The contract's part about import, export and synchronisation of the roster. The rules of contract.ts hold here too. */

import type { Timestamp } from '../contract.ts';
import type { Day, Gender } from './members.ts';

export type SheetFormat = 'csv' | 'xlsx';
export type ImportKind = 'units' | 'members';
export type ImportState = 'reading' | 'ready' | 'applying' | 'done' | 'failed';
export type RowOutcome = 'new' | 'changed' | 'same' | 'wrong' | 'skipped';
export type ExportState = 'waiting' | 'ready' | 'refused' | 'taken' | 'expired';
export type ChangeKind = 'unit' | 'member';
export type SyncOutcome = 'created' | 'changed' | 'same' | 'wrong';

export interface ImportColumn {
  header: string;
  field?: string; // word of ImportField; absent: not taken
  samples: string[]; // masked where they are numbers of people
}

/* What a column may hold. */
export interface ImportField {
  field: string;
  name: string; // what it is usually called: 姓名
  required: boolean;
}

export interface ImportCounts {
  rows: number;
  created: number;
  changed: number;
  same: number;
  wrong: number;
  skipped: number;
}

export interface Import {
  id: string;
  kind: ImportKind;
  file_name: string;
  state: ImportState;
  detail?: string; // what is wrong with the file as a whole
  sheets: string[]; // names; one for CSV
  sheet: number;
  header_row: number; // counted from 1
  unit_id?: string; // where paths of names begin
  columns: ImportColumn[];
  fields: ImportField[];
  counts: ImportCounts;
  progress: number; // 0 to 100
  expires_at: Timestamp;
}

export interface ImportPatch {
  sheet?: number;
  header_row?: number;
  unit_id?: string;
  columns?: string[]; // field of each column in order; empty: not taken
}

export interface ImportRow {
  row: number; // as the spreadsheet counts, from 1
  outcome: RowOutcome;
  name: string;
  unit: string; // path of names
  problems: string[]; // one sentence each
}

export type ExportKind = ImportKind | 'report';

export interface ExportRow {
  id: string;
  kind: ExportKind;
  report?: string; // of that kind: its name and what it was asked with, as in a URL
  unit_id?: string;
  unit_name?: string;
  format: SheetFormat;
  with_numbers: boolean;
  rows: number;
  reason?: string;
  state: ExportState;
  asked_by: string;
  asked_at: Timestamp;
  decided_by?: string;
  mine: boolean; // the asker's own: somebody else must allow it
  expires_at: Timestamp;
}

export interface ExportRequest {
  kind: ExportKind;
  report?: string;
  unit_id?: string;
  format: SheetFormat;
  with_numbers: boolean;
  reason?: string;
}

export interface ExportDecision {
  allow: boolean;
}

export interface SyncUnit {
  external_id: string;
  parent_external_id?: string; // absent: a root
  name: string;
  code?: string;
  closed?: boolean;
}

export interface SyncUnitsRequest {
  units: SyncUnit[];
}

export interface SyncMember {
  external_id: string;
  name: string;
  unit_external_id: string;
  kind_id?: string;
  gender?: Gender;
  phone?: string;
  identity_number?: string;
  from?: Day;
  left?: boolean;
}

export interface SyncMembersRequest {
  members: SyncMember[];
}

export interface SyncResult {
  external_id: string;
  outcome: SyncOutcome;
  id?: string;
  detail?: string;
}

export interface RosterChange {
  change: number;
  kind: ChangeKind;
  id: string;
  external_id?: string;
  name: string;
  unit_id?: string; // parent of a unit, home of a member
  member_kind?: string;
  ended: boolean;
}

export interface RosterChanges {
  changes: RosterChange[];
  next: number; // ask again with after=next
  more: boolean;
}

/* ---- routes ---- */

export interface ImportRoutes {
  // ?kind= &name=; the body is the file itself
  'POST /api/v1/imports': { who: 'administrator'; body: null; answer: Import };
  'GET /api/v1/imports/{id}': { who: 'administrator'; body: null; answer: Import };
  'PATCH /api/v1/imports/{id}': { who: 'administrator'; body: ImportPatch; answer: Import };
  'DELETE /api/v1/imports/{id}': { who: 'administrator'; body: null; answer: null };
  // ?outcome= &after=ROW &limit=
  'GET /api/v1/imports/{id}/rows': { who: 'administrator'; body: null; answer: ImportRow[] };
  'POST /api/v1/imports/{id}/apply': { who: 'administrator'; body: null; answer: Import };
  // ?format=; answers the file
  'GET /api/v1/imports/{id}/report': { who: 'administrator'; body: null; answer: null };
  'POST /api/v1/roster/units': { who: 'administrator'; body: SyncUnitsRequest; answer: SyncResult[] };
  'POST /api/v1/roster/members': { who: 'administrator'; body: SyncMembersRequest; answer: SyncResult[] };
  // ?after= &limit=
  'GET /api/v1/roster/changes': { who: 'administrator'; body: null; answer: RosterChanges };
  'GET /api/v1/exports': { who: 'administrator|auditor|clerk'; body: null; answer: ExportRow[] };
  'POST /api/v1/exports': { who: 'administrator|auditor|clerk'; body: ExportRequest; answer: ExportRow };
  'POST /api/v1/exports/{id}/decision': { who: 'administrator|auditor'; body: ExportDecision; answer: ExportRow };
  // answers the file
  'GET /api/v1/exports/{id}/file': { who: 'administrator|auditor|clerk'; body: null; answer: null };
}
