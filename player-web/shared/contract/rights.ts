/* The contract's part about rights, appointments and oneself. The rules of contract.ts hold here too. */

import type { RoleWord, SeatRoleWord, Timestamp } from '../contract.ts';
import type { MemberDetail } from './members.ts';

export type RightScope = 'open' | 'self' | 'unit' | 'server';

export interface SeenRow {
  at: Timestamp;
  by: string;
  action: string; // word of a right
}

export interface AppointmentRow {
  id: string;
  account_id: string;
  account_name: string;
  display_name: string;
  role: RoleWord;
  unit_id?: string;
  unit_name?: string;
  event_id?: string;
  appointed_by: string; // name
  appointed_at: Timestamp;
}

export interface Me {
  display_name: string;
  roles: RoleWord[]; // those that hold everywhere
  member?: MemberDetail; // absent: nobody of the roster
  appointments: AppointmentRow[];
  seen_by: SeenRow[]; // who looked at the record, newest first
}

export interface RightRow {
  action: string;
  scope: RightScope;
  roles: SeatRoleWord[]; // who has it by any of these
  summary: string;
}

export interface AppointmentRequest {
  account_id?: string; // or member_id, of a member with an account
  member_id?: string;
  role: RoleWord;
  unit_id?: string; // or event_id
  event_id?: string;
}

/* ---- routes ---- */

export interface RightsRoutes {
  'GET /api/v1/me': { who: 'signed_in'; body: null; answer: Me };
  'GET /api/v1/rights': { who: 'signed_in'; body: null; answer: RightRow[] };
  // ?unit= &account=
  'GET /api/v1/appointments': { who: 'administrator|auditor'; body: null; answer: AppointmentRow[] };
  'POST /api/v1/appointments': { who: 'administrator'; body: AppointmentRequest; answer: AppointmentRow };
  'DELETE /api/v1/appointments/{id}': { who: 'administrator'; body: null; answer: null };
}
