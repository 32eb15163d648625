/* Keeps a CueView at what its track says for the place of a <video>: looks at once after a seek or a change
 * of speed, sleeps while nothing changes, and looks at every frame just before it does. ES5. */
import type { CueTrack } from './cue-track.ts';
import type { CueView } from './cue-view.ts';

/* Nearer to a change than this every frame is looked at. */
const AWAKE_MS = 120;
/* The place may jump without an event: a player that loads anew. */
const SLEEP_MAX_MS = 250;
const EVENTS = ['seeking', 'seeked', 'ratechange', 'playing', 'pause'];

export class CueClock {
  private readonly video: HTMLVideoElement;
  private readonly view: CueView;
  private readonly positionMs: () => number | null;
  private readonly look: () => void;
  private track: CueTrack | null = null;
  private timer = 0;
  private frame = 0;

  /* `positionMs`: the media time now; null: nobody knows yet. */
  constructor(video: HTMLVideoElement, view: CueView, positionMs: () => number | null) {
    this.video = video;
    this.view = view;
    this.positionMs = positionMs;
    this.look = () => this.update();
    for (let i = 0; i < EVENTS.length; i++) video.addEventListener(EVENTS[i] as string, this.look, false);
  }

  /* Null: no subtitles. */
  setTrack(track: CueTrack | null): void {
    this.track = track;
    this.update();
  }

  destroy(): void {
    this.track = null;
    this.sleepNot();
    this.view.show([]);
    for (let i = 0; i < EVENTS.length; i++) this.video.removeEventListener(EVENTS[i] as string, this.look, false);
  }

  private update(): void {
    this.sleepNot();
    const track = this.track;
    const now = this.positionMs();
    this.view.show(track && now !== null ? track.at(now) : []);
    if (!track) return;
    const rate = this.video.playbackRate || 1;
    const leftMs = now === null || this.video.paused ? Infinity : (track.nextChangeMs(now) - now) / rate;
    if (leftMs < AWAKE_MS) this.nextFrame();
    else this.timer = window.setTimeout(this.look, Math.min(SLEEP_MAX_MS, leftMs - AWAKE_MS / 2));
  }

  private nextFrame(): void {
    if (window.requestAnimationFrame && !document.hidden) this.frame = window.requestAnimationFrame(this.look);
    else this.timer = window.setTimeout(this.look, 20);
  }

  private sleepNot(): void {
    window.clearTimeout(this.timer);
    if (this.frame) window.cancelAnimationFrame(this.frame);
    this.timer = 0;
    this.frame = 0;
  }
}
