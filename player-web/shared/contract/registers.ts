/* Attendance registers (签到册): who was expected at an event, who was there. */
import type { Timestamp } from '../contract.ts';

export type RegisterKind = 'meeting' | 'study' | 'lesson';
export type PresenceHow = 'remote' | 'phone' | 'qr' | 'card' | 'pin' | 'paper';
export type PresenceOutcome = 'entered' | 'repeated' | 'already';
export type ConfirmationStep = 'begin' | 'middle' | 'end' | 'late';

export interface Register {
  id: string;
  kind: RegisterKind;
  event_id: string;
  member_id?: string; // of a lesson: who watches it alone
  type_id: string;
  title: string;
  unit_id?: string; // not there: the whole tree
  place_id?: string; // of a study session
  began_at: Timestamp;
  ended_at?: Timestamp; // not there: it goes on
  closes_at?: Timestamp; // until then entries are taken
  closed_at?: Timestamp;
  revision: number;
}

export interface Registers {
  now: Timestamp;
  registers: Register[];
}

export interface RegisterUnit {
  id: string;
  group_id: string; // by which reports group
  name: string;
  group_name: string;
  expected: number; // with the excused
  excused: number;
  present: number; // now; after the event: until its end
  came: number; // ever, the present among them
  besides: number; // of those who came: not expected
}

export interface Presence {
  id: string;
  member_id?: string; // not there: a guest, or said already around it
  name?: string;
  guest_number?: number; // instead of the name of a guest whose time is over
  unit_name?: string;
  place_id?: string;
  place_name?: string;
  viewing_id?: string; // beside whose screen
  from: Timestamp;
  until?: Timestamp; // not there: until the end, or until somebody says that the person left
  how: PresenceHow;
  by: string; // who entered it
  at: Timestamp; // when it was entered
  is_withdrawn?: boolean;
  outcome?: PresenceOutcome;
}

export interface RegisterCount {
  id: string;
  place_id: string;
  place_name?: string;
  heads: number;
  by: string;
  at: Timestamp;
}

export interface RegisterConfirmation {
  id: string;
  place_id?: string; // not there: the whole register
  place_name?: string;
  present: number; // people ticked then
  step: ConfirmationStep;
  by: string;
  at: Timestamp;
}

export interface RegisterPage {
  now: Timestamp;
  register: Register;
  place_id?: string;
  place_name?: string;
  expected: number;
  excused: number;
  present: number;
  came: number;
  besides: number;
  guests: number;
  units: RegisterUnit[];
  counts: RegisterCount[];
  confirmations: RegisterConfirmation[];
  presences: Presence[];
}

export interface RollPerson {
  member_id: string;
  name: string;
  pinyin?: string; // not there: found elsewhere
  initials?: string;
  unit_name?: string; // not there: the place's own unit
  is_expected?: boolean;
  is_visiting?: boolean;
  is_excused?: boolean;
  presence?: Presence; // what counts, the one in this place first
}

export interface RollList {
  now: Timestamp;
  revision: number;
  place_id: string;
  people: RollPerson[];
}

export interface PresenceWish {
  id: string; // UUID made by who enters it
  member_id?: string; // one of both
  guest_name?: string;
  from?: Timestamp; // not there: now
  until?: Timestamp;
}

export interface PresencesWish {
  place_id?: string; // not there: of the screen, or of the study session
  how?: 'phone' | 'paper';
  presences: PresenceWish[];
}

export interface PresencesEntered {
  revision: number;
  presences: Presence[];
}

export interface LeftWish {
  at?: Timestamp;
}

export interface WithdrawWish {
  reason?: string;
}

export interface CardRead {
  id: string;
  place_id?: string;
  number: string;
}

export interface CardWish {
  number: string;
}

export interface CountWish {
  id: string;
  place_id?: string;
  heads: number;
}

export interface ConfirmationWish {
  id: string;
  place_id?: string;
  step: ConfirmationStep;
}

export interface RollCode {
  place_id: string;
  place_name: string;
  code: string;
  url: string; // what the picture says
  qr: string; // path of the picture, SVG
  changes_at: Timestamp;
  good_until: Timestamp;
  now: Timestamp;
}

export interface CodeWish {
  code: string;
  id?: string;
}

export interface CodeEntered {
  title: string;
  presence: Presence;
}

export interface BesideWish {
  name: string;
  password: string;
  id?: string;
}

/* ---- routes ---- */

export interface RegisterRoutes {
  'GET /api/v1/registers': { who: 'administrator|auditor|clerk|screen'; body: null; answer: Registers };
  'GET /api/v1/registers/{id}': { who: 'administrator|auditor|clerk|screen'; body: null; answer: RegisterPage };
  'GET /api/v1/registers/{id}/people': { who: 'administrator|clerk|screen'; body: null; answer: RollList };
  'POST /api/v1/registers/{id}/presences': { who: 'administrator|clerk|screen'; body: PresencesWish; answer: PresencesEntered };
  'POST /api/v1/registers/{id}/presences/{presence}/left': { who: 'administrator|clerk|screen'; body: LeftWish; answer: Presence };
  'POST /api/v1/registers/{id}/presences/{presence}/withdraw': { who: 'administrator|clerk|screen'; body: WithdrawWish; answer: Presence };
  'POST /api/v1/registers/{id}/cards': { who: 'administrator|clerk|screen'; body: CardRead; answer: Presence };
  'POST /api/v1/registers/{id}/counts': { who: 'administrator|clerk|screen'; body: CountWish; answer: RegisterCount };
  'POST /api/v1/registers/{id}/confirmations': { who: 'administrator|clerk|screen'; body: ConfirmationWish; answer: RegisterConfirmation };
  'GET /api/v1/registers/{id}/code': { who: 'administrator|clerk|screen'; body: null; answer: RollCode };
  'POST /api/v1/presences/code': { who: 'signed_in'; body: CodeWish; answer: CodeEntered };
  'POST /api/v1/viewings/{id}/beside': { who: 'signed_in'; body: BesideWish; answer: Presence };
  'DELETE /api/v1/viewings/{id}/beside/{presence}': { who: 'signed_in'; body: null; answer: null };
  'POST /api/v1/members/{id}/cards': { who: 'administrator|clerk'; body: CardWish; answer: null };
  'DELETE /api/v1/members/{id}/cards': { who: 'administrator|clerk'; body: null; answer: null };
}
