/* The contract's part about members, transfers, exemptions. The rules of contract.ts hold here too. */

import type { Timestamp } from '../contract.ts';
import type { UnitStep } from './units.ts';

/* A day of the county, YYYY-MM-DD. */
export type Day = string;
export type Gender = 'female' | 'male';
export type TransferState = 'asked' | 'accepted' | 'refused' | 'withdrawn';

export interface MemberKind {
  id: string;
  name: string;
  votes: boolean;
  required: boolean;
}

export interface MemberKindsRequest {
  kinds: MemberKind[]; // all of them, in order
}

export interface MemberRow {
  id: string;
  name: string;
  kind_id: string;
  unit_id: string; // home unit
  unit_name: string;
  phone?: string; // masked: 138****1234
  has_account: boolean;
  has_code: boolean; // an activation code is open
  exempt: boolean; // today
  left_at?: Timestamp;
}

export interface MembershipRow {
  id: string;
  unit_id: string;
  unit_name: string;
  home: boolean;
  from: Day;
  until?: Day; // first day on which it no longer holds
}

export interface ExemptionRow {
  id: string;
  unit_id: string;
  unit_name: string;
  from: Day;
  until: Day; // first day on which it no longer holds
  has_reason: boolean;
  revoked_at?: Timestamp;
}

export interface TransferRow {
  id: string;
  member_id: string;
  member_name: string;
  from_unit: UnitStep;
  to_unit: UnitStep;
  from: Day;
  state: TransferState;
  asked_by: string; // name
  asked_at: Timestamp;
  decided_at?: Timestamp;
  reason?: string;
  mine_to_decide: boolean;
}

export interface MemberDetail {
  id: string;
  name: string;
  kind_id: string;
  gender?: Gender;
  locale?: string; // language of the person, BCP 47
  phone?: string; // masked
  identity_number?: string; // masked
  external_id?: string;
  account_name?: string;
  last_sign_in_at?: Timestamp;
  has_code: boolean;
  memberships: MembershipRow[]; // newest first
  exemptions: ExemptionRow[];
  transfers: TransferRow[];
  created_at: Timestamp;
  left_at?: Timestamp;
}

export interface MemberRequest {
  name: string;
  unit_id: string;
  kind_id?: string; // absent: full
  gender?: Gender;
  locale?: string;
  phone?: string;
  identity_number?: string;
  external_id?: string;
  from?: Day; // absent: today
}

/* Empty text takes it away. */
export interface MemberPatch {
  name?: string;
  kind_id?: string;
  gender?: string;
  locale?: string;
  phone?: string;
  identity_number?: string;
}

export interface MemberNumbers {
  phone?: string;
  identity_number?: string;
}

export interface MembershipRequest {
  unit_id: string;
  from?: Day;
}

export interface TransferRequest {
  unit_id: string;
  from?: Day;
}

/* A unit to send a member to. */
export interface TransferTarget {
  id: string;
  path: string[]; // names from the root to the unit itself
}

export interface TransferDecision {
  accept: boolean;
  reason?: string;
}

export interface ExemptionRequest {
  from: Day;
  until: Day;
  reason?: string;
}

export interface ExemptionReason {
  reason: string;
}

/* ---- routes ---- */

export interface MemberRoutes {
  'GET /api/v1/member-kinds': { who: 'signed_in'; body: null; answer: MemberKind[] };
  'PUT /api/v1/member-kinds': { who: 'administrator'; body: MemberKindsRequest; answer: MemberKind[] };
  // ?unit= &below=1 &query= &kind= &left=1 (those who left, instead) &after= &limit=
  'GET /api/v1/members': { who: 'administrator|auditor|clerk'; body: null; answer: MemberRow[] };
  'POST /api/v1/members': { who: 'administrator|clerk'; body: MemberRequest; answer: MemberDetail };
  'GET /api/v1/members/{id}': { who: 'administrator|auditor|clerk'; body: null; answer: MemberDetail };
  'PATCH /api/v1/members/{id}': { who: 'administrator|clerk'; body: MemberPatch; answer: MemberDetail };
  'DELETE /api/v1/members/{id}': { who: 'administrator|clerk'; body: null; answer: null };
  'POST /api/v1/members/{id}/numbers': { who: 'administrator|clerk'; body: null; answer: MemberNumbers };
  'POST /api/v1/members/{id}/memberships': { who: 'administrator|clerk'; body: MembershipRequest; answer: MemberDetail };
  'DELETE /api/v1/members/{id}/memberships/{membership}': { who: 'administrator|clerk'; body: null; answer: null };
  'POST /api/v1/members/{id}/transfers': { who: 'administrator|clerk'; body: TransferRequest; answer: TransferRow };
  'POST /api/v1/members/{id}/exemptions': { who: 'administrator|clerk'; body: ExemptionRequest; answer: ExemptionRow };
  // ?state=
  'GET /api/v1/transfers': { who: 'administrator|auditor|clerk'; body: null; answer: TransferRow[] };
  // ?query= part of the name, two characters or more; at most 20, of the whole tree
  'GET /api/v1/transfer-targets': { who: 'administrator|clerk'; body: null; answer: TransferTarget[] };
  'POST /api/v1/transfers/{id}/decision': { who: 'administrator|clerk'; body: TransferDecision; answer: TransferRow };
  'DELETE /api/v1/transfers/{id}': { who: 'administrator|clerk'; body: null; answer: null };
  'POST /api/v1/exemptions/{id}/reason': { who: 'administrator|clerk'; body: null; answer: ExemptionReason };
  'DELETE /api/v1/exemptions/{id}': { who: 'administrator|clerk'; body: null; answer: null };
}
