/* Roll call over the picture of a meeting or study session, by the remote control alone: OK ticks and goes on to the next
 * person, so that forty people are forty presses. Shows who is here, never what somebody lacks. ES5. */
import type { LocaleTag } from '../shared/contract.ts';
import type { ConfirmationStep, Register, RegisterConfirmation, RegisterPage, Registers } from '../shared/contract/registers.ts';
import { DIRECTION_OF_KEY } from '../shared/focus-grid.ts';
import type { RollAnswer } from '../shared/roll-acts.ts';
import { readKept, RollBook, type RollRow } from '../shared/roll-book.ts';
import { newUuid } from '../shared/uuid.ts';
import type { Answer, Question } from './http.ts';
import { text, type TvKey } from './messages.ts';
import { RollCodePanel } from './roll-code.ts';
import { RollGrid, type GridCell } from './roll-grid.ts';
import { readRollOpen, writeRollOpen } from './screen-memory.ts';
import { WatchMenu, type MenuRow } from './watch-menu.ts';

export interface RollScreenHost {
  locale(): LocaleTag;
  hasPlace(): boolean; // a paired set of a place
  eventId(): string; // of the meeting or study session on the screen; ''
  askAs(question: Question, done: (answer: Answer) => void): void;
}

const URL = '/api/v1/registers';
const ASK_MS = 60000; // for sets without a live connection
const ASK_OPEN_MS = 10000;
/* Who was ticked by mistake is unticked by the same key; later it is asked whether he has left. */
const MISTAKE_MS = 120000;
const SAID_MS = 6000;

const OK = 13;
const SPACE = 32;

function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

function write(id: string, value: string): void {
  const element = byId(id);
  if (element.textContent !== value) element.textContent = value;
}

function answerOf(answer: Answer): RollAnswer {
  const body = answer.body as { detail?: string } | null;
  return { status: answer.status, body: answer.body, detail: (body && body.detail) || '', retryAfterMs: answer.retryAfterMs };
}

export class RollScreen {
  private readonly host: RollScreenHost;
  private readonly menu = new WatchMenu(byId('watch-menu'), byId('watch-menu-title'), byId('watch-menu-rows'));
  private readonly grid: RollGrid;
  private readonly code: RollCodePanel;
  private registers: Register[] = [];
  private register: Register | null = null; // of what is on the screen
  private book: RollBook | null = null;
  private rows: RollRow[] = [];
  private confirmations: RegisterConfirmation[] = [];
  private eventId = '';
  private wasAsked = false; // whether to go on after a power cut
  private isMenuOwn = false;
  private isConfirming = false;
  private said = '';
  private saidTimer = 0;
  private timer = 0;

  constructor(host: RollScreenHost) {
    this.host = host;
    this.grid = new RollGrid(byId('roll-grid'), byId('roll-actions'), () => this.press());
    this.code = new RollCodePanel(byId('roll-code'), byId('roll-qr'), (question, done) => host.askAs(question, done));
  }

  isOpen(): boolean {
    return !byId('roll').hidden;
  }

  /* Which registers are there? */
  look(): void {
    window.clearTimeout(this.timer);
    if (!this.host.hasPlace()) return;
    this.host.askAs({ method: 'GET', url: URL + '?open=1' }, (answer) => {
      if (answer.status === 200) this.registers = (answer.body as Registers).registers;
      this.choose();
      if (this.book) this.book.look();
      this.timer = window.setTimeout(() => this.look(), this.isOpen() ? ASK_OPEN_MS : ASK_MS);
    });
  }

  /* What is on the screen may be another thing now. */
  draw(): void {
    if (this.host.eventId() !== this.eventId) this.eventChanged();
    if (this.isOpen()) this.show();
  }

  hasRows(): boolean {
    return this.register !== null;
  }

  /* The rows of a menu over the picture. */
  menuRows(): MenuRow[] {
    if (!this.register) return [];
    return [{ label: this.word('tv.roll'), language: '', isChosen: false, choose: () => this.open() }];
  }

  open(): void {
    if (!this.register || this.isOpen()) return;
    this.makeBook();
    byId('roll').hidden = false;
    writeRollOpen(this.register.id);
    if (history.pushState) history.pushState('roll', '');
    this.show();
    this.grid.focus();
    this.look();
    this.askConfirmations();
  }

  /* True when there was something to close. */
  back(): boolean {
    if (this.isMenuOwn && this.menu.isOpen()) return this.closeMenu();
    if (!this.isOpen()) return false;
    this.close();
    return true;
  }

  /* True when the key was for the roll call. */
  takesKey(keyCode: number): boolean {
    if (!this.isOpen() || this.menu.isOpen()) return false;
    const direction = DIRECTION_OF_KEY[keyCode];
    if (direction) this.grid.move(direction);
    else if (keyCode === OK || keyCode === SPACE) this.press();
    else return false;
    this.drawHead();
    return true;
  }

  private word(key: TvKey, params?: { [name: string]: string | number }): string {
    return text(this.host.locale(), key, params);
  }

  private close(): void {
    byId('roll').hidden = true;
    writeRollOpen('');
  }

  private closeMenu(): boolean {
    this.isMenuOwn = false;
    this.menu.close();
    if (this.isOpen()) this.grid.focus();
    return true;
  }

  /* ---- which one ---- */

  private eventChanged(): void {
    this.eventId = this.host.eventId();
    byId('roll').hidden = true; // the mark stays: it may have been a power cut
    this.code.hide();
    this.choose();
    if (this.eventId && !this.register) this.look();
  }

  private choose(): void {
    const fitting = this.registers.filter((one) => this.eventId !== '' && one.event_id === this.eventId && !one.ended_at);
    const found = fitting[0] || null;
    if ((found ? found.id : '') !== (this.register ? this.register.id : '')) {
      if (this.book) this.book.acts.stop();
      this.book = null;
      this.code.hide();
      byId('roll').hidden = true;
    }
    this.register = found;
    if (!found || this.book) return;
    if (readKept(found.id, '').length > 0 || readRollOpen() === found.id) this.makeBook();
    if (readRollOpen() === found.id) this.offer();
  }

  private makeBook(): void {
    const register = this.register;
    if (!register || this.book) return;
    const at = URL + '/' + encodeURIComponent(register.id);
    const ask = (method: 'GET' | 'POST', path: string, body: unknown, done: (answer: RollAnswer) => void): void => {
      const question: Question = { method: method, url: at + path };
      if (body !== null) question.body = body;
      this.host.askAs(question, function (answer) {
        done(answerOf(answer));
      });
    };
    const presence = function (id: string, what: string): string {
      return '/presences/' + encodeURIComponent(id) + '/' + what;
    };
    this.book = new RollBook({
      registerId: register.id,
      placeId: '',
      how: '',
      list: (done) => ask('GET', '/people', null, done),
      enter: (body, done) => ask('POST', '/presences', body, done),
      left: (id, body, done) => ask('POST', presence(id, 'left'), body, done),
      withdraw: (id, done) => ask('POST', presence(id, 'withdraw'), {}, done),
      onChange: () => this.draw(),
      onRefused: (name) => this.say(this.word('tv.roll_refused', { name: name })),
    });
    this.book.beganMs = Date.parse(register.began_at);
    this.book.look();
  }

  /* The set was switched off in the middle of a roll call. */
  private offer(): void {
    if (this.wasAsked || this.isOpen() || this.menu.isOpen()) return;
    this.wasAsked = true;
    this.isMenuOwn = true;
    const row = (key: TvKey, run: () => void): MenuRow => ({
      label: this.word(key), language: '', isChosen: false,
      choose: () => {
        this.isMenuOwn = false;
        run();
      },
    });
    this.menu.open(this.word('tv.roll_left_open'), [
      row('tv.roll_resume', () => this.open()),
      row('tv.roll_not_now', function () {
        writeRollOpen('');
      }),
    ]);
  }

  /* ---- pressing ---- */

  private press(): void {
    if (this.grid.action >= 0) return this.act(this.grid.action);
    const row = this.rows[this.grid.at];
    const book = this.book;
    if (!row || !book) return;
    if (row.mark === 'here') return this.pressAgain(book, row);
    const person = book.persons().filter(function (one) {
      return one.member_id === row.id;
    })[0];
    if (person) book.enter(person, '', '');
    this.grid.next();
    this.grid.focus();
  }

  private pressAgain(book: RollBook, row: RollRow): void {
    const sinceMs = row.presence ? book.nowMs() - Date.parse(row.presence.at) : 0;
    if (sinceMs < MISTAKE_MS) return book.withdraw(row);
    const entry = (key: TvKey, run: () => void): MenuRow => ({
      label: this.word(key), language: '', isChosen: false,
      choose: () => {
        this.closeMenu();
        run();
      },
    });
    this.isMenuOwn = true;
    this.menu.open(row.name, [
      entry('tv.roll_left', () => book.leave(row, new Date(book.nowMs()).toISOString())),
      entry('tv.roll_undo', () => book.withdraw(row)),
      entry('tv.back', function () {}),
    ]);
  }

  private act(action: number): void {
    if (!this.register) return;
    if (action === 1) this.confirm(this.register.id);
    else if (action === 2) this.close();
    else if (this.code.isOn()) this.code.hide();
    else this.code.show(this.register.id);
    this.drawHead();
  }

  private askConfirmations(): void {
    if (!this.register) return;
    this.host.askAs({ method: 'GET', url: URL + '/' + encodeURIComponent(this.register.id) }, (answer) => {
      if (answer.status === 200) this.confirmations = (answer.body as RegisterPage).confirmations;
    });
  }

  /* The first one is that of the beginning; that of the end is the clerk's, when the picture is off. */
  private confirm(registerId: string): void {
    if (this.isConfirming) return;
    this.isConfirming = true;
    const placeId = this.book ? this.book.placeId : '';
    const hasBegun = this.confirmations.some(function (one) {
      return one.step === 'begin' && one.place_id === placeId;
    });
    const step: ConfirmationStep = hasBegun ? 'middle' : 'begin';
    const url = URL + '/' + encodeURIComponent(registerId) + '/confirmations';
    this.host.askAs({ method: 'POST', url: url, body: { id: newUuid(), step: step } }, (answer) => {
      this.isConfirming = false;
      const isTaken = answer.status === 200 || answer.status === 201;
      if (!isTaken) return this.say(this.word('tv.roll_not_confirmed'));
      const told = answer.body as RegisterConfirmation;
      this.confirmations = this.confirmations.concat([told]);
      this.say(this.word('tv.roll_confirmed', { count: told.present }));
    });
  }

  /* ---- drawing ---- */

  private say(sentence: string): void {
    this.said = sentence;
    window.clearTimeout(this.saidTimer);
    this.saidTimer = window.setTimeout(() => this.say(''), SAID_MS);
    if (this.isOpen()) this.drawHead();
  }

  private show(): void {
    const book = this.book;
    if (!book) return;
    this.rows = book.rows();
    const persons = book.persons();
    this.grid.set(this.rows.map((row, i) => this.cellOf(row, book.elsewhere(persons[i]!))));
    this.drawHead();
  }

  private cellOf(row: RollRow, elsewhere: string): GridCell {
    let note = row.unitName;
    if (row.isExcused) note = this.word('tv.roll_excused');
    if (elsewhere && row.mark === 'none') note = this.word('tv.roll_elsewhere', { place: elsewhere });
    if (row.mark === 'left') note = this.word('tv.roll_has_left');
    const mark = row.mark === 'none' && row.isExcused ? 'excused' : row.mark;
    return { id: row.id, name: row.name, note: note, mark: mark, isWaiting: row.isWaiting };
  }

  private drawHead(): void {
    const book = this.book;
    if (!book || !this.register) return;
    const sums = book.sums();
    write('roll-title', this.word('tv.roll') + '　' + this.register.title);
    write('roll-count', this.word('tv.roll_count', { here: sums.here, expected: sums.expected }));
    write('roll-page', this.word('tv.roll_page', { page: this.grid.pageOfFocus() + 1, pages: this.grid.pages() }));
    this.grid.setActions([
      this.word(this.code.isOn() ? 'tv.roll_code_off' : 'tv.roll_code'), this.word('tv.roll_confirm'), this.word('tv.back'),
    ]);
    write('roll-hint', this.hint(book, sums.waiting));
    write('roll-scan', this.word('tv.roll_scan'));
  }

  private hint(book: RollBook, waiting: number): string {
    if (this.said) return this.said;
    if (book.acts.isStuck && waiting > 0) return this.word('tv.roll_waiting', { count: waiting });
    if (!book.isLoaded) return this.word(book.failure ? 'tv.trouble_line' : 'tv.roll_loading');
    return this.word(this.rows.length > 0 ? 'tv.roll_hint' : 'tv.roll_empty');
  }
}
