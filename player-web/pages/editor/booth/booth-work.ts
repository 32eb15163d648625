/* What happens in the booth: which paragraph is open, what the picture and the microphone do now, takes that come
 * and go. Everything that is shown is a signal. */
import { signal, type Signal } from '@preact/signals';

import { monotonicMs } from '../../../shared/browser-host.ts';
import { addTake, dropTake, isFull, putDub, readSound, type Dub, type Take } from './booth-store.ts';
import { LevelWatch, dbOf, peakOf, shareOf, type LevelWord } from './level.ts';
import { openMicrophone, type Microphone, type MicrophoneProblem } from './microphone.ts';
import { limitOf, type Paragraph } from './paragraphs.ts';
import type { OriginalSound, Picture } from './picture.ts';
import { Recording } from './recording.ts';
import { withoutTake, withParagraph } from './take-list.ts';
import { SAMPLE_RATE, msOfSamples } from './wav.ts';

export type Phase = 'idle' | 'counting' | 'recording' | 'saving' | 'listening';
export type Trouble = 'full' | 'not_kept' | 'nothing' | 'not_read';
export type MicrophoneState = 'off' | 'opening' | 'on' | MicrophoneProblem;

const COUNT_FROM = 3;
const COUNT_MS = 1000;
const BEEP_HZ = 880;
const BEEP_S = 0.08;
const BEEP_GAIN = 0.12;
const WATCH_EVERY_MS = 40;
/* Somebody who is late is let finish, so that she hears by how much. */
const OVERTIME_MS = 15000;
/* Of one take, in memory until it is kept. */
export const TAKE_MAX_MS = 300000;
const KEEP_AFTER_MS = 400;

export class Booth {
  readonly dub: Signal<Dub>;
  readonly takes: Signal<readonly Take[]>;
  readonly at = signal(0);
  readonly phase = signal<Phase>('idle');
  readonly count = signal(0);
  readonly nowMs = signal(0);
  readonly share = signal(0); // of the meter
  readonly level = signal<LevelWord>('silent');
  readonly microphone = signal<MicrophoneState>('off');
  readonly sound = signal<OriginalSound>('off');
  readonly trouble = signal<Trouble | null>(null);
  readonly isOpen = signal(false); // the picture can be played
  readonly texts = signal(0); // counts texts that came from a subtitle
  picture: Picture | null = null;

  private mic: Microphone | null = null;
  private recording: Recording | null = null;
  private listening: AudioBufferSourceNode | null = null;
  private ownSpeaker: AudioContext | null = null;
  private watch = new LevelWatch();
  private timer = 0;
  private keepTimer = 0;
  private round = 0; // another one: what was begun before is over

  constructor(dub: Dub, takes: readonly Take[], at: number) {
    this.dub = signal(dub);
    this.takes = signal(takes);
    this.at.value = at;
  }

  get paragraph(): Paragraph | undefined {
    return this.dub.value.paragraphs[this.at.value];
  }

  get chosen(): Take | undefined {
    const id = this.paragraph?.takeId;
    return this.takes.value.find((take) => take.id === id);
  }

  async openMicrophone(): Promise<void> {
    if (this.microphone.peek() === 'on' || this.microphone.peek() === 'opening') return;
    this.microphone.value = 'opening';
    const opened = await openMicrophone({
      onBlock: ({ frame, samples }) => {
        this.recording?.take({ frame, samples });
        const db = dbOf(peakOf(samples));
        this.share.value = shareOf(db);
        this.level.value = this.watch.note(db, monotonicMs());
      },
      onLost: () => this.loseMicrophone(),
    });
    if (typeof opened === 'string') this.microphone.value = opened;
    else if (this.round < 0) opened.close();
    else {
      this.mic = opened;
      this.microphone.value = 'on';
    }
  }

  close(): void {
    this.stopAll();
    this.round = -1;
    this.mic?.close();
    this.mic = null;
    void this.ownSpeaker?.close();
    this.ownSpeaker = null;
    this.keepNow();
  }

  goTo(at: number): void {
    if (at < 0 || at >= this.dub.value.paragraphs.length || this.isBusy()) return;
    this.stopAll();
    this.at.value = at;
    this.trouble.value = null;
    const fromMs = this.paragraph?.fromMs ?? 0;
    this.nowMs.value = fromMs;
    void this.picture?.seek(fromMs);
  }

  /* The one key: counts in, ends the take. */
  press(): void {
    const phase = this.phase.value;
    if (phase === 'recording') void this.endTake();
    else if (phase === 'counting') this.stopAll();
    else if (phase !== 'saving') void this.beginTake();
  }

  /* Gives up what runs, keeps nothing of it. */
  stopAll(): void {
    this.round += 1;
    clearInterval(this.timer);
    this.listening?.disconnect();
    this.listening = null;
    this.recording = null;
    this.picture?.pause();
    this.count.value = 0;
    if (this.phase.value !== 'saving') this.phase.value = 'idle';
  }

  async listen(): Promise<void> {
    const [paragraph, take, picture] = [this.paragraph, this.chosen, this.picture];
    if (this.phase.value === 'listening') return this.stopAll();
    if (!paragraph || !take || !picture || this.isBusy()) return undefined;
    this.stopAll();
    const round = this.round;
    this.phase.value = 'listening';
    const pcm = await readSound(take.id).catch(() => null);
    if (round !== this.round) return undefined;
    if (!pcm) {
      this.trouble.value = 'not_read';
      return this.stopAll();
    }
    await this.playWith(pcm, paragraph, picture, round);
    return undefined;
  }

  change(id: number, part: Partial<Paragraph>): void {
    this.dub.value = withParagraph(this.dub.value, id, part, Date.now());
    clearTimeout(this.keepTimer);
    this.keepTimer = window.setTimeout(() => this.keepNow(), KEEP_AFTER_MS);
  }

  setDub(dub: Dub): void {
    this.dub.value = { ...dub, changedAtMs: Date.now() };
    this.keepNow();
  }

  async removeTake(take: Take): Promise<void> {
    if (this.isBusy()) return;
    this.stopAll();
    const dub = withoutTake(this.dub.value, this.takes.value, take, Date.now());
    await this.kept(dropTake(take.id, dub), () => {
      this.dub.value = dub;
      this.takes.value = this.takes.value.filter((one) => one.id !== take.id);
    });
  }

  keepNow(): void {
    clearTimeout(this.keepTimer);
    if (this.dub.value.paragraphs.length > 0) void this.kept(putDub(this.dub.value), () => undefined);
  }

  private isBusy(): boolean {
    return this.phase.value === 'recording' || this.phase.value === 'saving';
  }

  private loseMicrophone(): void {
    if (this.phase.value === 'recording') void this.endTake();
    this.mic?.close();
    this.mic = null;
    this.microphone.value = 'lost';
    this.share.value = 0;
  }

  private async beginTake(): Promise<void> {
    const [paragraph, picture] = [this.paragraph, this.picture];
    if (!paragraph || !picture || !this.isOpen.value) return;
    this.stopAll();
    this.trouble.value = null;
    if (!this.mic) await this.openMicrophone();
    const { mic } = this;
    if (!mic) return;
    const round = this.round;
    this.phase.value = 'counting';
    this.count.value = COUNT_FROM;
    await mic.context.resume();
    picture.setSound(this.sound.value);
    await picture.seek(paragraph.fromMs);
    for (let left = COUNT_FROM; left > 0 && round === this.round; left -= 1) {
      this.count.value = left;
      this.beep(mic);
      await new Promise((done) => setTimeout(done, COUNT_MS));
    }
    if (round !== this.round) return;
    this.count.value = 0;
    this.recording = new Recording(mic);
    this.phase.value = 'recording';
    this.watch = new LevelWatch();
    await picture.play();
    const endMs = this.lastMs(paragraph);
    this.timer = window.setInterval(() => {
      this.nowMs.value = picture.nowMs;
      if (!picture.video.paused) this.recording?.note((picture.nowMs - paragraph.fromMs) / 1000);
      if (picture.nowMs >= endMs || picture.video.ended) void this.endTake();
    }, WATCH_EVERY_MS);
  }

  private lastMs(paragraph: Paragraph): number {
    const dub = this.dub.value;
    const limitMs = limitOf(dub.paragraphs, this.at.value, dub.durationMs);
    return Math.min(dub.durationMs, limitMs + OVERTIME_MS, paragraph.fromMs + TAKE_MAX_MS);
  }

  /* Without a microphone takes can be heard all the same. */
  private speaker(): AudioContext {
    if (this.mic) return this.mic.context;
    this.ownSpeaker ??= new AudioContext();
    return this.ownSpeaker;
  }

  private beep({ context }: Microphone): void {
    const [tone, gain] = [context.createOscillator(), context.createGain()];
    tone.frequency.value = BEEP_HZ;
    gain.gain.value = BEEP_GAIN;
    tone.connect(gain).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + BEEP_S);
  }

  private async endTake(): Promise<void> {
    const { recording, paragraph } = this;
    if (!recording || !paragraph || this.phase.value !== 'recording') return;
    clearInterval(this.timer);
    this.phase.value = 'saving';
    const ended = recording.end();
    this.picture?.pause();
    const recorded = await ended.catch(() => null);
    this.recording = null;
    if (!recorded) this.trouble.value = 'nothing';
    else {
      const take: Take = {
        id: `${Date.now()}-${Math.floor(Math.random() * 1e9)}`,
        dub: this.dub.value.key,
        paragraphId: paragraph.id,
        madeAtMs: Date.now(),
        samples: recorded.pcm.length,
        peakDb: recorded.peakDb,
        hasStalled: recorded.hasStalled,
      };
      const dub = withParagraph(this.dub.value, paragraph.id, { takeId: take.id }, Date.now());
      await this.kept(addTake(take, recorded.pcm, dub), () => {
        this.dub.value = dub;
        this.takes.value = [...this.takes.value, take];
      });
    }
    this.phase.value = 'idle';
  }

  private async kept(work: Promise<void>, then: () => void): Promise<void> {
    try {
      await work;
      then();
    } catch (error) {
      this.trouble.value = isFull(error) ? 'full' : 'not_kept';
    }
  }

  private async playWith(pcm: Int16Array, paragraph: Paragraph, picture: Picture, round: number): Promise<void> {
    const context = this.speaker();
    await context.resume();
    const buffer = context.createBuffer(1, pcm.length, SAMPLE_RATE);
    buffer.getChannelData(0).set(Float32Array.from(pcm, (value) => value / 32768));
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    picture.setSound(this.sound.value);
    await picture.seek(paragraph.fromMs);
    if (round !== this.round) return;
    this.listening = source;
    await picture.play();
    let isOn = false;
    const endMs = Math.max(paragraph.toMs, paragraph.fromMs + msOfSamples(pcm.length));
    this.timer = window.setInterval(() => {
      this.nowMs.value = picture.nowMs;
      const goneS = (picture.nowMs - paragraph.fromMs) / 1000;
      if (!isOn && goneS > 0 && round === this.round) {
        isOn = true;
        source.start(0, goneS);
      }
      if (picture.nowMs >= endMs || picture.video.ended) this.stopAll();
    }, WATCH_EVERY_MS);
  }
}
