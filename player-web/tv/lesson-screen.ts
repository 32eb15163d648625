/* A lesson on the whole screen, for five keys: OK pauses, left and right seek with small pictures, up opens
 * languages, down subtitles, Back returns to the list. It shows itself in the same place as a meeting. ES5. */
import { Player } from '../player/player.ts';
import { monotonicMs } from '../shared/browser-host.ts';
import type { LocaleTag } from '../shared/contract.ts';
import type { Lesson, LessonRow } from '../shared/contract/courses.ts';
import { rowTag } from './course-data.ts';
import { timeText } from './clock-text.ts';
import { loadHls } from './hls-loader.ts';
import { askJson } from './http.ts';
import { LessonCues } from './lesson-cues.ts';
import { LessonSprites } from './lesson-sprites.ts';
import { text, type TvKey } from './messages.ts';
import { tvHost, type StudyLine } from './tv-host.ts';
import { WatchMenu, type MenuRow } from './watch-menu.ts';
import { lengthText } from './watch-words.ts';

export interface LessonScreenHost {
  locale(): LocaleTag;
  nowWallMs(): number;
  next(lessonId: string): LessonRow | null;
  onLeave(lessonId: string): void;
}

/* A lesson that people watch together: what the remote control does is told, and Back asks. */
export interface LessonStudy extends StudyLine {
  title: string;
  onPaused(isPaused: boolean): void;
  onLanguage(tag: string): void;
  onNext(lesson: LessonRow): void;
  onBack(): void;
  onOver(): void; // the last lesson was shown
  hasMore(): boolean;
  moreRows(): MenuRow[]; // above the languages
}

const BAR_MS = 6000;
const STEP_MS = 10000;
const LONG_STEP_MS = 60000;
const LONG_AFTER = 3;
const SEEK_AFTER_MS = 600; // the last press of a row
const NEXT_S = 10;
const BAR_WIDTH = 1000;
const KEYS: { [keyCode: number]: 'press' | 'left' | 'right' | 'up' | 'down' | 'play' | 'pause' | 'stop' | undefined } = {
  13: 'press', 32: 'press', 10252: 'press', 37: 'left', 412: 'left', 39: 'right', 417: 'right', 38: 'up', 40: 'down',
  415: 'play', 19: 'pause', 413: 'stop',
};

function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

function write(id: string, value: string): void {
  const element = byId(id);
  if (element.textContent !== value) element.textContent = value;
}

export class LessonScreen {
  private readonly host: LessonScreenHost;
  private readonly menu = new WatchMenu(byId('watch-menu'), byId('watch-menu-title'), byId('watch-menu-rows'));
  private readonly sprites = new LessonSprites(byId('watch-sprite'));
  private readonly cues = new LessonCues(byId('watch-video') as HTMLVideoElement, byId('watch-cues'));
  private row: LessonRow | null = null;
  private lesson: Lesson | null = null;
  private player: Player | null = null;
  private language = '';
  private folder = '';
  private barTimer = 0;
  private seekTimer = 0;
  private targetMs: number | null = null; // while one seeks
  private steps = 0;
  private nextTimer = 0;
  private nextLeft = 0; // seconds
  private volume = 1;
  private study: LessonStudy | null = null;
  private isOver = false;

  constructor(host: LessonScreenHost) {
    this.host = host;
    const goes = (): void => {
      if (this.player) this.player.pageChanged(true);
    };
    window.addEventListener('pagehide', goes);
    window.addEventListener('beforeunload', goes);
  }

  isOpen(): boolean {
    return this.row !== null;
  }

  /* `language`: a wish, '' is the lesson's own. */
  open(row: LessonRow, language: string, study: LessonStudy | null): void {
    if (this.isOpen()) return;
    this.row = row;
    this.study = study;
    this.isOver = false;
    this.language = language;
    byId('watch').hidden = false;
    byId('watch').setAttribute('data-phase', 'opening');
    byId('watch').setAttribute('data-mode', 'recording');
    document.body.setAttribute('data-watching', 'yes');
    if (history.pushState) history.pushState('lesson', '');
    askJson({ method: 'GET', url: '/api/v1/lessons/' + encodeURIComponent(row.id) }, monotonicMs, (answer) => {
      if (this.row !== row) return;
      this.lesson = answer.status === 200 ? (answer.body as Lesson) : null;
      loadHls(document.body.getAttribute('data-hls') || '', () => {
        if (this.row === row) this.begin(row);
      });
    });
    this.draw();
  }

  close(): void {
    const row = this.row;
    if (!row) return;
    this.study = null;
    if (this.player) this.player.stop();
    this.player = null;
    this.row = this.lesson = null;
    this.folder = '';
    this.targetMs = null;
    this.cues.end();
    this.sprites.clear();
    this.menu.close();
    this.stopNext();
    window.clearTimeout(this.seekTimer);
    window.clearTimeout(this.barTimer);
    this.setBar(false);
    byId('watch').hidden = true;
    document.body.removeAttribute('data-watching');
    (byId('watch-video') as HTMLVideoElement).volume = this.volume;
    this.host.onLeave(row.id);
  }

  /* True when there was something to close. */
  back(): boolean {
    if (!this.isOpen()) return false;
    if (this.menu.isOpen()) this.menu.close();
    else this.leave();
    if (this.isOpen() && history.pushState) history.pushState('lesson', '');
    return true;
  }

  takesKey(keyCode: number): boolean {
    const action = KEYS[keyCode];
    if (!this.isOpen() || this.menu.isOpen() || !action) return false;
    if (action === 'stop') this.leave();
    else if (this.nextLeft > 0 && action === 'press') this.goNext();
    else if (this.player) this.act(action, this.player);
    return true;
  }

  draw(): void {
    const player = this.player;
    if (!this.row) return;
    write('watch-title', this.title());
    write('watch-clock', timeText(new Date(this.host.nowWallMs())));
    write('watch-hint', this.word(this.study && this.study.hasMore() ? 'tv.lesson_hint_roll' : 'tv.lesson_hint'));
    const words = this.sentence();
    write('watch-words', words);
    byId('watch-words').hidden = words === '';
    if (!player) return;
    const state = player.state;
    byId('watch').setAttribute('data-phase', state.phase);
    byId('watch').setAttribute('data-mode', state.mode);
    this.readFolder(player);
    const at = this.targetMs === null ? state.positionMs : this.targetMs;
    write('watch-place', lengthText(at) + ' / ' + lengthText(this.wholeMs()));
    byId('watch-done').setAttribute('width', String(Math.round(this.shareOf(at) * BAR_WIDTH)));
    if (state.phase === 'ended') this.ended();
  }

  /* ---- what the study session says ---- */

  lessonId(): string {
    return this.row ? this.row.id : '';
  }

  setPaused(isPaused: boolean): void {
    const player = this.player;
    if (!player || player.video.paused === isPaused) return;
    if (isPaused) player.pause();
    else player.play();
    this.showBar();
  }

  seekTo(ms: number): void {
    if (!this.player) return;
    this.stopNext();
    this.isOver = false;
    this.player.seek(ms);
    this.showBar();
  }

  chooseLanguage(tag: string): void {
    this.language = rowTag(tag);
    const fitting = this.player ? this.player.state.languages.filter((one) => rowTag(one.id) === this.language) : [];
    if (this.player && fitting[0]) this.player.setLanguage(fitting[0].id);
  }

  private leave(): void {
    if (this.study) this.study.onBack();
    else this.close();
  }

  private title(): string {
    const title = this.row ? this.row.title : '';
    if (!this.study) return title;
    const course = this.study.title === title ? '' : this.study.title + ' · ';
    return this.word('tv.study_of', { title: course + title });
  }

  private tellPaused(player: Player): void {
    if (this.study) this.study.onPaused(player.video.paused);
  }

  private word(key: TvKey, params?: { [name: string]: string | number }): string {
    return text(this.host.locale(), key, params);
  }

  private begin(row: LessonRow): void {
    const video = byId('watch-video') as HTMLVideoElement;
    this.volume = video.volume;
    this.player = new Player(
      tvHost('lesson', this.host.nowWallMs, () => this.draw(), this.study || undefined),
      video,
      row.id,
    );
    this.player.start(this.wishedSound(row));
    this.showBar();
  }

  /* As the lesson writes the tag. */
  private wishedSound(row: LessonRow): string {
    const fitting = row.languages.filter((tag) => rowTag(tag) === this.language);
    return fitting[0] || '';
  }

  /* Known with the viewing, another one after its token was renewed. */
  private readFolder(player: Player): void {
    const viewing = player.viewing();
    if (!viewing || viewing.base_url === this.folder || !this.lesson) return;
    this.folder = viewing.base_url;
    this.cues.begin(this.lesson.subtitles, this.folder);
    if (this.lesson.sprites_url) this.sprites.load(this.folder);
  }

  private sentence(): string {
    if (this.nextLeft > 0) {
      const next = this.host.next((this.row as LessonRow).id);
      return this.word('tv.next_lesson', { title: next ? next.title : '', seconds: this.nextLeft });
    }
    const state = this.player ? this.player.state : null;
    if (!state) return this.word('tv.lesson_opening');
    if (state.trouble === 'line' || state.trouble === 'busy' || state.trouble === 'stuck') {
      return this.word(('tv.trouble_' + state.trouble) as TvKey);
    }
    if (state.trouble) return this.word(state.trouble === 'unsupported' ? 'tv.lesson_unsupported' : 'tv.lesson_closed');
    if (state.phase === 'touch') return this.word('tv.press_ok');
    if (state.phase === 'opening') return this.word('tv.lesson_opening');
    return state.phase === 'waiting' ? this.word('tv.waiting') : '';
  }

  private wholeMs(): number {
    const known = this.row ? this.row.duration_ms : 0;
    return known || (this.player ? this.player.state.edgeMs : 0);
  }

  private shareOf(ms: number): number {
    return Math.min(1, Math.max(0, ms / Math.max(1, this.wholeMs())));
  }

  /* ---- keys ---- */

  private act(action: 'press' | 'left' | 'right' | 'up' | 'down' | 'play' | 'pause', player: Player): void {
    if (action === 'left' || action === 'right') return this.step(action === 'left' ? -1 : 1, player);
    if (action === 'up') this.openLanguages(player);
    else if (action === 'down') this.openSubtitles();
    else if (action === 'play') player.play();
    else if (action === 'pause') player.pause();
    else player.toggle();
    if (action !== 'up' && action !== 'down') this.tellPaused(player);
    this.showBar();
  }

  /* The picture moves when the last press of a row is over: until then the small pictures tell where. */
  private step(direction: number, player: Player): void {
    this.stopNext();
    this.steps = this.targetMs === null ? 1 : this.steps + 1;
    const from = this.targetMs === null ? player.state.positionMs : this.targetMs;
    const ms = this.steps > LONG_AFTER ? LONG_STEP_MS : STEP_MS;
    this.targetMs = Math.min(Math.max(0, from + direction * ms), Math.max(0, this.wholeMs() - 1000));
    this.sprites.show(this.targetMs, this.shareOf(this.targetMs));
    window.clearTimeout(this.seekTimer);
    this.seekTimer = window.setTimeout(() => this.arrive(player), SEEK_AFTER_MS);
    this.showBar();
  }

  private arrive(player: Player): void {
    const target = this.targetMs;
    this.targetMs = null;
    this.sprites.hide();
    if (target !== null && this.player === player) player.seek(target);
  }

  private openLanguages(player: Player): void {
    const state = player.state;
    const more = this.study ? this.study.moreRows() : [];
    if (state.languages.length < 2 && more.length === 0) return;
    this.openMenu(
      'tv.sound_language',
      more.concat(state.languages.map((one) => ({
        label: one.label, language: one.id, isChosen: one.id === state.language,
        choose: () => {
          player.setLanguage(one.id);
          if (this.study) this.study.onLanguage(rowTag(one.id));
        },
      }))),
    );
  }

  private openSubtitles(): void {
    const tracks = this.lesson ? this.lesson.subtitles : [];
    if (tracks.length === 0) return;
    const none: MenuRow = {
      label: this.word('tv.no_subtitles'), language: '', isChosen: this.cues.chosen === '', choose: () => this.cues.choose(''),
    };
    const rows = tracks.map((one): MenuRow => ({
      label: one.label ? one.autonym + ' · ' + one.label : one.autonym, language: one.language,
      isChosen: one.asset_id === this.cues.chosen, choose: () => this.cues.choose(one.asset_id),
    }));
    this.openMenu('tv.subtitles', [none].concat(rows));
  }

  private openMenu(title: TvKey, rows: MenuRow[]): void {
    this.menu.open(this.word(title), rows);
  }

  /* ---- what comes next ---- */

  private ended(): void {
    if (this.nextTimer || !this.row || this.isOver) return;
    if (!this.host.next(this.row.id)) return this.over();
    this.nextLeft = NEXT_S;
    this.nextTimer = window.setInterval(() => {
      this.nextLeft -= 1;
      if (this.nextLeft <= 0) this.goNext();
      else this.draw();
    }, 1000);
    this.draw();
  }

  private over(): void {
    this.isOver = true;
    if (this.study) this.study.onOver();
    else this.close();
  }

  private goNext(): void {
    const next = this.row ? this.host.next(this.row.id) : null;
    if (this.study && next) return this.study.onNext(next);
    const player = this.player;
    this.stopNext();
    if (player && player.state.language) this.language = rowTag(player.state.language);
    const language = this.language;
    this.close();
    if (next) this.open(next, language, null);
  }

  private stopNext(): void {
    window.clearInterval(this.nextTimer);
    this.nextTimer = 0;
    this.nextLeft = 0;
  }

  /* ---- the bar ---- */

  private showBar(): void {
    this.setBar(true);
    window.clearTimeout(this.barTimer);
    this.barTimer = window.setTimeout(() => this.hideBar(), BAR_MS);
    this.draw();
  }

  private hideBar(): void {
    window.clearTimeout(this.barTimer);
    const isPaused = this.player !== null && this.player.state.phase === 'paused';
    if (isPaused || this.menu.isOpen()) this.barTimer = window.setTimeout(() => this.hideBar(), BAR_MS);
    else this.setBar(false);
  }

  private setBar(isShown: boolean): void {
    byId('watch-bar').hidden = !isShown;
    byId('watch').setAttribute('data-bar', isShown ? 'yes' : 'no');
  }
}
