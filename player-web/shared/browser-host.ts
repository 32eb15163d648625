/* What the signalling client needs of a real browser. Runs on TVs too. */
import type { SignalingHost, Socket } from './signaling-client.ts';

export function monotonicMs(): number {
  return window.performance && window.performance.now ? window.performance.now() : Date.now();
}

export function signalingUrl(): string {
  return (location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + '/ws';
}

export function hasWebSocket(): boolean {
  return typeof window.WebSocket === 'function' || typeof window.WebSocket === 'object';
}

export function browserHost(askSignedIn: SignalingHost['askSignedIn']): SignalingHost {
  return {
    openSocket: function (url: string, subprotocol: string): Socket {
      return new window.WebSocket(url, subprotocol);
    },
    nowMs: monotonicMs,
    random: Math.random,
    startTimer: function (ms: number, run: () => void): number {
      return window.setTimeout(run, ms);
    },
    stopTimer: function (timer: number): void {
      window.clearTimeout(timer);
    },
    askSignedIn: askSignedIn,
  };
}
