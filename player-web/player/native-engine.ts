/* The engine of the browser or set itself: a <video> that reads the playlist. Knows no numbers of
 * segments: media time comes from the wall clock of the playlist where the browser tells it
 * (getStartDate), else it is reckoned from the server's clock and the usual delay. ES5: old sets. */
import type { Chapter, Choice, Engine, EngineOptions, Place, Range } from './engine.ts';

/* Three segments of 5.76 s: where sets begin that read HLS version 3. */
const USUAL_DELAY_MS = 14000;
const TARGET_MS = 15000;

interface DatedVideo {
  getStartDate?(): Date;
}

export interface NativeSources {
  languages: Choice[];
  addressOf(language: string): string;
}

export class NativeEngine implements Engine {
  private readonly options: EngineOptions;
  private readonly sources: NativeSources | null;
  private chosen: string;
  private place: Place = null;
  private address = '';
  private zeroMs: number | null = null; // media time of the timeline's 0
  private readonly onPlaying: () => void;
  private readonly onError: () => void;

  /* `sources`: one address per language, as old sets need it; null: the master playlist. */
  constructor(options: EngineOptions, sources: NativeSources | null, language: string) {
    this.options = options;
    this.sources = sources;
    this.chosen = language;
    this.onPlaying = () => this.begins();
    this.onError = () => {
      if (this.options.video.error) this.options.events.onLost();
    };
  }

  open(address: string, place: Place): void {
    const video = this.options.video;
    this.address = address;
    this.place = place;
    this.zeroMs = null;
    video.addEventListener('loadedmetadata', this.onPlaying, false);
    video.addEventListener('playing', this.onPlaying, false);
    video.addEventListener('error', this.onError, false);
    this.load();
  }

  destroy(): void {
    const video = this.options.video;
    video.removeEventListener('loadedmetadata', this.onPlaying, false);
    video.removeEventListener('playing', this.onPlaying, false);
    video.removeEventListener('error', this.onError, false);
    video.removeAttribute('src');
    video.load();
  }

  positionMs(): number | null {
    return this.zeroMs === null ? null : Math.round(this.zeroMs + this.options.video.currentTime * 1000);
  }

  range(): Range | null {
    const video = this.options.video;
    const reach = video.seekable;
    if (this.zeroMs === null) return null;
    const endS = reach.length > 0 ? reach.end(reach.length - 1) : video.currentTime;
    const startS = reach.length > 0 ? reach.start(0) : video.currentTime;
    return { startMs: Math.round(this.zeroMs + startS * 1000), edgeMs: Math.round(this.zeroMs + endS * 1000) };
  }

  isLive(): boolean {
    return !(this.options.video.duration < Infinity);
  }

  latencyMs(): number | null {
    const position = this.positionMs();
    if (position === null || !this.isLive()) return null;
    return Math.max(0, Math.round(this.options.nowWallMs() - this.options.startsWallUs / 1000 - position));
  }

  targetMs(): number {
    return TARGET_MS;
  }

  seek(mediaMs: number): void {
    if (this.zeroMs === null) this.place = mediaMs;
    else this.options.video.currentTime = Math.max(0, (mediaMs - this.zeroMs) / 1000);
  }

  toLive(): void {
    const reach = this.options.video.seekable;
    if (reach.length === 0) return;
    const edge = reach.end(reach.length - 1);
    this.options.video.currentTime = Math.max(reach.start(0), edge - TARGET_MS / 1000);
  }

  languages(): Choice[] {
    return this.sources ? this.sources.languages : [];
  }

  language(): string {
    return this.chosen;
  }

  prepareLanguages(): void {
    /* the browser has its own way */
  }

  setLanguage(id: string): void {
    if (!this.sources || id === this.chosen) return;
    this.place = this.positionMs();
    this.chosen = id;
    this.address = this.sources.addressOf(id);
    this.zeroMs = null;
    this.load();
  }

  qualities(): Choice[] {
    return [];
  }

  setQuality(_id: string): void {}

  saveData(_isSaving: boolean): void {}

  soundAddress(_language: string): string {
    return '';
  }

  chapters(): Chapter[] {
    return [];
  }

  height(): number {
    return this.options.video.videoHeight;
  }

  private load(): void {
    const video = this.options.video;
    video.src = this.options.currentAddress(this.address);
    video.load();
  }

  private begins(): void {
    this.options.events.onLine(true);
    if (this.zeroMs === null) {
      this.zeroMs = this.findZero();
      this.options.events.onTracks();
    }
    const place = this.place;
    if (place !== null && this.zeroMs !== null) {
      this.place = null;
      this.seek(place);
    }
  }

  /* A recording begins at 0; of a live one the wall clock tells. */
  private findZero(): number {
    const video = this.options.video as HTMLVideoElement & DatedVideo;
    const startsMs = this.options.startsWallUs / 1000;
    if (!this.isLive()) return 0;
    const date = video.getStartDate ? video.getStartDate().getTime() : NaN;
    if (!isNaN(date)) return date - startsMs;
    return this.options.nowWallMs() - startsMs - USUAL_DELAY_MS - video.currentTime * 1000;
  }
}
