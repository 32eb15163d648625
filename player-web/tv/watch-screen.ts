/* The meeting on the whole screen, for five keys: OK opens the bar and pauses, left and right go back and
 * on, up and down open languages and qualities, Back closes what is open, at last the meeting. */
import type { LocaleTag } from '../shared/contract.ts';
import type { MeetingRow } from '../shared/contract/live.ts';
import type { Choice } from '../player/engine.ts';
import { Player } from '../player/player.ts';
import { timeText } from './clock-text.ts';
import { loadHls } from './hls-loader.ts';
import { text } from './messages.ts';
import { SiteQuestion } from './site-question.ts';
import { tvHost } from './tv-host.ts';
import { WatchMenu, type MenuRow } from './watch-menu.ts';
import { placeText, sentenceOf } from './watch-words.ts';

export interface WatchScreenHost {
  locale(): LocaleTag;
  nowWallMs(): number;
  isPaired(): boolean;
  onLeave(): void;
  hasMore(): boolean;
  moreRows(): MenuRow[]; // above the languages
}

const BAR_MS = 6000;
const STEP_MS = 10000;
const LONG_STEP_MS = 60000;
/* The fourth press in a row goes further. */
const LONG_AFTER = 3;
const ROW_MS = 900;
/* The last words stay long enough to be read from the other end of the room. */
const ENDED_MS = 20000;
const BAR_WIDTH = 1000;

const OK = 13;
const SPACE = 32;
const LEFT = 37;
const UP = 38;
const RIGHT = 39;
const DOWN = 40;
const REWIND = 412;
const STOP = 413;
const PLAY = 415;
const FORWARD = 417;
const PAUSE = 19;
const PLAY_PAUSE = 10252;

function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

function write(id: string, value: string): void {
  const element = byId(id);
  if (element.textContent !== value) element.textContent = value;
}

interface NamedChoice extends Choice {
  language?: string; // the label is this language's own name
}

export class WatchScreen {
  meetingId = '';
  private readonly host: WatchScreenHost;
  private readonly menu: WatchMenu;
  private readonly question: SiteQuestion;
  private player: Player | null = null;
  private title = '';
  private barTimer = 0;
  private endTimer = 0;
  private steps = 0;
  private steppedAtMs = 0;
  private readonly actions: { [keyCode: number]: (() => void) | undefined };

  constructor(host: WatchScreenHost) {
    this.host = host;
    this.menu = new WatchMenu(byId('watch-menu'), byId('watch-menu-title'), byId('watch-menu-rows'));
    this.question = new SiteQuestion(this.menu, host);
    this.actions = this.makeActions();
    const goes = (): void => {
      if (this.player) this.player.pageChanged(true);
    };
    window.addEventListener('pagehide', goes);
    window.addEventListener('beforeunload', goes);
  }

  isOpen(): boolean {
    return this.player !== null || this.meetingId !== '';
  }

  open(row: MeetingRow): void {
    if (this.isOpen()) return;
    this.meetingId = row.id;
    this.title = row.title;
    byId('watch').hidden = false;
    document.body.setAttribute('data-watching', 'yes');
    const video = byId('watch-video') as HTMLVideoElement;
    loadHls(document.body.getAttribute('data-hls') || '', () => {
      if (this.meetingId !== row.id) return;
      this.player = new Player(
        tvHost('meeting', this.host.nowWallMs, () => this.draw()),
        video,
        row.id,
      );
      this.player.start('');
      this.showBar();
    });
    if (history.pushState) history.pushState('watch', '');
    this.draw();
  }

  close(): void {
    if (!this.isOpen()) return;
    if (this.player) this.player.stop();
    this.player = null;
    this.meetingId = '';
    this.menu.close();
    this.question.stop();
    window.clearTimeout(this.endTimer);
    this.endTimer = 0;
    byId('watch').hidden = true;
    document.body.removeAttribute('data-watching');
    this.host.onLeave();
  }

  /* True when there was something to close. */
  back(): boolean {
    if (!this.isOpen()) return false;
    if (this.menu.isOpen()) this.menu.close();
    else if (!byId('watch-bar').hidden) this.hideBar();
    else this.close();
    if (this.isOpen() && history.pushState) history.pushState('watch', '');
    return true;
  }

  /* True when the key was for the player; the keys of an open menu are not. */
  takesKey(keyCode: number): boolean {
    if (!this.isOpen() || this.menu.isOpen()) return false;
    const action = this.actions[keyCode];
    if (!action) return false;
    if (this.player) action();
    return true;
  }

  draw(): void {
    if (!this.isOpen()) return;
    const locale = this.host.locale();
    const player = this.player;
    write('watch-title', this.title);
    write('watch-clock', timeText(new Date(this.host.nowWallMs())));
    write('watch-hint', text(locale, this.host.hasMore() ? 'tv.watch_hint_roll' : 'tv.watch_hint'));
    if (!player) {
      this.say(text(locale, 'tv.opening'));
      return;
    }
    const state = player.state;
    byId('watch').setAttribute('data-phase', state.phase);
    byId('watch').setAttribute('data-mode', state.mode);
    this.say(sentenceOf(state, locale));
    write('watch-place', placeText(state, locale));
    const whole = Math.max(1, state.edgeMs - state.startMs);
    const share = state.mode === 'live' ? 1 : Math.min(1, Math.max(0, (state.positionMs - state.startMs) / whole));
    byId('watch-done').setAttribute('width', String(Math.round(share * BAR_WIDTH)));
    this.question.look(this.meetingId, state.phase);
    this.watchEnd(state.phase === 'ended' || state.trouble === 'closed');
  }

  private say(sentence: string): void {
    write('watch-words', sentence);
    byId('watch-words').hidden = sentence === '';
  }

  private watchEnd(isOver: boolean): void {
    if (isOver && !this.endTimer) this.endTimer = window.setTimeout(() => this.close(), ENDED_MS);
    if (!isOver && this.endTimer) {
      window.clearTimeout(this.endTimer);
      this.endTimer = 0;
    }
  }

  private makeActions(): WatchScreen['actions'] {
    const actions: WatchScreen['actions'] = {};
    actions[OK] = actions[SPACE] = actions[PLAY_PAUSE] = () => this.press();
    actions[LEFT] = actions[REWIND] = () => this.step(-1);
    actions[RIGHT] = actions[FORWARD] = () => this.step(1);
    actions[UP] = () => this.openLanguages();
    actions[DOWN] = () => this.openQualities();
    actions[PLAY] = () => this.run((player) => player.play());
    actions[PAUSE] = () => this.run((player) => player.pause());
    actions[STOP] = () => this.close();
    return actions;
  }

  private run(action: (player: Player) => void): void {
    if (this.player) action(this.player);
    this.showBar();
  }

  /* The first press only shows the bar, so that nobody stops a meeting by looking at the clock. */
  private press(): void {
    const isTouch = this.player !== null && this.player.state.phase === 'touch';
    if (byId('watch-bar').hidden && !isTouch) this.showBar();
    else if (isTouch) this.run((player) => player.play());
    else this.run((player) => player.toggle());
  }

  private step(direction: number): void {
    const nowMs = this.host.nowWallMs();
    this.steps = nowMs - this.steppedAtMs < ROW_MS ? this.steps + 1 : 1;
    this.steppedAtMs = nowMs;
    const ms = this.steps > LONG_AFTER ? LONG_STEP_MS : STEP_MS;
    this.run((player) => player.seekBy(direction * ms));
  }

  private openLanguages(): void {
    this.run((player) => {
      const state = player.state;
      const rows = state.languages.map((row) => ({ id: row.id, label: row.label, language: row.id }));
      this.openChoices(
        text(this.host.locale(), 'tv.sound_language'), rows, state.language, (id) => player.setLanguage(id), this.host.moreRows(),
      );
    });
  }

  private openQualities(): void {
    this.run((player) => {
      const state = player.state;
      const rows: Choice[] = [{ id: '', label: text(this.host.locale(), 'tv.quality_auto') }];
      this.openChoices(text(this.host.locale(), 'tv.quality'), rows.concat(state.qualities), state.quality, (id) =>
        player.setQuality(id),
      );
    });
  }

  private openChoices(
    title: string, choices: NamedChoice[], chosen: string, choose: (id: string) => void, more: MenuRow[] = [],
  ): void {
    if (choices.length + more.length < 2 && more.length === 0) return;
    this.menu.open(
      title,
      more.concat(choices.map((choice) => ({
        label: choice.label,
        language: choice.language || '',
        isChosen: choice.id === chosen,
        choose: () => {
          choose(choice.id);
          this.showBar();
        },
      }))),
    );
  }

  private showBar(): void {
    byId('watch-bar').hidden = false;
    window.clearTimeout(this.barTimer);
    this.barTimer = window.setTimeout(() => this.hideBar(), BAR_MS);
    this.draw();
  }

  /* A paused picture keeps its bar: nobody should wonder why it stands still. */
  private hideBar(): void {
    window.clearTimeout(this.barTimer);
    const isPaused = this.player !== null && this.player.state.phase === 'paused';
    if (isPaused && !this.menu.isOpen()) this.barTimer = window.setTimeout(() => this.hideBar(), BAR_MS);
    else byId('watch-bar').hidden = true;
  }
}
