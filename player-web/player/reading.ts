/* Reading a lesson of pages: opens a viewing, counts how long each page has been in front of somebody, and tells it
 * in beats as intervals of the lesson's time line. A page that was turned over goes on where it was. */
import type { LessonPage } from '../shared/contract/lessons.ts';
import type { Viewing } from '../shared/contract/live.ts';
import { BeatSender, type BeatHost } from './beat-sender.ts';
import { Turn, type TurnHost } from './turn.ts';
import { tokenOf, ViewingLink, type ViewingHost } from './viewing-link.ts';

export interface ReadingHost extends ViewingHost, TurnHost {
  beats: Pick<BeatHost, 'shelf' | 'send' | 'sendLast' | 'person' | 'owner'>;
  monotonicMs(): number;
  isVisible(): boolean;
  onChange(): void;
}

export const READING_TICK_MS = 250;
/* A timer that comes later than this was asleep: nobody read meanwhile. */
const ASLEEP_AFTER_MS = 2000;

export class Reading {
  private readonly host: ReadingHost;
  private readonly link: ViewingLink;
  private readonly lessonId: string;
  private readonly pages: readonly LessonPage[];
  private readonly turn: Turn;
  private beats: BeatSender | null = null;
  private page: LessonPage | null = null;
  private readonly spent = new Map<string, number>();
  private lastMs: number;
  private timer = 0;

  constructor(host: ReadingHost, lessonId: string, pages: readonly LessonPage[]) {
    this.host = host;
    this.lessonId = lessonId;
    this.pages = pages;
    this.lastMs = host.monotonicMs();
    this.link = new ViewingLink(host, lessonId, (viewing) => this.take(viewing), () => undefined);
    this.turn = new Turn(host, this.link, () => host.onChange());
    this.link.start();
    this.timer = host.later(() => this.tick(), READING_TICK_MS);
  }

  /* Where pictures lie; "" while there is no viewing yet. */
  folder(): string {
    return this.link.viewing?.base_url ?? '';
  }

  /* Another screen of this account counts now. */
  isElsewhere(): boolean {
    return this.turn.isElsewhere;
  }

  goOnHere(): void {
    this.turn.goOnHere(this.beats);
  }

  show(page: LessonPage): void {
    this.beats?.seen.cut();
    this.page = page;
    this.host.onChange();
  }

  /* 0 to 1. */
  shareOf(page: LessonPage): number {
    const needed = page.to_ms - page.from_ms;
    return needed <= 0 ? 1 : (this.spent.get(page.id) ?? 0) / needed;
  }

  pageHides(): void {
    const { viewing } = this.link;
    if (viewing) this.host.remember(this.lessonId, { ...viewing, resume_ms: this.placeMs(), is_over: true });
    this.beats?.pageHides();
  }

  /* The page that went is there again as it was: its viewing has ended, another one goes on. */
  pageReturns(): void {
    this.link.renew();
  }

  stop(): void {
    this.host.cancel(this.timer);
    this.link.stop();
    this.turn.stop();
    this.beats?.end();
  }

  private take(viewing: Viewing): void {
    const token = tokenOf(viewing.base_url);
    if (this.beats?.viewingId() === viewing.id) this.beats.renew(token);
    else {
      this.turn.told(false);
      this.beats?.end();
      this.beats = new BeatSender(this.beatHost(), this.link.beatsOf(viewing));
    }
    this.host.onChange();
  }

  private tick(): void {
    this.timer = this.host.later(() => this.tick(), READING_TICK_MS);
    const nowMs = this.host.monotonicMs();
    const passedMs = nowMs - this.lastMs;
    this.lastMs = nowMs;
    const isReading = this.host.isVisible() && passedMs <= ASLEEP_AFTER_MS;
    if (!isReading) this.beats?.seen.cut();
    else if (this.page) this.spend(this.page, nowMs, passedMs);
    this.beats?.stateChanged();
  }

  private spend(page: LessonPage, nowMs: number, passedMs: number): void {
    const before = this.spent.get(page.id) ?? 0;
    const after = Math.min(page.to_ms - page.from_ms, Math.round(before + passedMs));
    this.spent.set(page.id, after);
    this.beats?.seen.add({ atMs: nowMs, mediaMs: page.from_ms + after, isPlaying: true, rate: 1 });
    if (after !== before) this.host.onChange();
  }

  private isRead(): boolean {
    return this.pages.every((page) => this.shareOf(page) >= 1);
  }

  /* On the page that is open, also when it has been read to its end: another screen opens the same one. */
  private placeMs(): number {
    if (!this.page) return 0;
    const { id, from_ms: from, to_ms: to } = this.page;
    return from + Math.min(this.spent.get(id) ?? 0, Math.max(0, to - from - 1));
  }

  private beatHost(): BeatHost {
    const { beats, later, cancel, monotonicMs } = this.host;
    return {
      ...beats,
      later,
      cancel,
      monotonicMs,
      turned: (isElsewhere) => this.turn.told(isElsewhere),
      facts: () => ({
        state: this.isRead() ? 'ended' : this.host.isVisible() ? 'playing' : 'hidden',
        positionMs: this.placeMs(),
        rate: 1,
        language: '',
        latencyMs: -1,
      }),
    };
  }
}
