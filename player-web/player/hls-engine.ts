/* The engine on hls.js: Chromium, Firefox, Edge, Safari with (managed) media source extensions. */
import Hls, { type ErrorData, type HlsConfig, type LevelDetails, type LoadPolicy, type MediaPlaylist } from 'hls.js';

import type { Chapter, Choice, Engine, EngineOptions, Place, Range } from './engine.ts';
import { EarlyLoader } from './early-loader.ts';
import { mediaMsAt, timeAt, type GridPoint } from './grid-time.ts';
import { SoundsAhead } from './sounds-ahead.ts';
import { idsOfSounds, smallestSound } from './sound-ids.ts';

/* The least that held without stalls over parts of 0.32 s. */
const LIVE_TARGET_S = 1.45;
const RECOVER_MAX = 2;
const RECOVER_WITHIN_MS = 10000;
const SAVING_MAX_HEIGHT = 360;
const REFUSED = [401, 403, 404, 410];

/* A server that restarts answers again within seconds, so playlists are asked for without end and soon.
 * The random part keeps thousands of players from asking in the same instant. */
function playlistPolicy(): LoadPolicy {
  const retry = {
    maxNumRetry: Infinity,
    retryDelayMs: 200 + 200 * Math.random(),
    maxRetryDelayMs: 1500 + 500 * Math.random(),
    backoff: 'exponential' as const,
    shouldRetry: () => true,
  };
  return {
    default: { maxTimeToFirstByteMs: 8000, maxLoadTimeMs: 20000, timeoutRetry: retry, errorRetry: retry },
  };
}

/* A part that stays away is passed over soon: behind it the meeting goes on. */
function mediaPolicy(): LoadPolicy {
  const retry = { maxNumRetry: 4, retryDelayMs: 200 + 200 * Math.random(), maxRetryDelayMs: 1500 };
  return {
    default: { maxTimeToFirstByteMs: 8000, maxLoadTimeMs: 30000, timeoutRetry: retry, errorRetry: retry },
  };
}

function lessonConfig(options: EngineOptions): Partial<HlsConfig> {
  const isPhone = options.profile === 'phone';
  return {
    lowLatencyMode: false,
    loader: EarlyLoader,
    startFragPrefetch: true, // the first segment on its way while the <video> is made ready
    abrEwmaDefaultEstimate: isPhone ? 700000 : 1500000, // the first segment's rung: 360p on a computer
    backBufferLength: 90,
    maxBufferLength: isPhone ? 20 : 30,
    capLevelToPlayerSize: isPhone,
  };
}

function meetingConfig(options: EngineOptions): Partial<HlsConfig> {
  const isLive = options.profile === 'live';
  return {
    lowLatencyMode: true,
    ...(isLive ? { liveSyncDuration: LIVE_TARGET_S } : {}),
    maxLiveSyncPlaybackRate: 1.1,
    /* liveMaxLatencyDuration stays unset: it would force every rewind back to live. */
    backBufferLength: 60,
    maxBufferLength: isLive ? 30 : 20,
    capLevelToPlayerSize: !isLive,
  };
}

function configOf(options: EngineOptions): Partial<HlsConfig> {
  return {
    ...(options.timeLine === 'lesson' ? lessonConfig(options) : meetingConfig(options)),
    /* The CSP allows blob: workers, but CMAF is passed through, not transmuxed. */
    enableWorker: false,
    xhrSetup: (request, address) => request.open('GET', options.currentAddress(address), true),
    manifestLoadPolicy: playlistPolicy(),
    playlistLoadPolicy: playlistPolicy(),
    fragLoadPolicy: mediaPolicy(),
  };
}

export class HlsEngine implements Engine {
  private readonly hls: Hls;
  private readonly options: EngineOptions;
  private place: Place = null;
  private recoveries: number[] = [];
  private readonly sounds: SoundsAhead;

  constructor(options: EngineOptions) {
    this.options = options;
    this.hls = new Hls(configOf(options));
    this.sounds = new SoundsAhead(options.currentAddress);
    this.listen();
  }

  static isSupported(): boolean {
    return Hls.isSupported();
  }

  open(address: string, place: Place): void {
    if (this.isLesson()) this.hls.config.startPosition = place === null ? 0 : place / 1000;
    else this.place = place;
    this.hls.loadSource(address);
    this.hls.attachMedia(this.options.video);
  }

  destroy(): void {
    this.sounds.drop();
    this.hls.destroy();
  }

  positionMs(): number | null {
    const time = this.options.video.currentTime;
    if (this.isLesson()) return this.details() ? Math.round(time * 1000) : null;
    return mediaMsAt(this.points(), time);
  }

  range(): Range | null {
    const details = this.details();
    if (this.isLesson()) return details && { startMs: 0, edgeMs: Math.round(details.edge * 1000) };
    const points = this.points();
    const startMs = details && mediaMsAt(points, points[0]?.start ?? 0);
    const edgeMs = details && mediaMsAt(points, details.edge);
    return startMs === null || edgeMs === null ? null : { startMs, edgeMs };
  }

  isLive(): boolean {
    return this.details()?.live ?? true;
  }

  latencyMs(): number | null {
    const details = this.details();
    return details?.live ? Math.round(this.hls.latency * 1000) : null;
  }

  targetMs(): number {
    return Math.round((this.hls.targetLatency ?? LIVE_TARGET_S) * 1000);
  }

  seek(mediaMs: number): void {
    const time = this.isLesson() ? mediaMs / 1000 : timeAt(this.points(), mediaMs);
    if (time === null) this.place = mediaMs;
    else this.options.video.currentTime = Math.max(0, time);
  }

  toLive(): void {
    const position = this.hls.liveSyncPosition;
    if (position !== null) this.options.video.currentTime = position;
  }

  languages(): Choice[] {
    const tracks = this.hls.audioTracks;
    return idsOfSounds(tracks).map((id, i) => ({ id, label: tracks[i]?.name ?? id }));
  }

  language(): string {
    return idsOfSounds(this.hls.audioTracks)[this.hls.audioTrack] ?? '';
  }

  setLanguage(id: string): void {
    const at = idsOfSounds(this.hls.audioTracks).indexOf(id);
    if (at >= 0 && at !== this.hls.audioTrack) this.hls.audioTrack = at;
  }

  /* Of a meeting every part is new: nothing to fetch ahead. */
  prepareLanguages(): void {
    if (!this.isLesson()) return;
    const others = this.hls.audioTracks.filter((_track, i) => i !== this.hls.audioTrack);
    void this.sounds.prepare(others.map((track) => track.url), this.options.video.currentTime);
  }

  qualities(): Choice[] {
    const heights = this.hls.levels.map((level) => level.height).filter((height) => height > 0);
    const best = [...new Set(heights)].sort((a, b) => b - a);
    return best.map((height) => ({ id: String(height), label: `${height}p` }));
  }

  setQuality(id: string): void {
    this.hls.nextLevel = id === '' ? -1 : this.hls.levels.findIndex((level) => String(level.height) === id);
  }

  saveData(isSaving: boolean): void {
    const heights = this.hls.levels.map((level) => level.height);
    const small = heights.filter((height) => height <= SAVING_MAX_HEIGHT).length;
    this.hls.autoLevelCapping = isSaving && heights.length > 0 ? Math.max(0, small - 1) : -1;
  }

  soundAddress(language: string): string {
    return smallestSound<MediaPlaylist>(this.hls.allAudioTracks, language)?.url ?? '';
  }

  chapters(): Chapter[] {
    const points = this.points();
    return Object.values(this.details()?.dateRanges ?? {}).flatMap((range) => {
      const title = range?.attr['X-TITLE'] ?? '';
      const atMs = range && title ? mediaMsAt(points, range.startTime) : null;
      return atMs === null ? [] : [{ atMs, title }];
    });
  }

  height(): number {
    return this.options.video.videoHeight;
  }

  private isLesson(): boolean {
    return this.options.timeLine === 'lesson';
  }

  private details(): LevelDetails | null {
    return this.hls.latestLevelDetails;
  }

  private points(): readonly GridPoint[] {
    return this.details()?.fragments ?? [];
  }

  private listen(): void {
    const { hls } = this;
    const { events } = this.options;
    hls.on(Hls.Events.MANIFEST_PARSED, () => events.onTracks());
    hls.on(Hls.Events.AUDIO_TRACKS_UPDATED, () => events.onTracks());
    hls.on(Hls.Events.AUDIO_TRACK_SWITCHED, () => events.onTracks());
    hls.on(Hls.Events.LEVEL_UPDATED, () => {
      events.onLine(true);
      this.goToPlace();
    });
    hls.on(Hls.Events.ERROR, (_name, data) => this.onError(data));
  }

  private goToPlace(): void {
    const { place } = this;
    if (place === null) return;
    this.place = null;
    this.seek(place);
  }

  private onError(data: ErrorData): void {
    const status = data.response?.code ?? -1;
    const isPlaylist = /^(manifest|level|audioTrack)Load(Error|TimeOut)$/.test(data.details);
    if (isPlaylist && REFUSED.includes(status)) this.options.events.onRefused(status);
    else if (isPlaylist) this.options.events.onLine(false);
    if (!data.fatal) return;
    if (data.type === Hls.ErrorTypes.MEDIA_ERROR && this.mayRecover()) this.hls.recoverMediaError();
    else this.options.events.onLost();
  }

  private mayRecover(): boolean {
    const now = performance.now();
    this.recoveries = this.recoveries.filter((at) => now - at < RECOVER_WITHIN_MS);
    this.recoveries.push(now);
    return this.recoveries.length <= RECOVER_MAX;
  }
}
