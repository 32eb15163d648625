/* Which answer of the server a beat goes back to (docs/attendance.md, CONTACT and SINCE): the newest one that was
 * there when the beat before was made, and how long ago that came by this page's own clock.
 *
 * That clock is performance.now(): it never jumps, and the time of day on the device is not asked. While a device sleeps
 * it may stand still; then `since_ms` is too short, and what is told lies earlier between contact and arrival, but never
 * is less. It begins anew with each page: of an answer that came to an earlier one only the contact is said. ES5. */
import type { Beat } from '../shared/contract/live.ts';

interface Answer {
  contact: string;
  atMs: number | null; // null: an earlier page had it
}

const SINCE_MAX_MS = 400 * 86400000;

export class ContactClock {
  private readonly nowMs: () => number;
  private newest: Answer | null = null;
  private begun: Answer | null = null; // of the interval that goes on now

  constructor(nowMs: () => number) {
    this.nowMs = nowMs;
  }

  /* What the viewing begins with. `isFresh`: it has just come; else it was kept. */
  open(contact: string, isFresh: boolean): void {
    if (contact) this.newest = this.begun = { contact: contact, atMs: isFresh ? this.nowMs() : null };
  }

  answered(contact: string): void {
    if (contact) this.newest = { contact: contact, atMs: this.nowMs() };
  }

  /* The beat is made now: what comes after it belongs to the next one. */
  stamp(beat: Beat): void {
    const begun = this.begun;
    this.begun = this.newest;
    if (!begun) return;
    beat.contact = begun.contact;
    if (begun.atMs === null) return;
    const since = Math.round(this.nowMs() - begun.atMs);
    if (since >= 0 && since <= SINCE_MAX_MS) beat.since_ms = since;
  }
}
