/* The one place where the pages say what they expect of the server: every API route with its types
 * and every signalling message. Types only, nothing runs. tests/style/check_contract.py holds it
 * against docs/openapi.yaml and the server's tables.
 *
 * Rules that this check relies on: one interface per JSON object; a member is a primitive, a named
 * type, an array of these, or null with one of these; wire words are string unions with a name. */

import type { ActivationRoutes } from './contract/activation.ts';
import type { CourseRoutes } from './contract/courses.ts';
import type { LedgerRoutes } from './contract/ledger.ts';
import type { LessonRoutes } from './contract/lessons.ts';
import type { PolicyRoutes } from './contract/policies.ts';
import type { IndicatorRoutes } from './contract/indicators.ts';
import type { ReportRoutes } from './contract/reports.ts';
import type { StandingRoutes } from './contract/standing.ts';
import type { RoomRoutes } from './contract/room_book.ts';
import type { StudyRoutes } from './contract/studies.ts';
import type { Beat, MeetingRoutes, ViewingRoutes } from './contract/live.ts';
import type { MemberRoutes } from './contract/members.ts';
import type { RegisterRoutes } from './contract/registers.ts';
import type { RightsRoutes } from './contract/rights.ts';
import type {
  CameraDevice,
  CameraEnd,
  CameraState,
  MediaLine,
  MediaWish,
  RoomChat,
  RoomKind,
  RoomKnock,
  RoomPerson,
  RoomRemoval,
  RoomRole,
  RoomSaid,
  RoomScreens,
  RoomSettings,
  RoomSource,
  RoomTurn,
  RoomVote,
  VoteBallot,
  VoteCount,
  VoteMajority,
  VoteQuorum,
} from './contract/rooms.ts';
import type { ScreenRoutes } from './contract/screens.ts';
import type { ImportRoutes } from './contract/sheets.ts';
import type { UnitRoutes } from './contract/units.ts';
import type { JobState, UploadRoutes } from './contract/uploads.ts';

/* ---- words ---- */

export type RoleWord =
  | 'administrator'
  | 'auditor'
  | 'studio'
  | 'editor'
  | 'clerk'
  | 'interpreter'
  | 'member';

/* Of whoever has a seat: an account's roles, or the only one of a paired screen. */
export type SeatRoleWord = RoleWord | 'screen';

export type LocaleTag = 'zh-CN' | 'en';

export type HealthState = 'ok' | 'degraded' | 'failing';

export type ClientKind = 'tv' | 'pc' | 'phone' | 'studio' | 'interpret' | 'admin' | 'wall';

export type PresenceState = 'active' | 'away';

/* The words of base/error.c. */
export type ErrorWord =
  | 'internal'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'timeout'
  | 'conflict'
  | 'stale'
  | 'unguarded'
  | 'unfit'
  | 'too_large'
  | 'unsupported'
  | 'gone'
  | 'checksum'
  | 'no_room'
  | 'rate_limited'
  | 'overloaded'
  | 'unavailable'
  | 'config'
  | 'io'
  | 'corrupt'
  | 'newer';

/* RFC 3339, UTC. */
export type Timestamp = string;

/* ---- API objects ---- */

/* RFC 9457 problem document, application/problem+json. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ErrorWord;
}

export interface Addresses {
  internal?: string;
  public?: string;
}

export interface ServerInfo {
  name: string;
  version: string;
  secure: boolean;
  demo: boolean;
  setup_needed: boolean;
  addresses: Addresses;
  locales: LocaleTag[];
  installation_page: boolean;
}

export interface SetupState {
  needed: boolean;
}

export interface SetupRequest {
  token: string;
  name: string;
  password: string;
  display_name?: string;
}

export interface Account {
  id: string;
  name: string;
  display_name: string;
  roles: RoleWord[];
  locale?: LocaleTag; // absent until chosen
}

export interface SignInRequest {
  name: string;
  password: string;
  device?: string;
  shared?: boolean; // a computer that others use too: ends when nobody uses it for 20 minutes
  keep?: boolean; // who is signed in here stays so, for switching back without a password
}

export interface CurrentSession {
  account: Account;
  session_id?: string; // absent with a bearer token
  expires_at: Timestamp;
  shared: boolean; // the page signs out by itself
}

export interface SessionPatch {
  locale: LocaleTag;
}

export interface SessionRow {
  id: string;
  device: string;
  created_at: Timestamp;
  last_used_at: Timestamp;
  peer: string;
  current: boolean;
}

export interface PasswordChange {
  old_password: string;
  new_password: string;
}

export interface HealthPart {
  name: string;
  state: HealthState;
  detail: string;
}

export interface Health {
  status: HealthState;
  version: string;
  started_at: Timestamp;
  now: Timestamp;
  parts: HealthPart[];
}

export interface TokenRow {
  id: string;
  label: string;
  created_at: Timestamp;
  expires_at: Timestamp;
  last_used_at?: Timestamp;
}

export interface TokenRequest {
  label: string;
  days: number;
}

export interface TokenIssued {
  id: string;
  label: string;
  token: string;
  created_at: Timestamp;
  expires_at: Timestamp;
}

export interface AccountRow {
  id: string;
  name: string;
  display_name: string;
  roles: RoleWord[];
  locale?: LocaleTag;
  locked: boolean;
  created_at: Timestamp;
  updated_at: Timestamp;
  last_sign_in_at?: Timestamp;
}

export interface AccountRequest {
  name: string;
  display_name: string;
  password: string;
  roles: RoleWord[];
  locale?: LocaleTag;
}

export interface AccountPatch {
  display_name?: string;
  roles?: RoleWord[];
  locked?: boolean;
}

export interface NewPassword {
  password: string;
}

/* What was changed; its members differ by action. */
export interface AuditDetail {}

export interface AuditRow {
  id: string;
  at: Timestamp;
  actor_id?: string;
  actor_name: string;
  action: string;
  target?: string;
  peer?: string;
  outcome: string;
  detail?: AuditDetail;
}

/* ---- API routes ---- */

/* `who`: open, signed_in, or the roles that may call. An answer of null is 204 without a body. */
export interface ApiRoutes
  extends ActivationRoutes,
    CourseRoutes,
    ImportRoutes,
    LedgerRoutes,
    LessonRoutes,
    MeetingRoutes,
    MemberRoutes,
    PolicyRoutes,
    IndicatorRoutes,
    ReportRoutes,
    RegisterRoutes,
    RightsRoutes,
    ScreenRoutes,
    StandingRoutes,
    RoomRoutes,
    StudyRoutes,
    UnitRoutes,
    UploadRoutes,
    ViewingRoutes {
  'GET /api/v1/server': { who: 'open'; body: null; answer: ServerInfo };
  'GET /api/v1/setup': { who: 'open'; body: null; answer: SetupState };
  'POST /api/v1/setup': { who: 'open'; body: SetupRequest; answer: CurrentSession };
  'POST /api/v1/session': { who: 'open'; body: SignInRequest; answer: CurrentSession };
  'GET /api/v1/session': { who: 'signed_in'; body: null; answer: CurrentSession };
  'PATCH /api/v1/session': { who: 'signed_in'; body: SessionPatch; answer: CurrentSession };
  'DELETE /api/v1/session': { who: 'signed_in'; body: null; answer: null };
  'GET /api/v1/sessions': { who: 'signed_in'; body: null; answer: SessionRow[] };
  'DELETE /api/v1/sessions/{id}': { who: 'signed_in'; body: null; answer: null };
  'POST /api/v1/password': { who: 'signed_in'; body: PasswordChange; answer: null };
  'GET /api/v1/tokens': { who: 'signed_in'; body: null; answer: TokenRow[] };
  'POST /api/v1/tokens': { who: 'signed_in'; body: TokenRequest; answer: TokenIssued };
  'DELETE /api/v1/tokens/{id}': { who: 'signed_in'; body: null; answer: null };
  'GET /api/v1/accounts': { who: 'administrator'; body: null; answer: AccountRow[] };
  'POST /api/v1/accounts': { who: 'administrator'; body: AccountRequest; answer: AccountRow };
  'GET /api/v1/accounts/{id}': { who: 'administrator'; body: null; answer: AccountRow };
  'PATCH /api/v1/accounts/{id}': { who: 'administrator'; body: AccountPatch; answer: AccountRow };
  'DELETE /api/v1/accounts/{id}': { who: 'administrator'; body: null; answer: null };
  'POST /api/v1/accounts/{id}/password': { who: 'administrator'; body: NewPassword; answer: null };
  'GET /api/v1/audit': { who: 'administrator|auditor'; body: null; answer: AuditRow[] };
  'GET /api/v1/health': { who: 'signed_in'; body: null; answer: Health };
}

export type ApiRoute = keyof ApiRoutes;

/* ---- signalling, subprotocol tongping.v1 ---- */

export interface PresencePerson {
  session: string;
  account: string;
  display_name: string;
  client: ClientKind;
  state: PresenceState;
}

export interface PresenceChange {
  session: string;
  state: PresenceState;
}

export interface SignalingAccount {
  id: string;
  name: string;
  display_name: string;
  roles: (SeatRoleWord | 'guest')[];
}

export type NoticeKind =
  | 'transfer.asked'
  | 'transfer.decided'
  | 'rights.changed'
  | 'screen.changed'
  | 'import.changed'
  | 'export.asked'
  | 'export.decided'
  | 'meeting.soon' // it begins within ten minutes
  | 'meeting.open'
  | 'meeting.changed'
  | 'study.changed' // a study session of the place was opened, steered or ended
  | 'attendance.changed' // a leave, objection or correction: `subject` is the member
  | 'viewing.taken' // `subject` has the person now, of the account's viewings
  | 'register.changed'; // something was entered in an attendance register, for this place

/* client → server: every message has "type"; requests carry "id", answers "re" with that id. */
export interface ClientMessages {
  hello: { id: number; client: ClientKind; locale: LocaleTag; resume?: string };
  ping: { id: number };
  clock: { id: number; t0: number };
  'presence.subscribe': { id: number };
  'presence.unsubscribe': { id: number };
  'presence.set': { id: number; state: PresenceState };
  // `token` of the viewing stands for the sign-in, as in the API
  beat: { id: number; viewing: string; token?: string; beats: Beat[] };
  bye: { id: number };
  'room.enter': { id: number; room: string; take_over?: boolean; link?: string };
  'room.leave': { id: number };
  'room.hand': { id: number; raised: boolean };
  'room.lower': { id: number; session?: string };
  'room.admit': { id: number; session?: string; admitted: boolean };
  'room.mute': { id: number; session?: string; sources: RoomSource[]; held: boolean };
  'room.remove': { id: number; session: string; ban: boolean };
  'room.lock': { id: number; locked: boolean };
  'room.role': { id: number; session: string; role: RoomRole };
  'room.end': { id: number };
  'room.state': { id: number; on: RoomSource[] };
  'room.chat': { id: number; text: string };
  'room.chat_remove': { id: number; message: number };
  'room.settings': { id: number; chat: RoomChat; screens: RoomScreens; lobby: boolean };
  'vote.open': {
    id: number;
    question: string;
    choices: string[];
    secret: boolean;
    majority: VoteMajority;
    quorum: VoteQuorum;
    tellers: string[];
    written: VoteBallot[];
  };
  'vote.cast': { id: number; vote: string; choice: number };
  'vote.tally': { id: number; vote: string; site: string; counts: VoteCount[]; voters: string[] };
  'vote.close': { id: number; vote: string };
  'media.publish': { id: number; sdp: string };
  'media.view': { id: number; sdp: string };
  'media.show': { id: number; peer: string; wishes: MediaWish[] };
  'media.close': { id: number; peer: string };
  'camera.offer': { id: number };
  'camera.take': { id: number; secret: string };
  'camera.state': { id: number; on: CameraDevice[] };
  'camera.end': { id: number; code_only?: boolean };
}

/* server → client */
export interface ServerMessages {
  welcome: {
    re: number;
    session: string;
    resume: string;
    resumed: boolean;
    resume_within_s: number;
    now_us: number;
    account: SignalingAccount;
    ping_every_s: number;
  };
  pong: { re: number };
  clock: { re: number; t0: number; t1: number; t2: number; wall_us: number };
  presence: { re: number; people: PresencePerson[]; total: number };
  'presence.changed': {
    joined: PresencePerson[];
    left: string[];
    changed: PresenceChange[];
    total: number;
  };
  ok: { re: number };
  beat_stored: { re: number; sequence: number; contact: string; is_elsewhere: boolean; credited_ms?: number };
  error: { re?: number; code: ErrorWord; detail: string; retry_after_ms?: number };
  moved: { url: string };
  stopping: Record<never, never>;
  notice: { kind: NoticeKind; subject?: string };
  'job.changed': {
    id: string;
    lesson_id: string;
    state: JobState;
    step: string;
    permille: number;
    left_s?: number;
  };
  room: {
    re?: number; // absent: admitted from the lobby
    room: string;
    kind: RoomKind;
    title: string;
    role: RoomRole;
    locked: boolean;
    settings: RoomSettings;
    people: RoomPerson[];
    lobby?: RoomKnock[];
    said: RoomSaid[];
    votes: RoomVote[];
    turn?: RoomTurn;
  };
  'room.waiting': { re: number; room: string };
  'room.changed': {
    joined: RoomPerson[];
    left: string[];
    changed: RoomPerson[];
    lobby?: RoomKnock[];
    settings?: RoomSettings;
    locked?: boolean;
  };
  'room.said': { said: RoomSaid };
  'room.unsaid': { message: number };
  'room.removed': { room: string; why: RoomRemoval };
  'vote.changed': { vote: RoomVote };
  'media.answer': { re: number; peer: string; sdp: string };
  'media.speakers': { sessions: string[] };
  'media.line': { peer: string; state: MediaLine; bps: number };
  'camera.offered': { re: number; secret: string; valid_s: number };
  camera: {
    re?: number; // absent: something is different now
    room: string;
    title: string;
    display_name: string; // of the set
    away: boolean;
    held: CameraDevice[];
    turn?: RoomTurn;
  };
  'camera.changed': { state: CameraState; waiting: boolean; display_name?: string; on: CameraDevice[] };
  'camera.ended': { why: CameraEnd };
}

export type ClientMessage = {
  [T in keyof ClientMessages]: { type: T } & ClientMessages[T];
}[keyof ClientMessages];

export type ServerMessage = {
  [T in keyof ServerMessages]: { type: T } & ServerMessages[T];
}[keyof ServerMessages];

export type SignalingProtocol = 'tongping.v1';
