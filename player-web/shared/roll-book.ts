/* One place's roll call as its clerk sees it: the list of the server with what she has entered since laid over it.
 * The screen of the place and the clerk's pages share it. ES5. */
import { monotonicMs } from './browser-host.ts';
import type { LeftWish, Presence, PresencesWish, RollList, RollPerson } from './contract/registers.ts';
import { RollActs, type EnterAct, type RollAct, type RollAnswer } from './roll-acts.ts';
import { newUuid } from './uuid.ts';

export type RollMark = 'none' | 'here' | 'left';

export interface RollRow {
  id: string; // of the member; of a guest: his presence
  name: string;
  letters: string; // pinyin and its first letters, to be searched
  unitName: string; // '': the place's own
  isGuest: boolean;
  isExpected: boolean;
  isVisiting: boolean;
  isExcused: boolean;
  mark: RollMark;
  isWaiting: boolean; // the server has not answered yet
  presence: Presence | null; // what counts
}

export interface RollHost {
  registerId: string;
  placeId: string; // '': the place of this screen, as the server says
  how: '' | 'phone'; // '': a screen
  list(done: (answer: RollAnswer) => void): void;
  enter(body: PresencesWish, done: (answer: RollAnswer) => void): void;
  left(presenceId: string, body: LeftWish, done: (answer: RollAnswer) => void): void;
  withdraw(presenceId: string, done: (answer: RollAnswer) => void): void;
  onChange(): void;
  onRefused(name: string, answer: RollAnswer): void;
}

export interface RollSums {
  expected: number;
  here: number; // now, members and guests
  came: number; // with those who left
  waiting: number; // acts that nobody has answered
}

const KEY = 'tongping.roll.';
const KEPT_MAX = 500;

function keyOf(registerId: string, placeId: string): string {
  return KEY + registerId + '.' + placeId;
}

export function readKept(registerId: string, placeId: string): RollAct[] {
  try {
    const kept = JSON.parse(window.localStorage.getItem(keyOf(registerId, placeId)) || '[]') as RollAct[];
    return kept instanceof Array ? kept.slice(0, KEPT_MAX) : [];
  } catch (_refused) {
    return [];
  }
}

function writeKept(registerId: string, placeId: string, acts: RollAct[]): void {
  try {
    if (acts.length === 0) window.localStorage.removeItem(keyOf(registerId, placeId));
    else window.localStorage.setItem(keyOf(registerId, placeId), JSON.stringify(acts));
  } catch (_refused) {
    /* without storage it is known until the page goes */
  }
}

function markOf(presence: Presence | null): RollMark {
  if (!presence) return 'none';
  return presence.until ? 'left' : 'here';
}

export class RollBook {
  failure: RollAnswer | null = null; // of the list
  isLoaded = false;
  isOver = false; // its event is over: said by who knows
  beganMs = 0;
  guests: Presence[] = [];
  placeId: string; // '': not known yet
  readonly acts: RollActs;
  private readonly host: RollHost;
  private people: RollPerson[] = [];
  private aheadMs: number | null = null; // of the server's clock before this device's monotonic one
  private answers = 0; // to acts
  private isAsking = false;
  private isStale = false;

  constructor(host: RollHost) {
    this.host = host;
    this.placeId = host.placeId;
    this.acts = new RollActs(
      {
        placeId: function () {
          return host.placeId;
        },
        enter: (body, done) => host.enter(body, done),
        left: (id, body, done) => host.left(id, body, done),
        withdraw: (id, done) => host.withdraw(id, done),
        keep: function (acts) {
          writeKept(host.registerId, host.placeId, acts);
        },
        onTaken: (acts, presences) => this.taken(acts, presences),
        onRefused: (acts, answer) => this.refused(acts, answer),
        onWaits: () => host.onChange(),
      },
      readKept(host.registerId, host.placeId),
    );
  }

  /* What the server knows now; what was kept goes there. */
  look(): void {
    if (this.isAsking) {
      this.isStale = true;
      return;
    }
    const answers = this.answers;
    this.isAsking = true;
    this.isStale = false;
    this.host.list((answer) => {
      this.isAsking = false;
      if (answer.status === 200) this.told(answer.body as RollList, answers === this.answers);
      else this.failure = answer;
      this.host.onChange();
      if (this.isStale || (answer.status === 200 && answers !== this.answers)) this.look();
      else if (answer.status === 200) this.acts.retryNow();
    });
  }

  nowMs(): number {
    return this.aheadMs === null ? Date.now() : monotonicMs() + this.aheadMs;
  }

  private told(list: RollList, isNew: boolean): void {
    this.failure = null;
    this.isLoaded = true;
    this.aheadMs = Date.parse(list.now) - monotonicMs();
    this.placeId = list.place_id;
    if (isNew) this.people = list.people;
  }

  /* ---- entering ---- */

  /* `person`: in the list, or found elsewhere. */
  enter(person: RollPerson, from: string, until: string): void {
    if (!this.personOf(person.member_id)) this.people.push(person);
    this.add(person.member_id, person.name, from, until);
  }

  enterGuest(name: string, from: string, until: string): void {
    this.add('', name, from, until);
  }

  private add(memberId: string, name: string, from: string, until: string): void {
    const begin = from || new Date(Math.max(this.nowMs(), this.beganMs)).toISOString();
    const how = from ? 'paper' : this.host.how;
    const act: EnterAct = { kind: 'enter', id: newUuid(), memberId: memberId, name: name, beginsAt: begin, endsAt: until, how: how };
    this.acts.add(act);
    this.host.onChange();
  }

  leave(row: RollRow, at: string): void {
    if (row.presence) this.acts.add({ kind: 'left', id: row.presence.id, at: at });
    this.host.onChange();
  }

  withdraw(row: RollRow): void {
    if (row.presence && !this.acts.forget(row.presence.id)) this.acts.add({ kind: 'withdraw', id: row.presence.id, at: '' });
    this.host.onChange();
  }

  private taken(acts: RollAct[], presences: Presence[]): void {
    this.answers += 1;
    for (let i = 0; i < acts.length; i++) {
      const presence = presences[i];
      if (presence) this.keepPresence(acts[i] as RollAct, presence);
    }
    this.host.onChange();
  }

  private keepPresence(act: RollAct, presence: Presence): void {
    const person = act.kind === 'enter' && act.memberId ? this.personOf(act.memberId) : this.personWith(presence.id);
    const kept = presence.is_withdrawn ? null : presence;
    if (person && kept) person.presence = kept;
    else if (person) delete person.presence;
    if (person) return;
    this.guests = this.guests.filter(function (one) {
      return one.id !== presence.id;
    });
    if (kept) this.guests = this.guests.concat([kept]);
  }

  private refused(acts: RollAct[], answer: RollAnswer): void {
    this.answers += 1;
    const act = acts[0] as RollAct;
    const known = act.kind === 'enter' ? null : this.personWith(act.id);
    this.host.onRefused(act.kind === 'enter' ? act.name : known ? known.name : '', answer);
    this.look();
  }

  private personOf(memberId: string): RollPerson | null {
    for (let i = 0; i < this.people.length; i++) {
      if ((this.people[i] as RollPerson).member_id === memberId) return this.people[i] as RollPerson;
    }
    return null;
  }

  private personWith(presenceId: string): RollPerson | null {
    for (let i = 0; i < this.people.length; i++) {
      const person = this.people[i] as RollPerson;
      if (person.presence && person.presence.id === presenceId) return person;
    }
    return null;
  }

  /* ---- what shows ---- */

  /* Of this person, as it counts and as it will. */
  rowOf(person: RollPerson): RollRow {
    const row: RollRow = {
      id: person.member_id, name: person.name, letters: ((person.pinyin || '') + ' ' + (person.initials || '')).toLowerCase(),
      unitName: person.unit_name || '', isGuest: false, isExpected: person.is_expected === true,
      isVisiting: person.is_visiting === true, isExcused: person.is_excused === true, mark: 'none', isWaiting: false,
      presence: person.presence && person.presence.place_id === this.placeId ? person.presence : null,
    };
    row.mark = markOf(row.presence);
    return this.lay(row);
  }

  /* Where somebody is counted who is not counted here; ''. */
  elsewhere(person: RollPerson): string {
    const presence = person.presence;
    if (!presence || presence.until || presence.place_id === this.placeId) return '';
    return presence.place_name || presence.by;
  }

  persons(): RollPerson[] {
    return this.people;
  }

  rows(): RollRow[] {
    return this.people.map((person) => this.rowOf(person));
  }

  guestRows(): RollRow[] {
    const rows = this.guests.map((presence) => this.lay(this.guestRow(presence, false)));
    const unsent = this.acts.all.filter(function (act) {
      return act.kind === 'enter' && act.memberId === '';
    }) as EnterAct[];
    return rows
      .concat(unsent.map((act) => this.lay(this.guestRow(this.presenceOf(act), true))))
      .filter(function (row) {
        return row.mark !== 'none';
      });
  }

  sums(): RollSums {
    const rows = this.rows();
    const all = rows.concat(this.guestRows());
    const count = function (list: RollRow[], fits: (row: RollRow) => boolean): number {
      return list.filter(fits).length;
    };
    return {
      expected: count(rows, (row) => row.isExpected),
      here: count(all, (row) => row.mark === 'here' || (this.isOver && row.mark === 'left')),
      came: count(all, (row) => row.mark !== 'none'),
      waiting: this.acts.all.length,
    };
  }

  private guestRow(presence: Presence, isWaiting: boolean): RollRow {
    return {
      id: presence.id, name: presence.name || '', letters: '', unitName: '', isGuest: true, isExpected: false, isVisiting: true,
      isExcused: false, mark: markOf(presence), isWaiting: isWaiting, presence: presence,
    };
  }

  private presenceOf(act: EnterAct): Presence {
    const presence: Presence = {
      id: act.id, name: act.name, place_id: this.placeId, from: act.beginsAt, how: act.how || 'remote', by: '', at: act.beginsAt,
    };
    if (act.endsAt) presence.until = act.endsAt;
    return presence;
  }

  private lay(row: RollRow): RollRow {
    for (let i = 0; i < this.acts.all.length; i++) {
      const act = this.acts.all[i] as RollAct;
      const isOwn = act.kind === 'enter' ? act.memberId !== '' && act.memberId === row.id : row.presence !== null && act.id === row.presence.id;
      if (!isOwn) continue;
      row.isWaiting = true;
      if (act.kind === 'enter') row.presence = this.presenceOf(act);
      row.mark = act.kind === 'enter' ? markOf(row.presence) : act.kind === 'left' ? 'left' : 'none';
      if (act.kind === 'withdraw') row.presence = null;
    }
    return row;
  }
}
