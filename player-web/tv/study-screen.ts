/* The study session of this set's place: asked for, shown, steered by the clerk's phone and by the remote
 * control, gone on with after a power cut. What wins over what is study-rule.ts. ES5. */
import type { LocaleTag } from '../shared/contract.ts';
import type { Course, LessonRow } from '../shared/contract/courses.ts';
import type { MeetingRow } from '../shared/contract/live.ts';
import type { Study, StudyPatch, StudyPlace, StudyWish } from '../shared/contract/studies.ts';
import { lessonAfter } from './course-data.ts';
import type { Answer, Question } from './http.ts';
import type { LessonScreen, LessonStudy } from './lesson-screen.ts';
import { text, type TvKey } from './messages.ts';
import { readLanguage } from './screen-memory.ts';
import { actFor, type Showing } from './study-rule.ts';
import { WatchMenu, type MenuRow } from './watch-menu.ts';

export interface StudyScreenHost {
  locale(): LocaleTag;
  isPaired(): boolean;
  showing(): Showing;
  askAs(question: Question, done: (answer: Answer) => void): void;
  onChange(): void;
  clear(): void; // whatever lies in front goes
  onAirId(): string; // of the meeting that is on; ''
  openMeeting(row: MeetingRow): void;
  onLeave(isLater: boolean): void; // later: it is still open
  hasMore(): boolean;
  moreRows(): MenuRow[]; // of a menu over the lesson
}

const URL = '/api/v1/screen/study';
const ASK_MS = 60000; // for sets without a live connection
const ASK_PLAYING_MS = 20000;
const AGAIN_MS = 3000;

function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

export class StudyScreen {
  study: Study | null = null;
  private readonly host: StudyScreenHost;
  private readonly lesson: LessonScreen;
  private readonly menu = new WatchMenu(byId('watch-menu'), byId('watch-menu-title'), byId('watch-menu-rows'));
  private lessons: LessonRow[] = [];
  private playingId = ''; // of the session on the screen
  private shownId = ''; // of the one that this page has shown
  private asksId = ''; // it was asked whether to go on with it
  private isAsking = false;
  private wasAskedAlone = false; // no lesson behind the question
  private meetingId = ''; // that was offered
  private timer = 0;

  constructor(host: StudyScreenHost, lesson: LessonScreen) {
    this.host = host;
    this.lesson = lesson;
  }

  /* What is open in this place? */
  ask(): void {
    window.clearTimeout(this.timer);
    if (!this.host.isPaired()) return;
    this.host.askAs({ method: 'GET', url: URL }, (answer) => {
      if (answer.status === 200) this.told((answer.body as StudyPlace).study || null);
      this.later(answer.status === 200 ? (this.playingId ? ASK_PLAYING_MS : ASK_MS) : AGAIN_MS);
    });
  }

  isOpen(): boolean {
    return this.playingId !== '' || this.isAsking;
  }

  /* Of the session on the screen; ''. */
  playing(): string {
    return this.playingId;
  }

  /* Open, but not on this screen: for the menu. */
  isWaiting(): boolean {
    return this.study !== null && this.playingId === '';
  }

  /* True: a question that covers what is below. */
  coversKeys(): boolean {
    return this.isAsking && this.wasAskedAlone;
  }

  /* True when there was something to close. */
  back(): boolean {
    if (!this.isAsking) return false;
    this.endQuestion();
    if (this.playingId === '') this.host.onLeave(this.study !== null);
    return true;
  }

  /* By the remote control: the course from this lesson. */
  open(lesson: LessonRow): void {
    const wish: StudyWish = { course_id: lesson.course_id, lesson_id: lesson.id, language: readLanguage() };
    this.send('POST', wish, (answer) => {
      if (answer.status === 409 && this.study) this.askReplace(wish, this.study);
      else if (answer.status !== 201) this.say('tv.study_refused');
    });
  }

  /* From the menu, or when what was in front has gone. */
  goOn(): void {
    if (this.study) this.show(this.study);
  }

  look(): void {
    if (this.study && !this.isOpen()) this.consider(this.study);
  }

  next(lessonId: string): LessonRow | null {
    return this.study && this.study.is_course ? lessonAfter(this.lessons, lessonId) : null;
  }

  /* A meeting is on air: whoever studies is told once. */
  meetingIsOn(row: MeetingRow | null): void {
    if (!row || this.playingId === '' || this.isAsking || row.id === this.meetingId) return;
    this.meetingId = row.id;
    this.question(this.word('tv.study_meeting', { title: row.title }), [
      this.row('tv.study_go_on', function () {}),
      this.row('tv.study_to_meeting', () => {
        this.leave();
        this.host.openMeeting(row);
      }),
    ]);
  }

  private word(key: TvKey, params?: { [name: string]: string | number }): string {
    return text(this.host.locale(), key, params);
  }

  private later(ms: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.ask(), ms);
  }

  /* ---- what the server says ---- */

  private told(study: Study | null): void {
    const before = this.study;
    this.study = study;
    if (this.playingId && (!study || study.id !== this.playingId)) this.over();
    if (study && this.playingId === study.id) this.obey(study, before);
    else if (study) this.consider(study);
    else if (this.isAsking) this.back();
    this.host.onChange();
  }

  private consider(study: Study): void {
    if (this.isAsking || this.asksId === study.id) return;
    const act = actFor(this.host.showing(), study.state !== undefined && this.shownId !== study.id);
    if (act === 'play') this.show(study);
    else if (act === 'ask') this.askGoOn(study);
  }

  /* Only what is newer than what this set knows. */
  private obey(study: Study, before: Study | null): void {
    const known = before && before.id === study.id ? before : null;
    if (known && study.revision <= known.revision) return;
    if (study.lesson_id !== this.lesson.lessonId()) return this.show(study);
    if (study.language && (!known || known.language !== study.language)) this.lesson.chooseLanguage(study.language);
    if (known && study.seek_revision > known.revision) this.lesson.seekTo(study.seek_ms);
    this.lesson.setPaused(study.is_paused);
  }

  /* ---- showing ---- */

  private show(study: Study): void {
    if (!study.course_id || !study.lesson_id) return;
    const url = '/api/v1/courses/' + encodeURIComponent(study.course_id);
    const lessonId = study.lesson_id;
    this.asksId = '';
    this.host.askAs({ method: 'GET', url: url }, (answer) => {
      if (!this.study || this.study.id !== study.id) return;
      if (answer.status !== 200) return this.later(AGAIN_MS);
      this.lessons = (answer.body as Course).lessons;
      const row = this.lessons.filter(function (one) {
        return one.id === lessonId;
      })[0];
      if (row) this.play(this.study, row);
    });
  }

  private play(study: Study, row: LessonRow): void {
    this.endQuestion();
    this.playingId = ''; // closing what was on is no end of the session
    this.host.clear();
    this.playingId = this.shownId = study.id;
    this.meetingId = this.host.onAirId();
    this.lesson.open(row, study.language || readLanguage(), this.lineOf(study));
    if (study.is_paused) this.change({ is_paused: false });
    this.host.onChange();
  }

  private lineOf(study: Study): LessonStudy {
    return {
      id: study.id,
      title: study.is_course ? study.title : '',
      askAs: (question, done) => this.host.askAs(question, done),
      onPaused: (isPaused) => this.change({ is_paused: isPaused }),
      onLanguage: (tag) => this.change({ language: tag }),
      onNext: (lesson) => this.goNext(lesson),
      onBack: () => this.askEnd('tv.study_leave', this.row('tv.study_go_on', function () {})),
      hasMore: () => this.host.hasMore(),
      moreRows: () => this.host.moreRows(),
      onOver: () => this.askEnd('tv.study_over', this.row('tv.study_again', () => this.again())),
    };
  }

  private goNext(lesson: LessonRow): void {
    const study = this.study;
    if (!study) return;
    this.change({ lesson_id: lesson.id, revision: study.revision });
    this.play(study, lesson);
  }

  private again(): void {
    this.lesson.seekTo(0);
    this.lesson.setPaused(false);
  }

  /* The session has ended: back to the courses. */
  private over(): void {
    this.endQuestion();
    this.playingId = '';
    this.host.clear();
    this.host.onLeave(false);
  }

  /* This set leaves it for something else; it stays open. */
  private leave(): void {
    this.asksId = '';
    this.playingId = '';
    this.shownId = ''; // it is asked for before it goes on
    this.host.clear();
  }

  /* ---- telling the server ---- */

  private send(method: 'POST' | 'PATCH' | 'DELETE', body: unknown, done: (answer: Answer) => void): void {
    const question: Question = { method: method, url: URL };
    if (body !== null) question.body = body;
    this.host.askAs(question, (answer) => {
      const place = answer.body as StudyPlace | null;
      if (answer.status === 200 || answer.status === 201) this.told((place && place.study) || null);
      else if (answer.status === 204) this.told(null);
      else this.later(AGAIN_MS);
      done(answer);
    });
  }

  private change(patch: StudyPatch): void {
    this.send('PATCH', patch, function () {});
  }

  private end(): void {
    this.send('DELETE', null, (answer) => {
      if (answer.status === 409) this.told(null);
    });
  }

  /* ---- questions ---- */

  private row(key: TvKey, choose: () => void): MenuRow {
    return { label: this.word(key), language: '', isChosen: false, choose: choose };
  }

  /* Over the lesson, or alone on a dark screen. */
  private question(title: string, rows: MenuRow[]): void {
    this.isAsking = true;
    this.wasAskedAlone = !this.lesson.isOpen();
    if (this.wasAskedAlone) {
      byId('watch').hidden = false;
      byId('watch').setAttribute('data-phase', 'question');
      document.body.setAttribute('data-watching', 'yes');
      if (history.pushState) history.pushState('study', '');
    }
    this.menu.open(
      title,
      rows.map((row) => ({
        label: row.label, language: row.language, isChosen: row.isChosen,
        choose: () => {
          this.endQuestion();
          row.choose();
        },
      })),
    );
  }

  private endQuestion(): void {
    if (!this.isAsking) return;
    this.isAsking = false;
    this.menu.close();
    if (!this.wasAskedAlone) return;
    byId('watch').hidden = true;
    document.body.removeAttribute('data-watching');
  }

  private askGoOn(study: Study): void {
    this.asksId = study.id;
    this.host.clear();
    this.question(this.word('tv.study_left', { title: study.title }), [
      this.row('tv.study_go_on', () => this.goOn()),
      this.row('tv.study_end', () => this.end()),
    ]);
  }

  private askEnd(key: TvKey, first: MenuRow): void {
    this.question(this.word(key), [first, this.row('tv.study_end', () => this.end())]);
  }

  private askReplace(wish: StudyWish, open: Study): void {
    this.question(this.word('tv.study_busy', { title: open.title }), [
      this.row('tv.study_keep', () => this.host.onLeave(true)),
      this.row('tv.study_replace', () => {
        wish.replaces = open.id;
        this.send('POST', wish, function () {});
      }),
    ]);
  }

  private say(key: TvKey): void {
    this.question(this.word(key), [this.row('tv.back', () => this.host.onLeave(true))]);
  }
}
