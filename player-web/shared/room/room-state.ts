/* What a page knows of its room, out of the messages of docs/protocol.md. Pure. */
import type { ServerMessage, ServerMessages } from '../contract.ts';
import type {
  RoomKind, RoomKnock, RoomPerson, RoomRemoval, RoomRole, RoomSaid, RoomSettings, RoomTurn, RoomVote,
} from '../contract/rooms.ts';

export interface RoomNow {
  room: string;
  kind: RoomKind;
  title: string;
  role: RoomRole; // own, as told on entering; later roles stand at the own place
  locked: boolean;
  settings: RoomSettings;
  people: readonly RoomPerson[]; // in the order they came
  lobby: readonly RoomKnock[];
  said: readonly RoomSaid[]; // the oldest first
  votes: readonly RoomVote[]; // the newest last
  turn: RoomTurn | null; // for connections that are opened from now on
  speakers: readonly string[]; // sessions, the loudest first
  heard: readonly string[]; // sessions, who spoke last first
}

export type RoomPhase =
  | { kind: 'outside' }
  | { kind: 'waiting' }
  | { kind: 'inside'; now: RoomNow }
  | { kind: 'over'; why: RoomRemoval };

/* As many as the server shows who enters. */
const SAID_MAX = 40;
const VOTES_MAX = 3;
const HEARD_MAX = 16;

/* Each entry replaces one of the same session, in its place. */
function withPeople(people: readonly RoomPerson[], changed: readonly RoomPerson[]): readonly RoomPerson[] {
  const bySession = new Map(people.map((person) => [person.session, person]));
  for (const person of changed) bySession.set(person.session, person);
  return [...bySession.values()];
}

function entered(message: ServerMessages['room'], before: RoomPhase): RoomNow {
  const { room, kind, title, role, locked, settings, people, said, votes } = message;
  const isBack = before.kind === 'inside' && before.now.room === room;
  return {
    room, kind, title, role, locked, settings, people, said, votes,
    lobby: message.lobby ?? [],
    turn: message.turn ?? null,
    speakers: [],
    heard: isBack ? before.now.heard : [],
  };
}

function changed(now: RoomNow, message: ServerMessages['room.changed']): RoomNow {
  const left = new Set(message.left);
  const stayed = now.people.filter(({ session }) => !left.has(session));
  return {
    ...now,
    people: withPeople(stayed, [...message.joined, ...message.changed]),
    lobby: message.lobby ?? now.lobby,
    settings: message.settings ?? now.settings,
    locked: message.locked ?? now.locked,
    speakers: now.speakers.filter((session) => !left.has(session)),
    heard: now.heard.filter((session) => !left.has(session)),
  };
}

/* A vote keeps its place; a new one is the newest. */
function withVote(votes: readonly RoomVote[], vote: RoomVote): readonly RoomVote[] {
  const isKnown = votes.some((one) => one.vote === vote.vote);
  return isKnown ? votes.map((one) => (one.vote === vote.vote ? vote : one)) : [...votes, vote].slice(-VOTES_MAX);
}

function inside(now: RoomNow, message: ServerMessage): RoomNow {
  switch (message.type) {
    case 'room.changed':
      return changed(now, message);
    case 'room.said':
      if (now.said.some((one) => one.message === message.said.message)) return now;
      return { ...now, said: [...now.said, message.said].slice(-SAID_MAX) };
    case 'room.unsaid':
      return { ...now, said: now.said.filter((one) => one.message !== message.message) };
    case 'vote.changed':
      return { ...now, votes: withVote(now.votes, message.vote) };
    case 'media.speakers':
      return { ...now, speakers: message.sessions, heard: heardWith(now.heard, message.sessions) };
    default:
      return now;
  }
}

function heardWith(heard: readonly string[], sessions: readonly string[]): readonly string[] {
  return [...new Set([...sessions, ...heard])].slice(0, HEARD_MAX);
}

/* The phase after a message; messages of other rooms and of other things change nothing. */
export function nextPhase(phase: RoomPhase, message: ServerMessage, room: string): RoomPhase {
  if (message.type === 'room') return message.room === room ? { kind: 'inside', now: entered(message, phase) } : phase;
  if (message.type === 'room.waiting') return message.room === room ? { kind: 'waiting' } : phase;
  if (message.type === 'room.removed') return message.room === room ? { kind: 'over', why: message.why } : phase;
  if (phase.kind !== 'inside') return phase;
  const now = inside(phase.now, message);
  return now === phase.now ? phase : { kind: 'inside', now };
}

/* An account has one place in a room. */
export function selfIn(now: RoomNow, account: string): RoomPerson | null {
  return now.people.find((person) => person.account === account) ?? null;
}

/* Whose turn it is, the first to raise first. */
export function handsOf(people: readonly RoomPerson[]): readonly RoomPerson[] {
  return people.filter(({ hand }) => hand !== undefined).sort((a, b) => (a.hand ?? 0) - (b.hand ?? 0));
}

/* Hosts first, then hands, then by the order of coming. */
export function listOf(people: readonly RoomPerson[]): readonly RoomPerson[] {
  const rank = (person: RoomPerson) => (person.role === 'host' ? 0 : person.hand !== undefined ? 1 : 2);
  return [...people].sort((a, b) => rank(a) - rank(b) || (rank(a) === 1 ? (a.hand ?? 0) - (b.hand ?? 0) : 0));
}

export function maySpeakInChat(now: RoomNow, self: RoomPerson | null): boolean {
  if (!self) return false;
  return now.settings.chat === 'everyone' || (now.settings.chat === 'hosts' && self.role === 'host');
}
