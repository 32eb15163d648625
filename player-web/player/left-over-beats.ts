/* Beats of earlier viewings on this device that the server does not have yet: of pages that were closed, of lessons that
 * were played without a line. A token is good for hours, a person for longer: when a token is refused, the beats go by the
 * sign-in of the one whose they are, and until she signs in again they stay. ES5. */
import type { Beat } from '../shared/contract/live.ts';
import { BeatLog, type Shelf } from './beat-log.ts';
import type { BeatsDone } from './beat-reply.ts';

export interface LeftOverHost {
  shelf: Shelf;
  /* Without a token by the sign-in. */
  send(viewingId: string, token: string, beats: Beat[], done: BeatsDone): void;
  /* Who is signed in; '' nobody. Absent: a device that has no other people. */
  person?(): string;
}

export class LeftOverBeats {
  private readonly host: LeftOverHost;
  private logs: BeatLog[];

  constructor(host: LeftOverHost, exceptId: string) {
    this.host = host;
    this.logs = BeatLog.leftOver(host.shelf, exceptId);
  }

  /* That goes next; null: none can go now. */
  first(): BeatLog | null {
    for (;;) {
      const log = this.logs[0];
      if (!log) return null;
      if (log.waiting().length === 0) this.drop(log);
      else if (log.token() === '' && this.isOthers(log)) this.putAside(log);
      else return log;
    }
  }

  /* True: what comes next may be tried at once. */
  refused(log: BeatLog, status: number, sent: Beat[]): boolean {
    if (status === 400) {
      log.doubt(sent);
      return true;
    }
    if (status < 400 || status >= 500 || status === 429) return false;
    if (status === 401 && log.token() !== '') log.renew('');
    else if (this.isOthers(log)) this.putAside(log);
    else this.drop(log); // a viewing that the server no longer knows, or no longer lets in
    return true;
  }

  private isOthers(log: BeatLog): boolean {
    return log.owner() !== '' && !!this.host.person && this.host.person() !== log.owner();
  }

  private putAside(log: BeatLog): void {
    this.logs = this.logs.filter(function (one) {
      return one !== log;
    });
  }

  private drop(log: BeatLog): void {
    log.forget();
    this.putAside(log);
  }
}

/* One after the other; what the server cannot take now stays for another time. */
export function sendLeftOver(host: LeftOverHost): void {
  const rest = new LeftOverBeats(host, '');
  const next = function (): void {
    const log = rest.first();
    if (!log) return;
    const sent = log.waiting();
    host.send(log.viewingId, log.token(), sent, function (reply) {
      if (reply.status === 200 && reply.stored !== null) log.stored(reply.stored);
      else if (!rest.refused(log, reply.status, sent)) return;
      next();
    });
  };
  next();
}

/* Of how many viewings beats wait here. */
export function countLeftOver(shelf: Shelf): number {
  return BeatLog.leftOver(shelf, '').filter(function (log) {
    return log.waiting().length > 0;
  }).length;
}
