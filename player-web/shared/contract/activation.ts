/* The contract's part about activation and several people on one device. The rules of contract.ts hold here too. */

import type { CurrentSession, Timestamp } from '../contract.ts';

export type ActivationKind = 'activate' | 'reset';

/* Who gets a slip: named members, or all of a unit who have neither account nor open code. */
export interface ActivationsRequest {
  member_ids?: string[];
  unit_id?: string;
  below?: boolean; // with the units below
  again?: boolean; // also those whose code is still open: the old one ends
}

export interface Slip {
  member_id: string;
  name: string;
  unit_name: string;
  kind: ActivationKind;
  code: string;
  link: string;
  expires_at: Timestamp;
}

export interface ActivationCodeRequest {
  code: string;
}

export interface ActivationState {
  kind: ActivationKind;
  member_name: string; // masked: 王*芳
  unit_name: string;
  account_name: string; // own, or a free one that is proposed
  expires_at: Timestamp;
}

export interface ActivationRequest {
  code: string;
  name?: string; // sign-in name; absent: the proposed one
  password: string;
  device?: string;
  shared?: boolean; // as in SignInRequest
  keep?: boolean;
}

/* Somebody who is signed in on the same device and may take over without a password. */
export interface PersonHere {
  session_id: string;
  display_name: string;
  current: boolean;
}

export interface SwitchRequest {
  session_id: string;
}

/* ---- routes ---- */

export interface ActivationRoutes {
  'POST /api/v1/activations': { who: 'administrator|clerk'; body: ActivationsRequest; answer: Slip[] };
  // the same, answered as PDF: the codes are told once
  'POST /api/v1/activations/slips': { who: 'administrator|clerk'; body: ActivationsRequest; answer: null };
  'DELETE /api/v1/members/{id}/activation': { who: 'administrator|clerk'; body: null; answer: null };
  'POST /api/v1/activation/check': { who: 'open'; body: ActivationCodeRequest; answer: ActivationState };
  'POST /api/v1/activation': { who: 'open'; body: ActivationRequest; answer: CurrentSession };
  // of this device, known by its cookies: also after signing out
  'GET /api/v1/session/people': { who: 'open'; body: null; answer: PersonHere[] };
  'POST /api/v1/session/switch': { who: 'open'; body: SwitchRequest; answer: CurrentSession };
}
