/* Courses on a television: rows to choose from, a language first, letters of pinyin for titles, a course with
 * its lessons. Arrows, OK and Back; nothing is typed. ES5. */
import { monotonicMs } from '../shared/browser-host.ts';
import type { LocaleTag } from '../shared/contract.ts';
import type { Course, CourseList, CourseRow, LessonBegun, LessonRow, Languages, Library } from '../shared/contract/courses.ts';
import { DIRECTION_OF_KEY } from '../shared/focus-grid.ts';
import { languageOf, teachLanguages, type SpokenLanguage } from '../shared/i18n/languages.ts';
import { card, languageButton, lessonButton, loadPictures, make, spoken, wordButton } from './course-cards.ts';
import { hasLanguage, isPlayable, languagesOf, lessonAfter, nextLesson, titleIn } from './course-data.ts';
import { FocusRows } from './focus-rows.ts';
import { askJson } from './http.ts';
import { quieten, sayLanguage } from './language-voice.ts';
import { text, type TvKey } from './messages.ts';
import { readLanguage, writeLanguage } from './screen-memory.ts';
import { lengthText } from './watch-words.ts';

export interface CoursesHost {
  locale(): LocaleTag;
  onChange(): void; // the library came
  onLeave(): void;
  play(lesson: LessonRow, course: Course, language: string): void;
  canStudy(): boolean; // this set stands in a place
  study(lesson: LessonRow): void;
}

type View = 'home' | 'letters' | 'course';

const LETTERS = 'ABCDEFGHJKLMNOPQRSTWXYZ'; // no Chinese syllable begins with I, U or V
const LETTERS_IN_ROW = 12;
const LETTERS_MAX = 8;
const FOUND_MAX = 60;
const LATE_MS = 300000;

function byId(id: string): HTMLElement {
  return document.getElementById(id) as HTMLElement;
}

function ask(path: string, done: (body: unknown) => void): void {
  askJson({ method: 'GET', url: '/api/v1/' + path }, monotonicMs, function (answer) {
    done(answer.status === 200 ? answer.body : null);
  });
}

export class CoursesScreen {
  private readonly host: CoursesHost;
  private readonly body = byId('courses-body');
  private readonly focus = new FocusRows(byId('courses-body'));
  private library: Library | null = null;
  private askedAtMs = 0;
  private isShown = false;
  private view: View = 'home';
  private cameFrom: View = 'home'; // where a course was chosen
  private language = readLanguage();
  private spokenHere: CourseRow[] = []; // all courses in the chosen language
  private letters = '';
  private found: CourseRow[] = [];
  private course: Course | null = null;
  private chosenId = ''; // of the course or lesson that was left
  private round = 0; // an answer of an earlier round says nothing any more

  constructor(host: CoursesHost) {
    this.host = host;
  }

  /* Asked again when the set has stood for a while. */
  refresh(): void {
    if (this.library && monotonicMs() - this.askedAtMs < LATE_MS) return;
    this.askedAtMs = monotonicMs();
    ask('languages', function (body) {
      if (body) teachLanguages((body as Languages).languages);
    });
    this.askLibrary();
  }

  hasCourses(): boolean {
    const library = this.library;
    return library !== null && (library.continue.length > 0 || languagesOf(library).length > 0 || library.topics.length > 0);
  }

  isOpen(): boolean {
    return this.isShown;
  }

  open(): void {
    if (!this.library) return;
    this.isShown = true;
    byId('home').hidden = true;
    byId('courses').hidden = false;
    if (history.pushState) history.pushState('courses', '');
    this.askLibrary();
    this.choose(this.language);
  }

  /* After a lesson: the course again, with how far it was seen. */
  show(lessonId: string): void {
    this.chosenId = lessonId;
    byId('courses').hidden = false;
    if (this.course) this.openCourse(this.course.id, this.cameFrom);
  }

  /* The focus again, when what lay over it has gone. */
  stand(): void {
    this.go(this.view);
  }

  lessonAfter(id: string): LessonRow | null {
    return this.course ? lessonAfter(this.course.lessons, id) : null;
  }

  /* True when there was something to close. */
  back(): boolean {
    if (!this.isShown) return false;
    quieten();
    if (this.view === 'course') this.leaveCourse();
    else if (this.view === 'letters' && this.letters) this.spell(this.letters.slice(0, -1));
    else if (this.view === 'letters') this.go('home');
    else this.close();
    if (this.isShown && history.pushState) history.pushState('courses', '');
    return true;
  }

  takesKey(keyCode: number): boolean {
    const direction = DIRECTION_OF_KEY[keyCode];
    if (!this.isShown || !direction) return false;
    this.focus.move(direction);
    return true;
  }

  draw(): void {
    if (this.isShown) this.write();
  }

  private word(key: TvKey, params?: { [name: string]: string | number }): string {
    return text(this.host.locale(), key, params);
  }

  private close(): void {
    this.isShown = false;
    this.focus.set([]);
    byId('courses').hidden = true;
    byId('home').hidden = false;
    this.host.onLeave();
  }

  private askLibrary(): void {
    ask('library', (body) => {
      if (!body) return;
      this.library = body as Library;
      if (this.isShown && this.view === 'home') this.drawHome();
      this.host.onChange();
    });
  }

  /* ---- where ---- */

  private go(view: View): void {
    this.view = view;
    this.round += 1;
    this.write();
    if (view === 'home') this.drawHome();
    else if (view === 'letters') this.drawLetters();
    else this.drawCourse();
  }

  private write(): void {
    const words: { [view in View]: TvKey } = { home: 'tv.courses', letters: 'tv.by_letters', course: 'tv.course' };
    byId('courses-title').textContent = this.word(words[this.view]);
    byId('courses-hint').textContent = this.word('tv.courses_hint');
  }

  /* The button that carries this value; null: none does any more. */
  private named(attribute: string, value: string): HTMLElement | null {
    return value ? (this.body.querySelector('[' + attribute + '="' + value + '"]') as HTMLElement | null) : null;
  }

  private clear(): void {
    this.body.textContent = '';
    this.body.className = 'courses-body courses-' + this.view;
  }

  private shelf(title: string, buttons: HTMLElement[], className: string): HTMLElement[] {
    if (buttons.length === 0) return [];
    const shelf = make('section', 'shelf', '');
    if (title) {
      shelf.setAttribute('aria-label', title);
      shelf.appendChild(make('h2', 'shelf-title', title));
    }
    const line = make('div', 'shelf-line ' + className, '');
    buttons.forEach(function (one) {
      line.appendChild(one);
      one.onfocus = function () {
        loadPictures(shelf);
        if (shelf.nextElementSibling) loadPictures(shelf.nextElementSibling as HTMLElement);
      };
    });
    shelf.appendChild(line);
    this.body.appendChild(shelf);
    return buttons;
  }

  /* ---- rows ---- */

  private drawHome(): void {
    const library = this.library;
    if (!library) return;
    const isHere = this.body.className.indexOf('courses-home') >= 0;
    this.clear();
    const rows = [this.languageRow(library)];
    const speaks = (tags: readonly string[]): boolean => hasLanguage(tags, this.language);
    const begun = library.continue.filter((one) => speaks(one.lesson.languages));
    rows.push(this.shelf(this.word('tv.row_continue'), begun.map((one) => this.begunCard(one)), ''));
    rows.push(this.courseRow(this.word('tv.row_assigned'), library.assigned));
    const language = languageOf(this.language);
    if (language) rows.push(this.courseRow(this.word('tv.row_language', { language: language.chinese }), this.spokenHere));
    rows.push(this.courseRow(this.word('tv.row_new'), library.new));
    library.topics.forEach((topic) => {
      rows.push(this.courseRow(topic.title || this.word('tv.row_other'), topic.courses));
    });
    const first = this.body.children;
    for (let i = 0; i < Math.min(3, first.length); i++) loadPictures(first[i] as HTMLElement);
    if (isHere && this.focus.renew(rows)) return; // rows that came later move nobody
    this.focus.set(rows);
    const left = this.named('data-id', this.chosenId); // Back stands on what was left
    this.focus.focus(left || (this.body.querySelector('.tile-chosen') as HTMLElement | null));
  }

  private languageRow(library: Library): HTMLElement[] {
    const rows: SpokenLanguage[] = [];
    languagesOf(library).forEach(function (tag) {
      const row = languageOf(tag);
      if (row) rows.push(row);
    });
    const all = wordButton(this.word('tv.all_languages'), () => this.choose(''));
    if (this.language === '') all.className += ' tile-chosen';
    const letters = wordButton(this.word('tv.by_letters'), () => this.openLetters());
    letters.id = 'courses-letters';
    const buttons = rows.map((row) => languageButton(row, row.tag === this.language, () => this.choose(row.tag)));
    const made = this.shelf('', [letters, all].concat(buttons), 'shelf-words');
    buttons.forEach(function (one, i) {
      one.onfocus = function () {
        sayLanguage(rows[i] as SpokenLanguage);
      };
      one.onblur = quieten;
    });
    return made;
  }

  private courseRow(title: string, courses: readonly CourseRow[]): HTMLElement[] {
    const fitting = courses.filter((course) => hasLanguage(course.languages, this.language));
    return this.shelf(title, fitting.map((course) => this.courseCard(course)), '');
  }

  private courseCard(course: CourseRow): HTMLElement {
    const under = this.word('tv.lessons', { count: course.n_lessons, time: lengthText(course.duration_ms) });
    const sign = course.is_required ? this.word('tv.required') : '';
    return card(course, this.language, { under: under, sign: sign, share: 0 }, () => this.openCourse(course.id, this.view));
  }

  private begunCard(begun: LessonBegun): HTMLElement {
    const lesson = begun.lesson;
    const words = { under: lesson.course_title, sign: '', share: lesson.resume_ms / Math.max(1, lesson.duration_ms) };
    return card(lesson, this.language, words, () => {
      this.loadCourse(lesson.course_id, this.view, (course) => this.play(lesson, course));
    });
  }

  private choose(language: string): void {
    this.language = language;
    this.chosenId = '';
    this.spokenHere = [];
    writeLanguage(language);
    this.go('home');
    if (language === '') return;
    const round = this.round;
    ask('courses?limit=' + FOUND_MAX + '&language=' + encodeURIComponent(language), (body) => {
      if (!body || round !== this.round) return;
      this.spokenHere = (body as CourseList).courses;
      this.drawHome();
    });
  }

  /* ---- letters ---- */

  private openLetters(): void {
    this.letters = '';
    this.found = [];
    this.chosenId = '';
    this.go('letters');
  }

  private spell(letters: string): void {
    if (letters.length > LETTERS_MAX) return;
    this.letters = letters;
    this.found = [];
    const round = (this.round += 1);
    this.drawLetters();
    if (letters === '') return;
    const language = this.language ? '&language=' + encodeURIComponent(this.language) : '';
    ask('courses?limit=' + FOUND_MAX + '&initials=' + letters.toLowerCase() + language, (body) => {
      if (!body || round !== this.round) return;
      this.found = (body as CourseList).courses;
      this.drawLetters();
    });
  }

  private drawLetters(): void {
    const focused = document.activeElement ? document.activeElement.getAttribute('data-letter') : null;
    this.clear();
    const hint = this.word(this.letters ? 'tv.letters_found' : 'tv.letters_hint', { count: this.found.length });
    this.body.appendChild(make('p', 'letters-word', this.letters || '…'));
    this.body.appendChild(make('p', 'letters-hint', hint));
    const rows: HTMLElement[][] = [];
    for (let from = 0; from < LETTERS.length; from += LETTERS_IN_ROW) {
      const signs = LETTERS.slice(from, from + LETTERS_IN_ROW).split('');
      rows.push(this.shelf('', signs.map((sign) => this.letterButton(sign)), 'shelf-letters'));
    }
    (rows[rows.length - 1] as HTMLElement[]).push(this.rubber());
    rows.push(this.shelf('', this.found.map((course) => this.courseCard(course)), ''));
    loadPictures(this.body);
    this.focus.set(rows);
    this.focus.focus(this.named('data-id', this.chosenId) || this.named('data-letter', focused || ''));
  }

  private letterButton(sign: string): HTMLElement {
    const element = wordButton(sign, () => this.spell(this.letters + sign));
    element.setAttribute('data-letter', sign);
    return element;
  }

  private rubber(): HTMLElement {
    const element = wordButton('⌫', () => this.spell(this.letters.slice(0, -1)));
    element.setAttribute('data-letter', 'back');
    element.setAttribute('aria-label', this.word('tv.rub_out'));
    (this.body.lastElementChild as HTMLElement).lastElementChild!.appendChild(element);
    return element;
  }

  /* ---- a course ---- */

  private loadCourse(id: string, from: View, done: (course: Course) => void): void {
    const round = (this.round += 1);
    ask('courses/' + encodeURIComponent(id), (body) => {
      if (!body || round !== this.round) return;
      this.cameFrom = from;
      this.course = body as Course;
      done(this.course);
    });
  }

  private openCourse(id: string, from: View): void {
    this.loadCourse(id, from, () => this.go('course'));
  }

  private leaveCourse(): void {
    this.chosenId = this.course ? this.course.id : '';
    this.course = null;
    this.go(this.cameFrom);
  }

  private drawCourse(): void {
    const course = this.course;
    if (!course) return;
    this.clear();
    const title = titleIn(course, this.language);
    const head = make('div', 'course-head', '');
    head.appendChild(spoken('course-title', title.text, title.language));
    if (title.language) head.appendChild(make('span', 'card-second', course.title));
    head.appendChild(make('p', 'course-summary', course.summary));
    this.body.appendChild(head);
    const rows = course.lessons.map((lesson, i) => this.lessonRow(lesson, i + 1, course));
    const list = make('div', 'lesson-list', '');
    const grid = rows.map((row, i) => [row].concat(this.together(course.lessons[i] as LessonRow)));
    grid.forEach(function (buttons) {
      buttons.forEach(function (button) {
        list.appendChild(button);
      });
    });
    this.body.appendChild(list);
    if (rows.length === 0) list.appendChild(make('p', 'letters-hint', this.word('tv.no_lessons')));
    this.focus.set(grid);
    const next = nextLesson(course.lessons);
    this.focus.focus(this.named('data-id', this.chosenId || (next ? next.id : '')));
  }

  private lessonRow(lesson: LessonRow, number: number, course: Course): HTMLElement {
    const row = lessonButton(lesson, number, this.language, this.lessonWords(lesson), () => {
      if (isPlayable(lesson)) this.play(lesson, course);
    });
    if (this.host.canStudy()) row.className += ' lesson-shared';
    return row;
  }

  /* Beside a lesson that this set can show to the whole room. */
  private together(lesson: LessonRow): HTMLElement[] {
    if (!this.host.canStudy() || !isPlayable(lesson)) return [];
    const button = wordButton(this.word('tv.together'), () => this.host.study(lesson));
    button.className += ' lesson-together';
    return [button];
  }

  private lessonWords(lesson: LessonRow): string {
    if (!lesson.is_ready) return this.word('tv.not_ready');
    if (!isPlayable(lesson)) return this.word('tv.elsewhere');
    const length = lengthText(lesson.duration_ms);
    if (lesson.is_seen) return this.word('tv.seen', { time: length });
    return lesson.resume_ms > 0 ? this.word('tv.left_at', { time: lengthText(lesson.resume_ms), whole: length }) : length;
  }

  private play(lesson: LessonRow, course: Course): void {
    quieten();
    this.view = 'course';
    this.chosenId = lesson.id;
    byId('courses').hidden = true;
    this.host.play(lesson, course, this.language);
  }
}
