/* The contract's part about meetings, their way through the studio, recordings and viewings. The rules of
 * contract.ts hold here too. */

import type { Timestamp } from '../contract.ts';

/* scheduled → rehearsal (seen by the studio only) → open (people come in, the slate runs) → live →
 * ended (may be undone for ten minutes) → ready (for the operator) → published. */
export type MeetingState =
  | 'scheduled'
  | 'rehearsal'
  | 'open'
  | 'live'
  | 'ended'
  | 'ready'
  | 'published'
  | 'cancelled';

export type MeetingStep =
  | 'rehearse'
  | 'open'
  | 'go_live'
  | 'end'
  | 'undo_end'
  | 'make_ready'
  | 'publish'
  | 'unpublish'
  | 'cancel';

/* A studio before an audience; people among themselves; two people. The latter two have a room and no programme. */
export type MeetingKind = 'broadcast' | 'group' | 'talk';
export type TalkPart = 'host' | 'party' | 'note_taker' | 'interpreter' | 'supervisor';
export type MeetingVisibility = 'public' | 'signed_in' | 'invited';
export type RepeatWord = 'none' | 'daily' | 'weekly' | 'monthly';
export type InputKind = 'push' | 'rtsp' | 'udp' | 'file' | 'test';
export type InputState = 'off' | 'connecting' | 'live' | 'silent' | 'lost' | 'refused';
export type SiteState = 'offline' | 'online' | 'watching' | 'confirmed';

export interface MeetingType {
  id: string;
  name: string;
  is_builtin: boolean;
}

export interface MeetingTypeWish {
  name: string;
}

export interface MeetingTypes {
  types: MeetingType[];
}

export interface MeetingLanguage {
  tag: string; // BCP 47
  is_floor: boolean; // the language of the room; exactly one
  offset_ms: number; // its sound is delayed by so much
}

export interface AgendaItem {
  id: string;
  title: string;
  minutes: number;
  started_at_ms: number | null; // media time; null: not begun
}

export interface AgendaWish {
  title: string;
  minutes: number;
}

export interface InvitedUnit {
  id: string;
  name: string;
}

export interface MeetingRow {
  id: string;
  title: string;
  type_id: string;
  type_name: string;
  unit_id: string;
  unit_name: string;
  kind: MeetingKind;
  state: MeetingState;
  visibility: MeetingVisibility;
  starts_at: Timestamp;
  ends_at: Timestamp; // as planned
  languages: MeetingLanguage[];
  is_on_air: boolean; // there is something to see: open or live, for the studio rehearsal too
  has_recording: boolean; // that the reader may watch
  may_download: boolean; // and take home: base_url of a viewing, then download.mp4
  kept_until: Timestamp | null; // the recording, for who runs the meeting; null: for ever
}

export interface MeetingList {
  meetings: MeetingRow[];
  next?: string; // cursor
}

/* What a person or screen can watch now, then what comes next. No sign-in needed: without one only what is public. */
export interface NowList {
  on_air: MeetingRow[];
  upcoming: MeetingRow[];
  recordings: MeetingRow[];
  rooms: MeetingRow[]; // group meetings that are open and expect the reader
}

export interface Meeting {
  id: string;
  title: string;
  note: string;
  type_id: string;
  type_name: string;
  unit_id: string;
  unit_name: string;
  kind: MeetingKind;
  state: MeetingState;
  visibility: MeetingVisibility;
  starts_at: Timestamp;
  ends_at: Timestamp;
  time_zone: string; // IANA
  repeat: RepeatWord;
  repeat_until: Timestamp | null;
  series_id: string | null;
  languages: MeetingLanguage[];
  agenda: AgendaItem[];
  units: InvitedUnit[]; // with all units below them
  is_recorded: boolean;
  publishes_itself: boolean; // ready → published without a review
  is_endless: boolean; // the demonstration: its end is final, and the next one begins with it
  is_slate: boolean; // everybody sees the slate by the operator's order
  live_at: Timestamp | null;
  ended_at: Timestamp | null;
  undo_until: Timestamp | null; // while "ended" may be undone
  recording_removed_at: Timestamp | null; // when the retention rule removed it
  steps: MeetingStep[]; // what the reader may do now
  revision: number; // If-Match of PATCH, as "N"
}

export interface TalkWish {
  person_id: string; // an account, or a member who has one
  part: TalkPart; // but host, who is who calls
}

export interface MeetingWish {
  title: string;
  note?: string;
  type_id: string;
  unit_id: string;
  kind?: MeetingKind; // absent: broadcast
  visibility: MeetingVisibility;
  starts_at: Timestamp;
  ends_at: Timestamp;
  time_zone?: string;
  repeat?: RepeatWord;
  repeat_until?: Timestamp;
  languages: MeetingLanguage[];
  agenda?: AgendaWish[];
  unit_ids?: string[];
  parties?: TalkWish[]; // of a talk alone
  is_recorded?: boolean;
  publishes_itself?: boolean;
}

export interface MeetingChange {
  title?: string;
  note?: string;
  type_id?: string;
  visibility?: MeetingVisibility;
  starts_at?: Timestamp;
  ends_at?: Timestamp;
  languages?: MeetingLanguage[];
  agenda?: AgendaWish[];
  unit_ids?: string[];
  is_recorded?: boolean;
  publishes_itself?: boolean;
}

export interface StepWish {
  step: MeetingStep;
}

export interface SlateWish {
  is_slate: boolean;
}

/* ---- inputs ---- */

/* `key`, `rtmp_url`, `srt_url` only for the studio. A push input takes RTMP and SRT. */
export interface MeetingInput {
  id: string;
  kind: InputKind;
  name: string;
  language: string; // "": picture and floor; else sound only
  uri: string; // "" for push and test
  priority: number;
  key: string; // "" unless push
  passphrase: string; // SRT; "": none
  rtmp_url: string; // without the key; "" when RTMP is off
  srt_url: string; // complete; "" when SRT is off
}

export interface MeetingInputs {
  inputs: MeetingInput[];
}

export interface InputWish {
  kind: InputKind;
  name: string;
  language?: string;
  uri?: string;
  priority?: number;
  has_passphrase?: boolean;
}

/* ---- health: what the studio looks at each second ---- */

export interface InputHealth {
  input_id: string;
  state: InputState;
  peer: string;
  encoder: string;
  video_codec: string;
  audio_codec: string;
  width: number;
  height: number;
  frame_rate: number;
  is_interlaced: boolean;
  bit_rate: number;
  dropped_frames: number;
  av_offset_ms: number;
  key_frame_age_ms: number;
  has_spare: boolean;
  rtt_ms: number;
  lost_packets: number;
  message: string; // English; "" when all is well
}

export interface LevelHealth {
  language: string;
  momentary_lufs: number; // -100: silence
  short_term_lufs: number;
  peak_dbfs: number;
}

export interface RungHealth {
  name: string;
  height: number;
  bit_rate: number;
  is_active: boolean;
  dropped_frames: number; // in the last second
}

export interface RefusedPublisher {
  at: Timestamp;
  peer: string;
  reason: string;
}

export interface MeetingHealth {
  is_running: boolean;
  restarts: number; // of the programme
  media_ms: number; // announced so far
  inputs: InputHealth[];
  levels: LevelHealth[];
  rungs: RungHealth[];
  refused: RefusedPublisher[];
  viewers: number; // viewings with a sign of life in the last half minute
  recorded_bytes: number;
  free_bytes: number;
  is_recording_stopped: boolean; // no room on the disk; the meeting goes on
}

/* ---- sites ---- */

export interface MeetingSite {
  place_id: string;
  place_name: string;
  unit_name: string;
  state: SiteState;
  clerk_name: string;
  clerk_phone: string; // masked unless the reader may see numbers
  confirmed_at: Timestamp | null;
  confirmed_by: string;
}

export interface MeetingSites {
  sites: MeetingSite[];
  offline: number;
  online: number;
  watching: number;
  confirmed: number;
}

/* A screen confirms for its own place and gives no place_id. */
export interface SiteConfirmation {
  place_id?: string;
  sees_picture: boolean;
  hears_sound: boolean;
}

/* ---- recording ---- */

export interface RecordingCut {
  id: string;
  from_ms: number;
  to_ms: number;
}

export interface CutWish {
  from_ms: number;
  to_ms: number;
}

export interface MeetingRecording {
  meeting_id: string;
  state: MeetingState;
  duration_ms: number;
  bytes: number;
  trim_from_ms: number;
  trim_to_ms: number;
  cuts: RecordingCut[]; // withdrawn: neither live nor later to be seen
  is_playable: boolean;
  allows_download: boolean; // once it is published, for whoever may watch it
  is_kept: boolean; // for ever, whatever the rule says
  kept_until: Timestamp | null; // null: for ever
  removed_at: Timestamp | null; // by the rule
  mp4_url: string; // for the operator; "" unless it is playable
}

export interface RecordingChange {
  trim_from_ms?: number;
  trim_to_ms?: number;
  allows_download?: boolean;
  is_kept?: boolean;
}

/* ---- viewings ---- */

/* Of a meeting or of a lesson. */
export interface ViewingWish {
  meeting_id?: string;
  lesson_id?: string; // id or alias
  device?: string; // what the player says of itself, at most 120 characters
  study_id?: string; // study session that a screen shows: it goes on where its screens left the lesson
  mode?: 'played' | 'kept'; // kept: downloaded, to be watched without a line
}

/* URLs are paths on this server; all of them carry the viewing's token. */
export interface Viewing {
  id: string;
  meeting_id?: string; // also of a lesson that is a recording: it plays through /live/{meeting}/
  lesson_id?: string;
  expires_at: Timestamp;
  is_live: boolean; // false: the recording, or a lesson
  live_url: string; // low latency; of a lesson its master.m3u8, as phone_url
  phone_url: string; // parts of a second
  tv_urls: TvUrl[]; // HLS version 3, picture and one language together
  base_url: string;
  resume_ms: number; // where this person left off; 0: at the beginning, or live
  starts_wall_us: number; // wall clock of media time 0; 0: not known, or a lesson
  beat_every_ms: number;
  contact: string; // opaque; see Beat
}

export interface TvUrl {
  language: string;
  url: string;
}

/* Absolute media time, half-open. */
export interface SeenInterval {
  from_ms: number;
  to_ms: number;
}

export type BeatState = 'playing' | 'paused' | 'waiting' | 'hidden' | 'ended';

/* Keyed (viewing, sequence): sending again is harmless. */
export interface Beat {
  sequence: number; // from 1
  state: BeatState;
  position_ms: number;
  rate: number;
  language: string;
  latency_ms: number; // -1: not live
  seen: SeenInterval[]; // since the last beat
  is_final: boolean;
  contact?: string; // of the newest answer that was there when the beat before was made
  since_ms?: number; // from its reception to the making of this beat, by a monotonic clock
}

export interface Beats {
  beats: Beat[]; // at most 60: those that could not be sent come later
  token?: string; // of the viewing, stands for the sign-in
}

export interface BeatsAnswer {
  sequence: number; // the highest that is safely stored
  contact: string; // for the beats to come
  is_elsewhere: boolean; // another viewing of the account has the person: this one counts nothing meanwhile
  credited_ms?: number; // of its event so far, an estimate; absent: not known
}

export interface TakeWish {
  token?: string; // as of Beats
}

/* ---- calendar, invitation ---- */

export interface CalendarLink {
  url: string; // secret: whoever has it sees the calendar
}

export interface Invitation {
  text: string; // to paste elsewhere, in the language of the request
  url: string;
}

/* ---- routes ---- */

export interface MeetingRoutes {
  'GET /api/v1/meeting-types': { who: 'any'; body: null; answer: MeetingTypes };
  'POST /api/v1/meeting-types': { who: 'administrator'; body: MeetingTypeWish; answer: MeetingType };
  // ?from=&to= (RFC 3339) ?state= ?unit= ?cursor=
  'GET /api/v1/meetings': { who: 'any'; body: null; answer: MeetingList };
  'GET /api/v1/now': { who: 'open'; body: null; answer: NowList };
  'POST /api/v1/meetings': { who: 'administrator|studio|clerk'; body: MeetingWish; answer: Meeting };
  'GET /api/v1/meetings/{id}': { who: 'any'; body: null; answer: Meeting };
  'PATCH /api/v1/meetings/{id}': { who: 'administrator|studio|clerk'; body: MeetingChange; answer: Meeting };
  'DELETE /api/v1/meetings/{id}': { who: 'administrator|studio|clerk'; body: null; answer: null };
  'POST /api/v1/meetings/{id}/steps': { who: 'administrator|studio|clerk'; body: StepWish; answer: Meeting };
  'POST /api/v1/meetings/{id}/slate': { who: 'administrator|studio'; body: SlateWish; answer: Meeting };
  'POST /api/v1/meetings/{id}/agenda/{item}': { who: 'administrator|studio|clerk'; body: null; answer: Meeting }; // begins now
  'GET /api/v1/meetings/{id}/inputs': { who: 'administrator|studio'; body: null; answer: MeetingInputs };
  'POST /api/v1/meetings/{id}/inputs': { who: 'administrator|studio'; body: InputWish; answer: MeetingInput };
  'POST /api/v1/meetings/{id}/inputs/{input}/key': { who: 'administrator|studio'; body: null; answer: MeetingInput };
  'DELETE /api/v1/meetings/{id}/inputs/{input}': { who: 'administrator|studio'; body: null; answer: null };
  'GET /api/v1/meetings/{id}/invitation': { who: 'administrator|studio|clerk'; body: null; answer: Invitation };
  'GET /api/v1/calendar': { who: 'signed_in'; body: null; answer: CalendarLink };
  'POST /api/v1/calendar': { who: 'signed_in'; body: null; answer: CalendarLink }; // a new address, the old one ends
  // text/calendar; the file's name is the secret
  'GET /api/v1/calendar/{secret}': { who: 'open'; body: null; answer: null };
}

/* See /check: 1 good, 2 bad, 0 not there; server, live line, speed - UDP, TCP, TURN - camera, microphone, loudspeaker. */
export interface LineCheckResult {
  code: string;
  down_kbps: number;
  up_kbps: number;
}

export interface ViewingRoutes {
  'GET /api/v1/meetings/{id}/health': { who: 'administrator|studio'; body: null; answer: MeetingHealth };
  'GET /api/v1/meetings/{id}/sites': { who: 'administrator|studio'; body: null; answer: MeetingSites };
  'POST /api/v1/meetings/{id}/sites/confirm': { who: 'clerk|screen'; body: SiteConfirmation; answer: null };
  'GET /api/v1/meetings/{id}/recording': { who: 'administrator|studio'; body: null; answer: MeetingRecording };
  'PATCH /api/v1/meetings/{id}/recording': { who: 'administrator|studio'; body: RecordingChange; answer: MeetingRecording };
  'POST /api/v1/meetings/{id}/recording/cuts': { who: 'administrator|studio'; body: CutWish; answer: MeetingRecording };
  'DELETE /api/v1/meetings/{id}/recording/cuts/{cut}': { who: 'administrator|studio'; body: null; answer: MeetingRecording };
  'POST /api/v1/viewings': { who: 'open'; body: ViewingWish; answer: Viewing };
  // also as text/plain for navigator.sendBeacon; the token may be in the query, too
  'POST /api/v1/viewings/{id}/beats': { who: 'open'; body: Beats; answer: BeatsAnswer };
  'POST /api/v1/viewings/{id}/take': { who: 'open'; body: TakeWish; answer: BeatsAnswer };
  // RFC 9725 and draft-ietf-wish-whep: bodies are application/sdp, Location leads to what DELETE ends
  'OPTIONS /whip/{meeting}': { who: 'open'; body: null; answer: null };
  'POST /whip/{meeting}': { who: 'administrator|studio'; body: null; answer: null };
  'OPTIONS /whip/{meeting}/{id}': { who: 'open'; body: null; answer: null };
  'PATCH /whip/{meeting}/{id}': { who: 'administrator|studio'; body: null; answer: null };
  'DELETE /whip/{meeting}/{id}': { who: 'administrator|studio'; body: null; answer: null };
  'OPTIONS /whep/{meeting}': { who: 'open'; body: null; answer: null };
  'GET /whep/{meeting}': { who: 'open'; body: null; answer: null };
  'POST /whep/{meeting}': { who: 'any'; body: null; answer: null };
  'OPTIONS /whep/{meeting}/{id}': { who: 'open'; body: null; answer: null };
  'PATCH /whep/{meeting}/{id}': { who: 'any'; body: null; answer: null };
  'DELETE /whep/{meeting}/{id}': { who: 'any'; body: null; answer: null };
  // bytes, bytes and an offer
  'GET /api/v1/line-check': { who: 'any'; body: null; answer: null };
  'POST /api/v1/line-check': { who: 'any'; body: null; answer: null };
  'POST /api/v1/line-check/peer': { who: 'any'; body: null; answer: null };
  'POST /api/v1/line-check/result': { who: 'any'; body: LineCheckResult; answer: null };
}
