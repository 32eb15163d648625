/* The lesson's picture in the booth: by hls.js over a viewing of the editor's own, moved to the millisecond,
 * its sound off, low or full. */
import Hls from 'hls.js';

import { call, type Failure } from '../../../shared/api-client.ts';
import { parseWebVtt, type Cue } from '../../../player/cues/web-vtt.ts';

export type OriginalSound = 'off' | 'low' | 'full';

const VOLUMES: Readonly<Record<OriginalSound, number>> = { off: 0, low: 0.15, full: 1 };

function once(video: HTMLVideoElement, name: string, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    video.addEventListener(name, () => done(), { once: true, signal });
    signal.addEventListener('abort', () => done(), { once: true });
  });
}

export class Picture {
  readonly video: HTMLVideoElement;
  baseUrl = '';
  private hls: Hls | null = null;
  private readonly left = new AbortController();

  constructor(video: HTMLVideoElement) {
    this.video = video;
  }

  /* Null: it is open. `onTrouble`: it does not go on by itself. */
  async open(lessonId: string, onTrouble: () => void): Promise<Failure | null> {
    const result = await call('POST /api/v1/viewings', { body: { lesson_id: lessonId, device: 'editor' } });
    if (!result.ok) return result.failure;
    if (this.left.signal.aborted) return null;
    const hls = new Hls({ enableWorker: false, maxBufferLength: 30, backBufferLength: 60, capLevelToPlayerSize: true });
    hls.on(Hls.Events.ERROR, (_name, data) => {
      if (data.fatal) onTrouble();
    });
    hls.loadSource(result.value.live_url);
    hls.attachMedia(this.video);
    this.hls = hls;
    this.baseUrl = result.value.base_url;
    return null;
  }

  close(): void {
    this.left.abort();
    this.hls?.destroy();
    this.hls = null;
  }

  async cuesOf(assetId: string): Promise<Cue[]> {
    const answer = await fetch(`${this.baseUrl}c-${assetId.slice(-8)}/cues.vtt`).catch(() => null);
    return answer?.ok ? parseWebVtt(await answer.text()) : [];
  }

  get nowMs(): number {
    return this.video.currentTime * 1000;
  }

  setSound(sound: OriginalSound): void {
    this.video.muted = sound === 'off';
    this.video.volume = VOLUMES[sound];
  }

  /* Stands at the moment and can go on from there. */
  async seek(ms: number): Promise<void> {
    const { video } = this;
    video.pause();
    video.currentTime = ms / 1000;
    while (!this.left.signal.aborted && (video.seeking || video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA)) {
      await Promise.race([once(video, 'seeked', this.left.signal), once(video, 'canplay', this.left.signal)]);
    }
  }

  async play(): Promise<void> {
    await this.video.play().catch(() => undefined);
  }

  pause(): void {
    this.video.pause();
  }
}
