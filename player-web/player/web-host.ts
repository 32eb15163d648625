/* The player's host on pages of today: calls of the API, storage, timers, hls.js first and the browser's
 * own player second. */
import { call, type Result } from '../shared/api-client.ts';
import { monotonicMs } from '../shared/browser-host.ts';
import type { Beat, Viewing } from '../shared/contract/live.ts';
import { deviceName } from '../shared/device-name.ts';
import { sendLive, serverNowMs, tapLive } from '../shared/live.ts';
import { session } from '../shared/session.ts';
import { recallViewing, rememberViewing } from '../shared/viewing-memory.ts';
import { BeatLine } from './beat-line.ts';
import { browserShelf } from './beat-log.ts';
import type { EngineOptions } from './engine.ts';
import { HlsEngine } from './hls-engine.ts';
import { viewingAhead } from './lesson-ahead.ts';
import { NativeEngine } from './native-engine.ts';
import { countLeftOver, sendLeftOver, type LeftOverHost } from './left-over-beats.ts';
import type { PlayerHost } from './player.ts';

const HLS_TYPE = 'application/vnd.apple.mpegurl';

function beatsAddress(viewingId: string, token: string): string {
  const query = token ? `?token=${encodeURIComponent(token)}` : '';
  return `/api/v1/viewings/${encodeURIComponent(viewingId)}/beats${query}`;
}

async function sendBeats(viewingId: string, token: string, beats: Beat[]): Promise<[number, number | null]> {
  try {
    const response = await fetch(beatsAddress(viewingId, token), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Tongping-Request': '1' },
      body: JSON.stringify({ beats }),
      credentials: 'same-origin',
      keepalive: true,
    });
    const answer = response.ok ? ((await response.json()) as { sequence?: unknown }) : {};
    return [response.status, typeof answer.sequence === 'number' ? answer.sequence : null];
  } catch {
    return [0, null];
  }
}

function makeEngine(options: EngineOptions, viewing: Viewing): ReturnType<PlayerHost['makeEngine']> {
  const address = options.profile === 'phone' ? viewing.phone_url : viewing.live_url;
  if (HlsEngine.isSupported()) return { engine: new HlsEngine(options), address };
  if (options.video.canPlayType(HLS_TYPE) === '') return null;
  return { engine: new NativeEngine(options, null, ''), address };
}

/* What is to be seen is another thing now: the next player asks anew. */
export function forgetViewing(id: string): void {
  rememberViewing(id, null);
}
/* One for the page: its connection is one too. */
const beatLine = new BeatLine({
  send: sendLive,
  later: (run, ms) => window.setTimeout(run, ms),
  cancel: (timer) => window.clearTimeout(timer),
});
tapLive((message) => (message ? beatLine.receive(message) : beatLine.lost()));

export type WatchedKind = 'meeting' | 'lesson';

function openMeetingViewing(id: string): Promise<Result<Viewing>> {
  const device = (deviceName(navigator.userAgent) ?? '').slice(0, 120);
  return call('POST /api/v1/viewings', { body: { meeting_id: id, device } });
}

const OPEN: Readonly<Record<WatchedKind, (id: string) => Promise<Result<Viewing>>>> = {
  meeting: openMeetingViewing,
  lesson: viewingAhead,
};

const signedIn = (): string => session.peek()?.account.id ?? '';

function leftOverHost(): LeftOverHost {
  return {
    shelf: browserShelf(),
    person: signedIn,
    send(viewingId, token, beats, done) {
      if (beatLine.send(viewingId, token, beats, done)) return;
      void sendBeats(viewingId, token, beats).then(([status, stored]) => done(status, stored));
    },
  };
}

/* What was seen without a line, and is not told yet. */
export function tellLeftOver(): void {
  sendLeftOver(leftOverHost());
}

export const leftOverCount = (): number => countLeftOver(browserShelf());

export function webHost(kind: WatchedKind, profile: 'live' | 'phone', onChange: () => void): PlayerHost {
  return {
    profile,
    onChange,
    ask(id, done) {
      void OPEN[kind](id).then((result) => (result.ok ? done(200, result.value) : done(result.failure.status, null)));
    },
    remember: rememberViewing,
    recall: recallViewing,
    nowWallMs: () => serverNowMs.peek(),
    monotonicMs,
    later: (run, ms) => window.setTimeout(run, ms),
    cancel: (timer) => window.clearTimeout(timer),
    makeEngine,
    beats: {
      ...leftOverHost(),
      owner: signedIn,
      sendLast(viewingId, token, beats) {
        navigator.sendBeacon?.(beatsAddress(viewingId, token), JSON.stringify({ beats }));
      },
    },
  };
}
