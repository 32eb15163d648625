/* What the television knows of its room, out of the messages of docs/protocol.md. ES5. */
import type { ServerMessage, ServerMessages } from '../../shared/contract.ts';
import type { RoomPerson, RoomRemoval, RoomVote } from '../../shared/contract/rooms.ts';

/* outside: not entered yet, or the server has refused. */
export type RoomPart = 'outside' | 'waiting' | 'inside' | 'over';

const HEARD_MAX = 16;
const VOTES_MAX = 3;

function indexOf(people: RoomPerson[], session: string): number {
  for (let i = 0; i < people.length; i++) if ((people[i] as RoomPerson).session === session) return i;
  return -1;
}

export class RoomBook {
  part: RoomPart = 'outside';
  why: RoomRemoval = 'ended';
  title = '';
  people: RoomPerson[] = []; // in the order they came
  votes: RoomVote[] = []; // the newest last
  speakers: string[] = []; // seats, the loudest first
  heard: string[] = []; // seats, who spoke last first
  private readonly room: string;
  private readonly account: string;

  /* `account`: the screen's own id. */
  constructor(room: string, account: string) {
    this.room = room;
    this.account = account;
  }

  self(): RoomPerson | null {
    for (let i = 0; i < this.people.length; i++) {
      const person = this.people[i] as RoomPerson;
      if (person.account === this.account) return person;
    }
    return null;
  }

  person(session: string): RoomPerson | null {
    return this.people[indexOf(this.people, session)] || null;
  }

  /* Those whose connection stands. */
  present(): RoomPerson[] {
    return this.people.filter(function (person) {
      return !person.away;
    });
  }

  /* The place of the own hand among those that are up, from 1; 0: down. */
  handTurn(): number {
    const self = this.self();
    if (!self || self.hand === undefined) return 0;
    const own = self.hand;
    return (
      1 +
      this.people.filter(function (person) {
        return person.hand !== undefined && person.hand < own;
      }).length
    );
  }

  /* The newest that is open; else the newest. */
  vote(): RoomVote | null {
    for (let i = this.votes.length - 1; i >= 0; i--) {
      if ((this.votes[i] as RoomVote).state === 'open') return this.votes[i] as RoomVote;
    }
    return this.votes[this.votes.length - 1] || null;
  }

  /* True: something was changed by it. */
  hear(message: ServerMessage): boolean {
    switch (message.type) {
      case 'room':
        return message.room === this.room && this.entered(message);
      case 'room.waiting':
        return message.room === this.room && this.enter('waiting');
      case 'room.removed':
        if (message.room !== this.room) return false;
        this.why = message.why;
        return this.enter('over');
      case 'room.changed':
        return this.changed(message);
      case 'vote.changed':
        return this.voteIs(message.vote);
      case 'media.speakers':
        return this.speak(message.sessions);
      default:
        return false;
    }
  }

  private enter(part: RoomPart): boolean {
    this.part = part;
    return true;
  }

  private entered(message: ServerMessages['room']): boolean {
    this.title = message.title;
    this.people = message.people;
    this.votes = message.votes;
    this.speakers = [];
    return this.enter('inside');
  }

  private changed(message: ServerMessages['room.changed']): boolean {
    this.people = this.people.filter(function (person) {
      return message.left.indexOf(person.session) < 0;
    });
    message.joined.concat(message.changed).forEach((person) => {
      const at = indexOf(this.people, person.session);
      if (at < 0) this.people.push(person);
      else this.people[at] = person;
    });
    const isHere = (session: string): boolean => indexOf(this.people, session) >= 0;
    this.speakers = this.speakers.filter(isHere);
    this.heard = this.heard.filter(isHere);
    return true;
  }

  private voteIs(vote: RoomVote): boolean {
    const before = this.votes.filter(function (one) {
      return one.vote === vote.vote;
    })[0];
    if (before) this.votes[this.votes.indexOf(before)] = vote;
    else this.votes = this.votes.concat([vote]).slice(-VOTES_MAX);
    return true;
  }

  private speak(sessions: string[]): boolean {
    this.speakers = sessions;
    const before = this.heard.filter(function (session) {
      return sessions.indexOf(session) < 0;
    });
    this.heard = sessions.concat(before).slice(0, HEARD_MAX);
    return true;
  }
}
