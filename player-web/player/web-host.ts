/* The player's host on pages of today: calls of the API, storage, timers, hls.js first and the browser's
 * own player second. */
import { call, failureOf, type Result } from '../shared/api-client.ts';
import { monotonicMs } from '../shared/browser-host.ts';
import type { Beat, Viewing } from '../shared/contract/live.ts';
import { deviceName } from '../shared/device-name.ts';
import { openLessonViewing } from '../shared/lesson-ahead.ts';
import { onNews, sendLive, serverNowMs, tapLive } from '../shared/live.ts';
import { session } from '../shared/session.ts';
import { recallViewing, rememberViewing } from '../shared/viewing-memory.ts';
import { BeatLine } from './beat-line.ts';
import { refusedReply, replyOf, type BeatReply } from './beat-reply.ts';
import { browserShelf } from './beat-log.ts';
import type { EngineOptions } from './engine.ts';
import { HlsEngine } from './hls-engine.ts';
import { NativeEngine } from './native-engine.ts';
import { countLeftOver, sendLeftOver, type LeftOverHost } from './left-over-beats.ts';
import type { PlayerHost } from './player.ts';

const HLS_TYPE = 'application/vnd.apple.mpegurl';

/* The token goes in the body: addresses are kept in the logs of what lies between. */
const bodyOf = (beats: Beat[], token: string) => JSON.stringify(token ? { token, beats } : { beats });

function beatsAddress(viewingId: string): string {
  return `/api/v1/viewings/${encodeURIComponent(viewingId)}/beats`;
}

async function sendBeats(viewingId: string, token: string, beats: Beat[]): Promise<BeatReply> {
  try {
    const response = await fetch(beatsAddress(viewingId), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-Tongping-Request': '1' },
      body: bodyOf(beats, token),
      credentials: 'same-origin',
      keepalive: true,
    });
    if (response.ok) return replyOf(response.status, await response.json());
    const { status, retryAfterS } = await failureOf(response);
    return refusedReply(status, (retryAfterS ?? 0) * 1000);
  } catch {
    return refusedReply(0);
  }
}

async function takePerson(viewingId: string, token: string): Promise<BeatReply> {
  const result = await call('POST /api/v1/viewings/{id}/take', { path: { id: viewingId }, body: token ? { token } : {} });
  return result.ok ? replyOf(200, result.value) : refusedReply(result.failure.status);
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
  lesson: openLessonViewing,
};

const signedIn = (): string => session.peek()?.account.id ?? '';

function leftOverHost(): LeftOverHost {
  return {
    shelf: browserShelf(),
    person: signedIn,
    send(viewingId, token, beats, done) {
      if (beatLine.send(viewingId, token, beats, done)) return;
      void sendBeats(viewingId, token, beats).then(done);
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
      void OPEN[kind](id).then((result) => {
        if (result.ok) done(200, result.value);
        else done(result.failure.status, null, (result.failure.retryAfterS ?? 0) * 1000);
      });
    },
    takePerson(viewingId, token, done) {
      void takePerson(viewingId, token).then(done);
    },
    onTurn: (run) => onNews(['viewing.taken'], (_kind, viewingId) => viewingId && run(viewingId)),
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
        navigator.sendBeacon?.(beatsAddress(viewingId), bodyOf(beats, token));
      },
    },
  };
}
