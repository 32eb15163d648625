/* The player's host on a television set: XMLHttpRequest, localStorage, hls.js or the set's own player. */
import { monotonicMs } from '../shared/browser-host.ts';
import type { Beat, Beats, TvUrl, Viewing, ViewingWish } from '../shared/contract/live.ts';
import { autonymOf } from '../shared/i18n/languages.ts';
import { browserShelf } from '../player/beat-log.ts';
import { replyOf } from '../player/beat-reply.ts';
import type { EngineOptions } from '../player/engine.ts';
import { NativeEngine } from '../player/native-engine.ts';
import type { PlayerHost } from '../player/player.ts';
import { hlsEngine } from './hls-loader.ts';
import { askJson, type Answer, type Question } from './http.ts';

function beatsAddress(viewingId: string): string {
  return '/api/v1/viewings/' + encodeURIComponent(viewingId) + '/beats';
}

/* The token goes in the body: addresses are kept in the logs of what lies between. */
function bodyOf(beats: Beat[], token: string): Beats {
  return token ? { token: token, beats: beats } : { beats: beats };
}

function addressFor(urls: TvUrl[], language: string): string {
  const fitting = urls.filter(function (row) {
    return row.language === language;
  });
  const row = fitting[0] || urls[0];
  return row ? row.url : '';
}

function nativeEngine(options: EngineOptions, viewing: Viewing, language: string): ReturnType<PlayerHost['makeEngine']> {
  const urls = viewing.tv_urls;
  const first = urls[0];
  if (!first || !options.video.canPlayType) return null;
  const address = addressFor(urls, language);
  const chosen = urls.filter(function (row) {
    return row.url === address;
  })[0] as TvUrl;
  const sources = {
    languages: urls.map(function (row) {
      return { id: row.language, label: autonymOf(row.language) };
    }),
    addressOf: function (id: string) {
      return addressFor(urls, id);
    },
  };
  return { engine: new NativeEngine(options, sources, chosen.language), address: address };
}

export type WatchedKind = 'meeting' | 'lesson';

/* A study session that a lesson is shown in: asked for as the screen that this set is. */
export interface StudyLine {
  id: string;
  askAs(question: Question, done: (answer: Answer) => void): void;
}

function wishFor(kind: WatchedKind, id: string): ViewingWish {
  const device = navigator.userAgent.slice(0, 120);
  return kind === 'lesson' ? { lesson_id: id, device: device } : { meeting_id: id, device: device };
}

export function tvHost(kind: WatchedKind, nowWallMs: () => number, onChange: () => void, study?: StudyLine): PlayerHost {
  function open(id: string, done: (answer: Answer) => void): void {
    const wish = wishFor(kind, id);
    const question: Question = { method: 'POST', url: '/api/v1/viewings', body: wish };
    if (!study) return askJson(question, monotonicMs, done);
    wish.study_id = study.id;
    study.askAs(question, done);
  }
  return {
    profile: 'live',
    onChange: onChange,
    nowWallMs: nowWallMs,
    monotonicMs: monotonicMs,
    ask: function (id, done) {
      open(id, function (answer) {
        const isMade = answer.status === 201 || answer.status === 200;
        done(isMade ? 200 : answer.status, isMade ? (answer.body as Viewing) : null, answer.retryAfterMs);
      });
    },
    /* A set is switched on and off, not reloaded: each time is a viewing of its own. */
    remember: function () {},
    recall: function () {
      return null;
    },
    later: function (run, ms) {
      return window.setTimeout(run, ms);
    },
    cancel: function (timer) {
      window.clearTimeout(timer);
    },
    makeEngine: function (options, viewing, language) {
      const make = hlsEngine();
      if (make) return { engine: make(options), address: viewing.live_url };
      return nativeEngine(options, viewing, language);
    },
    beats: {
      shelf: browserShelf(),
      send: function (viewingId, token, beats, done) {
        const question = { method: 'POST' as const, url: beatsAddress(viewingId), body: bodyOf(beats, token) };
        askJson(question, monotonicMs, function (answer) {
          done(replyOf(answer.status, answer.body, answer.retryAfterMs));
        });
      },
      sendLast: function (viewingId: string, token: string, beats: Beat[]) {
        if (navigator.sendBeacon) navigator.sendBeacon(beatsAddress(viewingId), JSON.stringify(bodyOf(beats, token)));
      },
    },
  };
}
