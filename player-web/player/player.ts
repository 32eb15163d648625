/* One meeting or lesson on one <video>: joins the viewing, an engine, the beats and the watchers, and tells the page
 * what to show. No framework, no network of its own: the host has both. ES5: television sets run it. */
import type { BeatState, Viewing } from '../shared/contract/live.ts';
import { BeatSender, type BeatFacts, type BeatHost } from './beat-sender.ts';
import type { Engine, EngineOptions, Place } from './engine.ts';
import { LiveGuard, StallWatch } from './guards.ts';
import { startPlaying } from './play-gate.ts';
import { firstState, TROUBLE_OF_STATUS, type PlayerState } from './player-state.ts';
import { tagOfSound } from './sound-ids.ts';
import { Turn, type TurnHost } from './turn.ts';
import { tokenOf, ViewingLink, withToken, type ViewingHost } from './viewing-link.ts';

export interface PlayerHost extends ViewingHost, TurnHost {
  beats: Pick<BeatHost, 'shelf' | 'send' | 'sendLast' | 'person' | 'owner'>;
  monotonicMs(): number;
  /* Null: this browser cannot play it. `language` is a wish. */
  makeEngine(options: EngineOptions, viewing: Viewing, language: string): { engine: Engine; address: string } | null;
  profile: 'live' | 'phone';
  /* Where to begin in what has an end, when the server tells this place. Absent: just there. */
  placeFor?(resumeMs: number): number;
  onChange(): void;
}

const TICK_MS = 250;
/* Nearer to the edge than this is live. */
const NEAR_LIVE_MS = 6000;
const ENDED_WITHIN_MS = 700;
/* A line that is down for a blink is not worth a word. */
const LINE_WORD_AFTER_MS = 1500;

export class Player {
  readonly state: PlayerState = firstState();
  readonly video: HTMLVideoElement;
  private readonly host: PlayerHost;
  private readonly id: string;
  private readonly link: ViewingLink;
  private readonly guard = new LiveGuard();
  private readonly stall = new StallWatch();
  private readonly turn: Turn;
  private engine: Engine | null = null;
  private beats: BeatSender | null = null;
  private wantsToPlay = true;
  private lineDownAtMs: number | null = null;
  private timer = 0;
  private isMoving = false; // the position moved at the last look
  private wishedLanguage = '';
  private sounds: { [language: string]: string } = {}; // addresses, of the last picture
  private gain = 1;
  private isStopped = false;

  constructor(host: PlayerHost, video: HTMLVideoElement, id: string) {
    this.host = host;
    this.video = video;
    this.id = id;
    this.link = new ViewingLink(
      host,
      id,
      (viewing) => this.onViewing(viewing),
      (status) => this.refused(status),
    );
    this.turn = new Turn(host, this.link, () => this.turned());
  }

  start(language: string): void {
    this.wishedLanguage = language;
    this.link.start();
    this.timer = window.setInterval(() => this.tick(), TICK_MS);
  }

  stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    window.clearInterval(this.timer);
    this.link.stop();
    this.turn.stop();
    if (this.beats) this.beats.end();
    if (this.engine) this.engine.destroy();
    this.engine = null;
  }

  /* ---- what the person wants ---- */

  play(): void {
    this.wantsToPlay = true;
    this.stall.forgive(this.host.monotonicMs());
    startPlaying(this.video, () => this.wantsTouch());
    this.changed();
  }

  pause(): void {
    this.wantsToPlay = false;
    this.video.pause();
    if (this.state.mode === 'live') this.state.mode = 'behind';
    this.changed();
  }

  toggle(): void {
    if (this.wantsToPlay && this.state.phase !== 'touch') this.pause();
    else this.play();
  }

  seek(mediaMs: number): void {
    const state = this.state;
    const isLive = state.mode !== 'recording';
    if (isLive && mediaMs >= state.edgeMs - NEAR_LIVE_MS) return this.goLive();
    if (isLive) state.mode = 'behind';
    this.jump(Math.min(Math.max(mediaMs, state.startMs), state.edgeMs));
  }

  seekBy(ms: number): void {
    this.seek(this.state.positionMs + ms);
  }

  goLive(): void {
    if (this.state.mode === 'recording') return;
    this.state.mode = 'live';
    this.cutSeen();
    if (this.engine) this.engine.toLive();
    this.play();
  }

  setLanguage(id: string): void {
    this.wishedLanguage = id;
    if (this.engine) this.engine.setLanguage(id);
    if (this.state.isSoundOnly) this.reopen();
    this.changed();
  }

  /* The menu of languages is open. */
  prepareLanguages(): void {
    if (this.engine && !this.state.isSaving && !this.state.isSoundOnly) this.engine.prepareLanguages();
  }

  setQuality(id: string): void {
    this.state.quality = id;
    if (this.engine) this.engine.setQuality(id);
    this.changed();
  }

  setVolume(volume: number, isMuted: boolean): void {
    this.video.volume = volume * this.gain;
    this.video.muted = isMuted;
    this.changed();
  }

  /* How loud a sound is against others: 0 to 1. The volume that the person chose stays what it is. */
  setGain(gain: number): void {
    const volume = this.video.volume / this.gain;
    this.gain = Math.min(1, Math.max(0.01, gain));
    this.video.volume = Math.min(1, volume) * this.gain;
  }

  setRate(rate: number): void {
    this.state.rate = rate;
    this.applyRate();
    this.stall.forgive(this.host.monotonicMs());
    this.changed();
  }

  saveData(isSaving: boolean): void {
    this.state.isSaving = isSaving;
    if (this.engine) this.engine.saveData(isSaving);
    this.changed();
  }

  setSoundOnly(isSoundOnly: boolean): void {
    if (isSoundOnly === this.state.isSoundOnly || (isSoundOnly && !this.state.canSoundOnly)) return;
    this.state.isSoundOnly = isSoundOnly;
    this.reopen();
    this.changed();
  }

  /* The page is hidden, shown, goes. */
  pageChanged(isGoing: boolean): void {
    if (!this.beats) return;
    if (isGoing) this.keepPlace();
    if (isGoing) this.beats.pageHides();
    else this.beats.stateChanged();
  }

  /* The page that went is there again as it was: its viewing has ended, another one goes on. */
  pageReturns(): void {
    if (this.beats) this.link.renew();
  }

  /* What this screen shows counts again; another one of the account counts nothing meanwhile. */
  goOnHere(): void {
    this.turn.goOnHere(this.beats);
  }

  viewing(): Viewing | null {
    return this.link.viewing;
  }

  /* Media time at this very moment; null: nothing is open. */
  positionMs(): number | null {
    return this.engine ? this.engine.positionMs() : null;
  }

  /* ---- the viewing ---- */

  private onViewing(viewing: Viewing): void {
    const token = tokenOf(viewing.live_url);
    this.setTrouble(null);
    if (this.beats && this.beats.viewingId() === viewing.id) {
      this.beats.renew(token);
    } else {
      if (this.beats) this.beats.end();
      this.turn.told(false);
      this.beats = new BeatSender(this.beatHost(), this.link.beatsOf(viewing));
    }
    const isRecording = !viewing.is_live;
    const wasRecording = this.state.mode === 'recording';
    if (this.engine && isRecording === wasRecording) return; // its next request carries the new token
    this.state.mode = isRecording ? 'recording' : 'live';
    const resumeMs = this.host.placeFor ? this.host.placeFor(viewing.resume_ms) : viewing.resume_ms;
    this.open(isRecording && resumeMs > 0 ? resumeMs : null);
  }

  private refused(status: number): void {
    const trouble = TROUBLE_OF_STATUS[status] || (status >= 500 ? 'line' : 'closed');
    this.setTrouble(trouble);
  }

  /* ---- the engine ---- */

  private open(place: Place): void {
    const viewing = this.link.viewing;
    if (!viewing || this.isStopped) return;
    if (this.engine) this.engine.destroy();
    this.cutSeen();
    const made = this.host.makeEngine(this.engineOptions(viewing), viewing, this.wishedLanguage);
    this.engine = made ? made.engine : null;
    if (!made) return this.setTrouble('unsupported');
    made.engine.open(this.soundNow() || made.address, place);
    this.applyRate();
    this.stall.forgive(this.host.monotonicMs());
    if (this.wantsToPlay) startPlaying(this.video, () => this.wantsTouch());
  }

  /* At the same place, or at the live edge again. */
  private reopen(): void {
    this.open(this.state.mode === 'live' ? null : this.state.positionMs);
  }

  /* '' : with the picture. */
  private soundNow(): string {
    return (this.state.isSoundOnly && (this.sounds[this.wishedLanguage] || this.sounds[this.state.language])) || '';
  }

  /* A <video> that loads anew begins with its default rate. */
  private applyRate(): void {
    this.video.defaultPlaybackRate = this.state.rate;
    this.video.playbackRate = this.state.rate;
  }

  /* A reload of the page goes on here, with another viewing: this one ends. */
  private keepPlace(): void {
    const viewing = this.link.viewing;
    if (!viewing) return;
    if (this.state.mode === 'recording')
      viewing.resume_ms = this.state.phase === 'ended' ? 0 : Math.round(this.state.positionMs);
    viewing.is_over = true;
    this.host.remember(this.id, viewing);
  }

  private engineOptions(viewing: Viewing): EngineOptions {
    return {
      video: this.video,
      profile: this.host.profile,
      timeLine: viewing.lesson_id && !viewing.meeting_id ? 'lesson' : 'meeting',
      startsWallUs: viewing.starts_wall_us,
      nowWallMs: () => this.host.nowWallMs(),
      currentAddress: (address) => {
        const now = this.link.viewing;
        return now ? withToken(address, tokenOf(now.live_url)) : address;
      },
      events: {
        onTracks: () => this.onTracks(),
        onRefused: () => this.link.renew(),
        onLine: (isUp) => this.onLine(isUp),
        onLost: () => this.later(),
      },
    };
  }

  private later(): void {
    this.host.later(() => {
      if (!this.isStopped) this.reopen();
    }, 500 + 500 * Math.random());
  }

  private onTracks(): void {
    const engine = this.engine;
    if (!engine) return;
    if (!this.state.isSoundOnly) {
      this.state.languages = engine.languages();
      this.state.qualities = engine.qualities();
      if (this.wishedLanguage) engine.setLanguage(this.wishedLanguage);
      this.readSounds(engine);
      if (this.state.quality) engine.setQuality(this.state.quality);
      if (this.state.isSaving) engine.saveData(true);
    }
    this.changed();
  }

  private readSounds(engine: Engine): void {
    this.sounds = {};
    for (let i = 0; i < this.state.languages.length; i++) {
      const id = (this.state.languages[i] as { id: string }).id;
      this.sounds[id] = engine.soundAddress(id);
    }
    this.state.language = engine.language() || this.wishedLanguage;
    this.state.canSoundOnly = !!this.sounds[this.state.language];
  }

  private onLine(isUp: boolean): void {
    if (isUp) {
      this.link.confirm();
      if (this.lineDownAtMs !== null) this.stall.forgive(this.host.monotonicMs());
      this.lineDownAtMs = null;
      if (this.state.trouble) this.setTrouble(null);
    } else if (this.lineDownAtMs === null) {
      this.lineDownAtMs = this.host.monotonicMs();
    }
  }

  private jump(mediaMs: number): void {
    this.cutSeen();
    this.stall.forgive(this.host.monotonicMs());
    if (this.engine) this.engine.seek(mediaMs);
    this.state.positionMs = mediaMs;
    if (this.state.phase === 'ended') this.play();
    this.changed();
  }

  /* ---- four times a second ---- */

  private tick(): void {
    const engine = this.engine;
    const nowMs = this.host.monotonicMs();
    if (this.lineDownAtMs !== null && nowMs - this.lineDownAtMs > LINE_WORD_AFTER_MS) this.setTrouble('line');
    if (!engine) return;
    this.readFacts(engine);
    this.watch(engine, nowMs);
    this.sample(nowMs);
    this.changed();
  }

  private readFacts(engine: Engine): void {
    const state = this.state;
    const position = engine.positionMs();
    const range = engine.range();
    if (position !== null) state.positionMs = position;
    if (range) {
      state.startMs = range.startMs;
      state.edgeMs = range.edgeMs;
    }
    state.latencyMs = state.mode === 'recording' ? null : engine.latencyMs();
    if (!state.isSoundOnly) state.language = engine.language() || this.wishedLanguage;
    else if (this.sounds[this.wishedLanguage]) state.language = this.wishedLanguage;
    state.chapters = engine.chapters();
    state.height = engine.height();
    state.isMuted = this.video.muted;
    state.volume = Math.min(1, this.video.volume / this.gain);
  }

  private watch(engine: Engine, nowMs: number): void {
    const state = this.state;
    if (this.hasEnded(engine)) {
      if (state.phase !== 'ended') this.ended();
      return;
    }
    const shouldMove = this.wantsToPlay && state.phase !== 'touch' && this.lineDownAtMs === null;
    const stall = this.stall.look(nowMs, engine.positionMs(), shouldMove);
    this.isMoving = stall === 'none' && !this.video.paused;
    if (stall === 'stuck') {
      this.setTrouble('stuck');
      this.reopen();
      return;
    }
    const latency = state.latencyMs;
    if (state.mode === 'live' && latency !== null && this.wantsToPlay && state.phase !== 'touch') {
      if (this.guard.shouldJump(nowMs, latency, engine.targetMs())) {
        this.cutSeen();
        engine.toLive();
      }
    }
    if (state.phase !== 'touch' || !this.video.paused) this.setPhase(this.phaseNow(stall === 'waiting'));
  }

  /* What comes next, the recording, is another viewing. */
  private ended(): void {
    this.host.remember(this.id, null);
    this.setPhase('ended');
  }

  private phaseNow(isWaiting: boolean): PlayerState['phase'] {
    if (!this.wantsToPlay) return 'paused';
    if (isWaiting || this.video.paused || this.video.readyState < 3) {
      return this.state.phase === 'opening' ? 'opening' : 'waiting';
    }
    return 'playing';
  }

  private hasEnded(engine: Engine): boolean {
    const state = this.state;
    if (this.video.ended) return true;
    return !engine.isLive() && state.edgeMs > 0 && state.edgeMs - state.positionMs < ENDED_WITHIN_MS && this.video.paused;
  }

  private sample(nowMs: number): void {
    if (!this.beats) return;
    const position = this.engine ? this.engine.positionMs() : null;
    if (position === null) return this.beats.seen.cut();
    this.beats.seen.add({
      atMs: nowMs,
      mediaMs: position,
      isPlaying: this.isMoving && !this.video.paused && !this.video.seeking,
      rate: this.video.playbackRate,
    });
  }

  private cutSeen(): void {
    if (this.beats) this.beats.seen.cut();
  }

  /* ---- beats ---- */

  private beatHost(): BeatHost {
    const host = this.host;
    const { shelf, send, sendLast } = host.beats;
    const { later, cancel, monotonicMs } = host;
    const beats: BeatHost = {
      shelf, send, sendLast, later, cancel, monotonicMs,
      facts: () => this.beatFacts(),
      turned: (isElsewhere) => this.turn.told(isElsewhere),
      credited: (creditedMs) => this.credited(creditedMs),
    };
    if (host.beats.person) beats.person = host.beats.person;
    if (host.beats.owner) beats.owner = host.beats.owner;
    return beats;
  }

  private beatFacts(): BeatFacts {
    const state = this.state;
    return {
      state: this.beatState(),
      positionMs: Math.max(0, Math.round(state.positionMs)),
      rate: this.video.paused ? 0 : this.video.playbackRate,
      language: tagOfSound(state.language),
      latencyMs: state.latencyMs === null ? -1 : Math.max(0, Math.round(state.latencyMs)),
    };
  }

  private beatState(): BeatState {
    if (this.state.phase === 'ended') return 'ended';
    if (this.state.phase === 'paused' || this.state.phase === 'touch') return 'paused';
    if (document.hidden) return 'hidden';
    return this.state.phase === 'playing' ? 'playing' : 'waiting';
  }

  /* ---- telling ---- */

  private turned(): void {
    this.state.isElsewhere = this.turn.isElsewhere;
    this.changed();
  }

  private credited(creditedMs: number): void {
    this.state.creditedMs = creditedMs;
    this.changed();
  }

  private wantsTouch(): void {
    if (this.isStopped) return;
    this.setPhase('touch');
    this.changed();
  }

  private setPhase(phase: PlayerState['phase']): void {
    if (phase === this.state.phase) return;
    this.state.phase = phase;
    if (this.beats) this.beats.stateChanged();
  }

  private setTrouble(trouble: PlayerState['trouble']): void {
    if (trouble === this.state.trouble) return;
    this.state.trouble = trouble;
    this.changed();
  }

  private changed(): void {
    if (!this.isStopped) this.host.onChange();
  }
}
