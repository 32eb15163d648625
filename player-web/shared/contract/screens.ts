/* The contract's part about screens and their pairing. The rules of contract.ts hold here too. */

import type { Timestamp } from '../contract.ts';

export type ScreenKind = 'tv' | 'pc' | 'kiosk';
export type PairingState = 'pending' | 'paired' | 'denied' | 'expired';

export interface ScreenProbe {
  user_agent: string;
  width: number;
  height: number;
  pixel_ratio: number;
  codecs: string[]; // of: h264 h265 aac opus
  hls: boolean; // native
  mse: boolean;
  webrtc: boolean;
  websocket: boolean;
  clock_off_ms: number; // its clock less the server's
}

export interface PairingRequest {
  kind: ScreenKind;
  probe?: ScreenProbe;
  former?: string; // the token this screen had before, to be told why it ended
}

export type FormerEnd = 'unpaired' | 'copied';

export interface FormerScreen {
  name: string;
  ended: FormerEnd;
}

/* RFC 8628 §3.2; `wait` answers as soon as somebody decided. */
export interface PairingOffer {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  expires_in: number;
  interval: number;
  wait: string;
  qr: string; // picture of verification_uri_complete
  former?: FormerScreen;
}

export interface PairingTokenRequest {
  device_code: string;
}

export interface PairingAnswer {
  state: PairingState;
  token?: string; // with paired
  screen?: OwnScreen;
}

/* What the approver sees of the screen that shows the code. */
export interface PairingRow {
  user_code: string;
  kind: ScreenKind;
  peer: string;
  asked_at: Timestamp;
  expires_at: Timestamp;
  probe?: ScreenProbe;
  former_id?: string; // the screen that this one proved to have been
  former_name?: string;
}

export interface PairingDecision {
  approve: boolean;
  unit_id?: string;
  place_id?: string;
  name?: string;
  replaces?: string; // id of the screen whose place it takes
}

export interface ScreenRow {
  id: string;
  name: string;
  kind: ScreenKind;
  unit_id: string;
  unit_name: string;
  place_id?: string;
  place_name?: string;
  version?: string;
  probe?: ScreenProbe;
  peer?: string;
  online: boolean;
  paired_at: Timestamp;
  last_seen_at?: Timestamp;
  copied_at?: Timestamp; // an outdated secret came back: somebody copied it
}

export interface ScreenPatch {
  name?: string;
  unit_id?: string;
  place_id?: string; // empty: none
}

/* What a screen knows of itself. */
export interface OwnScreen {
  id: string;
  name: string;
  kind: ScreenKind;
  unit_name: string;
  place_name?: string;
  locale?: string;
}

export interface ScreenBeat {
  version: string;
  probe?: ScreenProbe;
}

export interface ScreenBeatAnswer {
  screen: OwnScreen;
  token?: string; // a new one: keep it, the old one ends when it is used
  now: Timestamp;
}

/* ---- routes ---- */

export interface ScreenRoutes {
  'POST /api/v1/pairings': { who: 'open'; body: PairingRequest; answer: PairingOffer };
  'POST /api/v1/pairings/token': { who: 'open'; body: PairingTokenRequest; answer: PairingAnswer };
  'GET /api/v1/pairings/{code}': { who: 'administrator|clerk'; body: null; answer: PairingRow };
  'POST /api/v1/pairings/{code}': { who: 'administrator|clerk'; body: PairingDecision; answer: ScreenRow | null };
  // ?unit=
  'GET /api/v1/screens': { who: 'administrator|auditor|clerk'; body: null; answer: ScreenRow[] };
  'GET /api/v1/screens/{id}': { who: 'administrator|auditor|clerk'; body: null; answer: ScreenRow };
  'PATCH /api/v1/screens/{id}': { who: 'administrator|clerk'; body: ScreenPatch; answer: ScreenRow };
  'DELETE /api/v1/screens/{id}': { who: 'administrator|clerk'; body: null; answer: null };
  'GET /api/v1/screen': { who: 'screen'; body: null; answer: OwnScreen };
  'POST /api/v1/screen/beat': { who: 'screen'; body: ScreenBeat; answer: ScreenBeatAnswer };
  'DELETE /api/v1/screen': { who: 'screen'; body: null; answer: null };
}
