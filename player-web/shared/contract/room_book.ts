/* What is kept of group meetings: who came, what was voted, links to it. */
import type { Timestamp } from '../contract.ts';

export interface RoomAttendee {
  member_id?: string; // not there: a screen, a guest, or who is not in the register
  account_id?: string; // for who runs the meeting, of the register, when there is one: votes name people by it
  kind: 'account' | 'screen' | 'guest';
  name: string;
  unit_name: string;
  is_expected: boolean;
  is_excused: boolean;
  is_here: boolean; // in the room now, by an own screen
  has_come: boolean;
  is_ticked: boolean; // by a roll call
}

export interface RoomPeople {
  people: RoomAttendee[];
}

export interface RoomVoteChoice {
  text: string;
  n_ballots: number | null; // null: not counted yet, or never told
  is_passed: boolean;
}

export interface RoomVoteRecord {
  id: string;
  question: string;
  is_secret: boolean;
  is_closed: boolean;
  has_quorum: boolean;
  is_hidden: boolean; // secret, with fewer than five ballots: only passed or not
  quorum: 'none' | 'half' | 'two_thirds' | 'four_fifths';
  majority: 'half_of_expected' | 'half_of_cast' | 'two_thirds_of_expected' | 'two_thirds_of_cast';
  max_choices: number;
  n_expected: number; // with the right to vote
  n_ballots: number;
  opened_at: Timestamp;
  closed_at: Timestamp | null;
  choices: RoomVoteChoice[];
}

export interface RoomVotes {
  votes: RoomVoteRecord[];
}

export type RoomOpens = 'lobby' | 'room';

export interface RoomLink {
  id: string;
  opens: RoomOpens;
  url: string; // secret
  made_at: Timestamp;
  n_banned: number; // guests who came by it and were put out for good; 1 or more: new guests of it wait
}

export interface RoomLinks {
  links: RoomLink[];
}

export interface RoomGuestWish {
  link: string;
  name: string;
}

export interface RoomGuest {
  id: string; // in the place of an account
  meeting_id: string;
  title: string;
  name: string;
  opens: RoomOpens;
  expires_at: Timestamp;
}

export interface RoomLinkWish {
  opens: RoomOpens;
}

/* ---- routes ---- */

export interface RoomRoutes {
  'GET /api/v1/meetings/{id}/people': { who: 'any'; body: null; answer: RoomPeople };
  'GET /api/v1/meetings/{id}/votes': { who: 'any'; body: null; answer: RoomVotes };
  'GET /api/v1/meetings/{id}/links': { who: 'administrator|studio|clerk'; body: null; answer: RoomLinks };
  'POST /api/v1/rooms/{meeting}/guests': { who: 'open'; body: RoomGuestWish; answer: RoomGuest };
  'POST /api/v1/meetings/{id}/links': { who: 'administrator|studio|clerk'; body: RoomLinkWish; answer: RoomLinks };
  'DELETE /api/v1/meetings/{id}/links/{link}': { who: 'administrator|studio|clerk'; body: null; answer: null };
}
