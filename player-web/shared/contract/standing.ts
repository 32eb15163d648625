/* What the auditor opens: people of a register with what they have, and where it comes from. */
import type { Timestamp } from '../contract.ts';

/* `media` (ms of the event's media) and `wall` (ms since 1970): 0-5000,7000-9000 or -. */
export interface RecordPiece {
  viewing_id: string;
  opened_at: Timestamp;
  mode?: 'live' | 'recording' | 'lesson' | 'kept'; // not there: the viewing is gone
  is_presence: boolean; // others could see it
  device?: string;
  title?: string;
  screen_name?: string;
  place_name?: string;
  media: string;
  wall: string;
  media_ms: number;
  wall_ms: number;
}

export interface RecordPieces {
  made_at: Timestamp;
  is_cut: boolean;
  pieces: RecordPiece[];
}

/* Of a state `none` there are no figures; before closing there is no record_id. */
export interface PersonStanding {
  member_id: string;
  name: string;
  unit_id: string;
  unit_name: string;
  group_id: string;
  group_name: string;
  is_expected: boolean;
  is_visiting: boolean;
  is_excused: boolean;
  record_id?: string;
  state: 'present' | 'late' | 'left_early' | 'partial' | 'absent' | 'excused' | 'none';
  how?: string;
  confidence?: 'high' | 'middle' | 'low';
  live_ms?: number;
  replay_ms?: number;
  offline_ms?: number;
  presence_ms?: number;
  covered_ms?: number;
  credited_ms?: number;
}

export interface RegisterStanding {
  made_at: Timestamp;
  is_closed: boolean;
  required_ms: number;
  found: number;
  counts: {
    present: number;
    late: number;
    left_early: number;
    partial: number;
    absent: number;
    excused: number;
    none: number;
  };
  people: PersonStanding[];
}

/* ---- routes ---- */

export interface StandingRoutes {
  'GET /api/v1/records/{id}/pieces': { who: 'signed_in'; body: null; answer: RecordPieces };
  'GET /api/v1/registers/{id}/figures': { who: 'administrator|auditor|clerk'; body: null; answer: RegisterStanding };
  'GET /api/v1/registers/{id}/members/{member}/pieces': { who: 'administrator|auditor|clerk'; body: null; answer: RecordPieces };
}
