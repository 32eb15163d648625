/* Requests of the page and their answers by number. What is open when the line breaks is answered at once. */
import type { ClientMessage, ErrorWord, ServerMessage } from '../contract.ts';

export interface Refused {
  type: 'error';
  code: ErrorWord | 'unreachable';
  detail: string;
}

export type Answer = Exclude<ServerMessage, { type: 'error' }> | Refused;

type Send = (make: (id: number) => ClientMessage) => boolean;

const DEADLINE_MS = 15000;
const BROKEN: Refused = { type: 'error', code: 'unreachable', detail: '' };

export class Requests {
  private readonly send: Send;
  private readonly open = new Map<number, (answer: Answer) => void>();

  constructor(send: Send) {
    this.send = send;
  }

  ask(make: (id: number) => ClientMessage): Promise<Answer> {
    return new Promise((done) => {
      let mine = 0;
      const isSent = this.send((id) => {
        mine = id;
        return make(id);
      });
      if (!isSent) return done(BROKEN);
      const timer = setTimeout(() => this.settle(mine, BROKEN), DEADLINE_MS);
      this.open.set(mine, (answer) => {
        clearTimeout(timer);
        done(answer);
      });
    });
  }

  /* null: the line is down. */
  hear(message: ServerMessage | null): void {
    if (message === null) {
      for (const id of [...this.open.keys()]) this.settle(id, BROKEN);
    } else if ('re' in message && message.re !== undefined) {
      this.settle(message.re, message);
    }
  }

  private settle(id: number, answer: Answer): void {
    const done = this.open.get(id);
    this.open.delete(id);
    done?.(answer);
  }
}

export function isRefused(answer: Answer): answer is Refused {
  return answer.type === 'error';
}
