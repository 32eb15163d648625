/* Keeps one connection of pictures alive: offers, takes the answer, and begins again when it is lost. What is in it
 * is the caller's: `build` adds the sections. Plain callbacks; the clock and the connections come in. */
import { backoffDelayMs, RECONNECT_LIMITS } from '../backoff.ts';
import { fitsMessage, markScreen, shortOffer } from './sdp.ts';

export type PeerState = 'off' | 'connecting' | 'connected' | 'lost';

export interface PeerLine {
  /* null: refused, or the line is down. */
  offer: (kind: 'publish' | 'view', sdp: string) => Promise<{ peer: string; sdp: string } | null>;
  close: (peer: string) => void;
  /* For the next connection; absent: none. */
  iceServers?: () => RTCIceServer[];
}

export interface PeerHost {
  open: (iceServers: RTCIceServer[]) => RTCPeerConnection;
  startTimer: (ms: number, run: () => void) => number;
  stopTimer: (timer: number) => void;
  random: () => number;
}

/* The answer has the server's own addresses; TURN is for where none of them is reached. ICE chooses: UDP, TCP, TURN. */
export const PEER_HOST: PeerHost = {
  open: (iceServers) => new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceServers }),
  startTimer: (ms, run) => window.setTimeout(run, ms),
  stopTimer: (timer) => window.clearTimeout(timer),
  random: Math.random,
};

/* Until a connection counts as lost: offered but not connected; connected, then silent. */
const CONNECT_WITHIN_MS = 12000;
const SILENT_MS = 4000;

export interface PeerWish {
  kind: 'publish' | 'view';
  isScreen?: boolean;
  build: (connection: RTCPeerConnection) => void;
  onState: (state: PeerState, peer: string) => void;
}

export class PeerKeeper {
  private readonly wish: PeerWish;
  private readonly line: PeerLine;
  private readonly host: PeerHost;
  private connection: RTCPeerConnection | null = null;
  private peer = '';
  private timer: number | null = null;
  private attempt = 0;
  private isWanted = false;

  constructor(wish: PeerWish, line: PeerLine, host: PeerHost = PEER_HOST) {
    this.wish = wish;
    this.line = line;
    this.host = host;
  }

  start(): void {
    if (this.isWanted) return;
    this.isWanted = true;
    this.attempt = 0;
    void this.connect();
  }

  stop(): void {
    if (!this.isWanted) return;
    this.isWanted = false;
    this.drop();
    this.wish.onState('off', '');
  }

  /* The server says that it is gone, or the seat is another: at once, from the beginning. */
  restart(): void {
    if (!this.isWanted) return;
    this.attempt = 0;
    void this.connect();
  }

  /* The line is back: what is not connected does not wait for its timer. */
  hurry(): void {
    if (this.isWanted && this.connection?.connectionState !== 'connected') this.restart();
  }

  isPeer(peer: string): boolean {
    return peer !== '' && peer === this.peer;
  }

  private async connect(): Promise<void> {
    this.drop();
    const connection = this.host.open(this.line.iceServers?.() ?? []);
    this.connection = connection;
    this.wish.onState('connecting', '');
    connection.onconnectionstatechange = () => this.look(connection);
    this.wish.build(connection);
    this.wait(CONNECT_WITHIN_MS, () => this.lost());
    try {
      await connection.setLocalDescription(await connection.createOffer());
      const answer = await this.line.offer(this.wish.kind, this.sent(connection));
      if (this.connection !== connection) {
        if (answer) this.line.close(answer.peer); // it came too late
        return;
      }
      if (!answer) return this.lost();
      this.peer = answer.peer;
      await connection.setRemoteDescription({ type: 'answer', sdp: answer.sdp });
    } catch {
      if (this.connection === connection) this.lost();
    }
  }

  private sent(connection: RTCPeerConnection): string {
    const whole = shortOffer(connection.localDescription?.sdp ?? '');
    const offer = this.wish.isScreen ? markScreen(whole) : whole;
    if (!fitsMessage(offer)) throw new Error(`an offer of ${offer.length} characters is too long`);
    return offer;
  }

  private look(connection: RTCPeerConnection): void {
    if (this.connection !== connection) return;
    switch (connection.connectionState) {
      case 'connected':
        this.stopWaiting();
        this.attempt = 0;
        this.wish.onState('connected', this.peer);
        return;
      case 'disconnected':
        this.wait(SILENT_MS, () => this.lost());
        return;
      case 'failed':
      case 'closed':
        this.lost();
        return;
      default:
    }
  }

  private lost(): void {
    this.drop();
    this.wish.onState('lost', '');
    this.wait(backoffDelayMs(this.attempt, this.host.random(), RECONNECT_LIMITS), () => void this.connect());
    this.attempt += 1;
  }

  private drop(): void {
    this.stopWaiting();
    const { connection, peer } = this;
    this.connection = null;
    this.peer = '';
    if (connection) connection.onconnectionstatechange = null;
    connection?.close();
    if (peer !== '') this.line.close(peer);
  }

  private wait(ms: number, run: () => void): void {
    this.stopWaiting();
    this.timer = this.host.startTimer(ms, run);
  }

  private stopWaiting(): void {
    if (this.timer !== null) this.host.stopTimer(this.timer);
    this.timer = null;
  }
}
