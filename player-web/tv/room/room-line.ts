/* The live connection of the television in a room: it enters whenever the line comes up, and requests get their answers
 * by number; null when the line breaks first. ES5. */
import { browserHost, signalingUrl } from '../../shared/browser-host.ts';
import type { ClientMessage, LocaleTag, ServerMessage } from '../../shared/contract.ts';
import { SignalingClient } from '../../shared/signaling-client.ts';

const DEADLINE_MS = 15000;

export interface RoomLineHost {
  askStanding(tell: (paired: boolean) => void): void;
  onLine(): void; // up or down
  onMessage(message: ServerMessage): void;
  onRefused(code: string): void; // entering was
}

type Done = (answer: ServerMessage | null) => void;

export class RoomLine {
  isOnline = false;
  private readonly host: RoomLineHost;
  private readonly client: SignalingClient;
  private readonly room: string;
  private open: { [id: number]: Done } = {};
  private wantsIn = true;

  constructor(room: string, locale: LocaleTag, host: RoomLineHost) {
    this.room = room;
    this.host = host;
    const nothing = function (): void {};
    this.client = new SignalingClient(
      { url: signalingUrl() + '?as=screen', client: 'tv', locale: locale },
      {
        onState: (state) => this.lineIs(state.kind === 'online'),
        onWelcome: () => this.enter(),
        onMessage: (message) => this.heard(message),
        onRoundTrip: nothing,
        onClock: nothing,
      },
      browserHost(function (tell) {
        host.askStanding(tell);
      }),
    );
  }

  start(): void {
    this.client.start();
  }

  /* Out of the room, and the seat is free at once. */
  stop(): void {
    this.wantsIn = false;
    this.client.stop();
  }

  ask(make: (id: number) => ClientMessage, done?: Done): void {
    let own = 0;
    const isSent = this.client.send(function (id) {
      own = id;
      return make(id);
    });
    if (!done) return;
    if (!isSent) return done(null);
    this.open[own] = done;
    window.setTimeout(() => this.settle(own, null), DEADLINE_MS);
  }

  /* A screen is one set: whatever seat it had before is its own. */
  private enter(): void {
    if (!this.wantsIn) return;
    const room = this.room;
    this.ask(
      function (id) {
        return { type: 'room.enter', id: id, room: room, take_over: true };
      },
      (answer) => {
        if (!answer || answer.type !== 'error') return;
        this.wantsIn = false;
        this.host.onRefused(answer.code);
      },
    );
  }

  private lineIs(isOnline: boolean): void {
    this.isOnline = isOnline;
    if (!isOnline) for (const id in this.open) this.settle(+id, null);
    this.host.onLine();
  }

  private heard(message: ServerMessage): void {
    if (message.type === 'room.removed') this.wantsIn = false;
    this.host.onMessage(message);
    const re = (message as { re?: number }).re;
    if (re !== undefined) this.settle(re, message);
  }

  private settle(id: number, answer: ServerMessage | null): void {
    const done = this.open[id];
    if (!done) return;
    delete this.open[id];
    done(answer);
  }
}
