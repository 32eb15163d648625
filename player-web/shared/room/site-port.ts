/* Between the television's page of a room and the script that moves its pictures, which only sets of today load. Types
 * alone, and none of later libraries: old sets read the page's side. */
import type { ServerMessage } from '../contract.ts';
import type { MediaLine, MediaSource, MediaWish, RoomPerson, RoomSource } from '../contract/rooms.ts';

export type SiteDevice = 'camera' | 'microphone';
export type SiteProblem = 'refused' | 'none' | 'busy';

export interface SiteTile {
  session: string;
  source: MediaSource;
  isLarge: boolean;
  picture: MediaStream | null; // null: the name's sign
}

export interface SiteView {
  people: RoomPerson[];
  self: string; // own seat
  speakers: string[]; // the loudest first
  heard: string[]; // who spoke last, first
  isGrid: boolean;
  width: number; // of the stage, CSS pixels
  height: number;
}

export interface SiteHost {
  offer(kind: 'publish' | 'view', sdp: string, done: (answer: { peer: string; sdp: string } | null) => void): void;
  close(peer: string): void;
  show(peer: string, wishes: MediaWish[]): void;
  tell(on: RoomSource[]): void; // what is on here has changed
  onChange(): void;
}

export interface SiteMedia {
  start(): void;
  stop(): void; // camera and microphone too
  /* In the room, on this seat: a connection that is not there is tried at once. */
  entered(session: string): void;
  hear(message: ServerMessage): void;
  look(view: SiteView): SiteTile[];
  sounds(): MediaStream[];
  view(): MediaLine | null; // null: none yet
  isUnsent(): boolean; // what is on does not reach the server
  devices(done: (kinds: SiteDevice[]) => void): void; // what this set has
  isOn(kind: SiteDevice): boolean;
  switchOn(kind: SiteDevice, done: (problem: SiteProblem | null) => void): void;
  switchOff(kind: SiteDevice): void;
  ownPicture(): MediaStream | null;
  /* `refused`: the set plays no sound before a key was pressed. */
  attach(element: HTMLMediaElement, stream: MediaStream | null, refused: () => void): void;
}

export type MakeSiteMedia = (host: SiteHost) => SiteMedia;
