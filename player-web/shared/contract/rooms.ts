/* Rooms, votes, and the pictures and sounds in them: the messages of docs/protocol.md. */
import type { ClientKind } from '../contract.ts';

export type RoomKind = 'group' | 'talk' | 'broadcast';
export type RoomRole = 'host' | 'speaker' | 'site' | 'audience';
export type RoomSource = 'microphone' | 'camera' | 'screen';
export type RoomChat = 'everyone' | 'hosts' | 'nobody';
export type RoomScreens = 'one' | 'many';
export type RoomRemoval = 'removed' | 'banned' | 'ended' | 'moved' | 'refused';

export type VoteMajority = 'ballots_half' | 'ballots_two_thirds' | 'expected_half' | 'expected_two_thirds';
export type VoteQuorum = 'none' | 'half' | 'two_thirds' | 'four_fifths';
export type VoteState = 'open' | 'closed';
export type VoteResult = 'passed' | 'not_passed' | 'no_quorum';

export type MediaSource = 'camera' | 'screen';
export type MediaLine = 'full' | 'reduced' | 'low' | 'sound' | 'gone';

/* A telephone that is camera and microphone of a set's seat. */
export type CameraDevice = 'microphone' | 'camera';
export type CameraState = 'none' | 'here' | 'lost';
export type CameraEnd = 'ended' | 'moved' | 'left' | 'over';

export interface RoomSettings {
  chat: RoomChat;
  screens: RoomScreens;
  lobby: boolean;
}

export interface RoomPerson {
  session: string;
  account: string;
  display_name: string;
  client: ClientKind;
  role: RoomRole;
  on: RoomSource[];
  held: RoomSource[];
  hand?: number; // place in the order of raising; absent: down
  hand_at_us?: number;
  away: boolean;
  has_vote: boolean;
  guest?: boolean; // known by nothing but the name that he gives
}

export interface RoomKnock {
  session: string;
  account: string;
  display_name: string;
  client: ClientKind;
  role: RoomRole;
  guest?: boolean;
}

export interface RoomSaid {
  message: number;
  session: string;
  account: string;
  display_name: string;
  text: string;
  at_us: number;
}

export interface VoteBallot {
  account: string;
  choice: number;
}

export interface VoteCount {
  count: number;
}

export interface RoomVote {
  vote: string;
  question: string;
  choices: string[]; // the first one is what is voted on
  secret: boolean;
  majority: VoteMajority;
  quorum: VoteQuorum;
  state: VoteState;
  tellers: string[];
  waiting: string[]; // sites (letters: the vote itself) whose totals two tellers have not entered alike
  expected: number;
  n_voted: number;
  voted: string[];
  result?: VoteResult;
  counts?: VoteCount[];
  ballots?: VoteBallot[];
}

/* As RTCIceServer. */
export interface RoomTurn {
  urls: string[];
  username: string;
  credential: string;
}

export interface MediaWish {
  place: number;
  session: string;
  source: MediaSource;
  max_height_px: number; // 0: nothing
  priority: number;
}
