/* The beats of one viewing: numbered, kept on this device until the server has stored them, also over a
 * reload of the page. Beats that cannot be sent for hours push out the oldest ones. ES5. */
import type { Beat } from '../shared/contract/live.ts';

export const BEATS_KEPT = 720; // two hours at one in ten seconds
export const BEATS_AT_ONCE = 60;

export interface Shelf {
  read(key: string): string | null;
  write(key: string, value: string | null): void;
  keys(): string[];
}

interface Kept {
  token: string; // '': refused, by sign-in only
  owner?: string; // account; absent or '': nobody's
  next: number;
  beats: Beat[];
}

const PREFIX = 'tongping.beats.';

export class BeatLog {
  readonly viewingId: string;
  private readonly shelf: Shelf;
  private kept: Kept;

  constructor(shelf: Shelf, viewingId: string, token: string, owner = '') {
    this.shelf = shelf;
    this.viewingId = viewingId;
    this.kept = readKept(shelf, viewingId) || { token: token, owner: owner, next: 1, beats: [] };
    if (token) this.kept.token = token;
  }

  /* Those of earlier viewings on this device that still wait. */
  static leftOver(shelf: Shelf, exceptId: string): BeatLog[] {
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
    return this.kept.beats.slice(0, BEATS_AT_ONCE);
  }

  /* The newest: for the last word of a page that goes. */
  newest(): Beat[] {
    return this.kept.beats.slice(-BEATS_AT_ONCE);
  }

  stored(sequence: number): void {
    this.kept.beats = this.kept.beats.filter(function (beat) {
      return beat.sequence > sequence;
    });
    this.store();
  }

  forget(): void {
    this.shelf.write(PREFIX + this.viewingId, null);
  }

  private store(): void {
    this.shelf.write(PREFIX + this.viewingId, JSON.stringify(this.kept));
  }
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
