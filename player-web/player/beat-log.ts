/* The beats of one viewing: numbered, kept on this device until the server has stored them, also over a
 * reload of the page. Beats that cannot be sent for hours push out the oldest ones. ES5.
 *
 * They lie in localStorage, not in IndexedDB: a beat must be there when the page is gone in the next moment, and only what
 * is written at once is; sets have nothing else. Two hours are some 200 kB. */
import type { Beat } from '../shared/contract/live.ts';

export const BEATS_KEPT = 720; // two hours at one in ten seconds
export const BEATS_AT_ONCE = 60;
/* sendBeacon and fetch with keepalive take 64 KiB. */
const BYTES_AT_ONCE = 49152;

export interface Shelf {
  read(key: string): string | null;
  write(key: string, value: string | null): void;
  keys(): string[];
}

interface Kept {
  token: string; // '': refused, by sign-in only
  owner?: string; // account; absent or '': nobody's
  contact?: string; // of the newest answer
  next: number;
  beats: Beat[];
}

const PREFIX = 'tongping.beats.';
/* What is left of a viewing that has told everything: its next number, and the day. A viewing may go on later (a lesson that
 * was taken along), and a number that was used counts no second time. */
const NEXT_PREFIX = 'tongping.next.';
const NEXT_KEPT_DAYS = 60;
const DAY_MS = 86400000;

export class BeatLog {
  readonly viewingId: string;
  private readonly shelf: Shelf;
  private kept: Kept;
  private atOnce = BEATS_AT_ONCE;

  constructor(shelf: Shelf, viewingId: string, token: string, owner = '') {
    this.shelf = shelf;
    this.viewingId = viewingId;
    this.kept = readKept(shelf, viewingId) || { token: token, owner: owner, next: readNext(shelf, viewingId), beats: [] };
    if (token) this.kept.token = token;
  }

  /* Those of earlier viewings on this device that still wait. */
  static leftOver(shelf: Shelf, exceptId: string): BeatLog[] {
    forgetOld(shelf);
    return shelf
      .keys()
      .filter(function (key) {
        return key.indexOf(PREFIX) === 0 && key !== PREFIX + exceptId;
      })
      .map(function (key) {
        return new BeatLog(shelf, key.slice(PREFIX.length), '');
      });
  }

  token(): string {
    return this.kept.token;
  }

  owner(): string {
    return this.kept.owner || '';
  }

  /* Of the newest answer that this device has had, in whatever page; '': none. */
  contact(): string {
    return this.kept.contact || '';
  }

  renew(token: string): void {
    this.kept.token = token;
    this.store();
  }

  /* Numbers the beat and keeps it. */
  add(beat: Beat): void {
    beat.sequence = this.kept.next;
    this.kept.next += 1;
    this.kept.beats.push(beat);
    if (this.kept.beats.length > BEATS_KEPT) this.kept.beats.shift();
    this.store();
  }

  /* The oldest that wait. */
  waiting(): Beat[] {
    const beats = this.kept.beats.slice(0, this.atOnce);
    return beats.slice(0, fitting(beats));
  }

  /* More than the next beat would bring along anyway. */
  isBehind(): boolean {
    return this.kept.beats.length >= this.atOnce;
  }

  /* The newest: for the last word of a page that goes. */
  newest(): Beat[] {
    const beats = this.kept.beats.slice(-BEATS_AT_ONCE).reverse();
    return beats.slice(0, fitting(beats)).reverse();
  }

  stored(sequence: number, contact = ''): void {
    if (contact) this.kept.contact = contact;
    this.keep(function (beat) {
      return beat.sequence > sequence;
    });
  }

  /* The server cannot take one of these as it is. A server whose keys are others knows no contact of before: they go
   * without. Then one by one, and the one that is refused alone is given up, not those behind it. */
  doubt(sent: Beat[]): void {
    const first = sent[0];
    if (!first) return;
    const last = (sent[sent.length - 1] as Beat).sequence;
    if (sent.some(hasContact)) this.withoutContact(last);
    else if (sent.length > 1) this.atOnce = 1;
    else {
      this.atOnce = BEATS_AT_ONCE;
      this.keep(function (beat) {
        return beat.sequence !== first.sequence;
      });
    }
  }

  forget(): void {
    this.shelf.write(PREFIX + this.viewingId, null);
    if (this.kept.next > 1) this.shelf.write(NEXT_PREFIX + this.viewingId, this.kept.next + ' ' + today());
  }

  private withoutContact(last: number): void {
    this.keep(function (beat) {
      if (beat.sequence <= last) {
        delete beat.contact;
        delete beat.since_ms;
      }
      return true;
    });
  }

  private keep(isKept: (beat: Beat) => boolean): void {
    this.kept.beats = this.kept.beats.filter(isKept);
    if (this.kept.beats.length === 0) this.atOnce = BEATS_AT_ONCE;
    this.store();
  }

  private store(): void {
    this.shelf.write(PREFIX + this.viewingId, JSON.stringify(this.kept));
  }
}

function hasContact(beat: Beat): boolean {
  return beat.contact !== undefined;
}

/* How many from the first on; at least one. */
function fitting(beats: Beat[]): number {
  let bytes = 0;
  for (let i = 0; i < beats.length; i++) {
    bytes += JSON.stringify(beats[i]).length + 1;
    if (i > 0 && bytes > BYTES_AT_ONCE) return i;
  }
  return beats.length;
}

/* A half-written or foreign value is none. */
function readKept(shelf: Shelf, viewingId: string): Kept | null {
  try {
    const kept = JSON.parse(shelf.read(PREFIX + viewingId) || 'null') as Kept | null;
    const isWhole = kept && typeof kept.token === 'string' && kept.next >= 1 && kept.beats instanceof Array;
    return isWhole ? kept : null;
  } catch (_broken) {
    return null;
  }
}

function today(): number {
  return Math.floor(Date.now() / DAY_MS);
}

function readNext(shelf: Shelf, viewingId: string): number {
  const next = parseInt(shelf.read(NEXT_PREFIX + viewingId) || '1', 10);
  return next >= 1 ? next : 1;
}

/* Of a device with a wrong clock at worst too early: then its viewing has ended long ago, too. */
function forgetOld(shelf: Shelf): void {
  shelf.keys().forEach(function (key) {
    if (key.indexOf(NEXT_PREFIX) !== 0) return;
    const day = parseInt((shelf.read(key) || '').split(' ')[1] || '0', 10);
    if (!(Math.abs(today() - day) <= NEXT_KEPT_DAYS)) shelf.write(key, null);
  });
}

/* localStorage where there is one; else nothing outlives the page. */
export function browserShelf(): Shelf {
  const memory: { [key: string]: string } = {};
  let storage: Storage | null = null;
  try {
    storage = window.localStorage;
    storage.setItem('tongping.try', '1');
    storage.removeItem('tongping.try');
  } catch (_refused) {
    storage = null;
  }
  return {
    read: function (key) {
      return storage ? storage.getItem(key) : memory[key] === undefined ? null : (memory[key] as string);
    },
    write: function (key, value) {
      try {
        if (value === null) storage ? storage.removeItem(key) : delete memory[key];
        else if (storage) storage.setItem(key, value);
        else memory[key] = value;
      } catch (_full) {
        /* no room: the beat is lost when the page goes before it was sent */
      }
    },
    keys: function () {
      return Object.keys(storage || memory);
    },
  };
}
