/* The study session of a television's place, answered within the browser. Belongs to one page. */
import type { Study, StudyPatch, StudyPlace, StudyWish } from '../../../player-web/shared/contract/studies.ts';
import type { Page, Route } from '../../../player-web/tools/browser-driver.ts';
import { fakeId } from './fake-county.ts';
import { SCREEN } from './fake-live.ts';
import { LESSON_MS, type FakeTvCourses } from './fake-tv-courses.ts';

export class FakeStudy {
  study: Study | null = null;
  readonly wishes: StudyWish[] = [];
  readonly patches: StudyPatch[] = [];
  ended = 0;
  private readonly courses: FakeTvCourses;
  private made = 0;

  constructor(courses: FakeTvCourses) {
    this.courses = courses;
  }

  async serve(page: Page): Promise<void> {
    await page.addInitScript((screen) => {
      localStorage.setItem('tongping.screen', JSON.stringify({ token: 'secret', screen }));
    }, SCREEN);
    await page.route('**/api/v1/screen/study', (route) => this.answer(route));
  }

  /* As a clerk's phone does. */
  open(course: number, lesson: number, more: Partial<Study> = {}): Study {
    const row = this.courses.lessonRow(course, lesson);
    this.made += 1;
    this.study = {
      id: fakeId(0x70, this.made), place_id: SCREEN.place_id, title: row.course_title, course_id: row.course_id, lesson_id: row.id,
      lesson_title: row.title, duration_ms: LESSON_MS, is_course: true, language: '', is_paused: false, seek_ms: 0, seek_revision: 0,
      revision: 1, opened_by: '站长', begun_at: new Date().toISOString(), position_ms: 0, ...more,
    };
    return this.study;
  }

  steer(patch: StudyPatch): void {
    const study = this.study!;
    study.revision += 1;
    if (patch.is_paused !== undefined) study.is_paused = patch.is_paused;
    if (patch.language !== undefined) study.language = patch.language;
    if (patch.lesson_id !== undefined) study.lesson_id = patch.lesson_id;
    if (patch.seek_ms !== undefined) {
      study.seek_ms = patch.seek_ms;
      study.seek_revision = study.revision;
    }
  }

  private place(): StudyPlace {
    const screens = [{ id: SCREEN.id, name: SCREEN.name, online: true, shows: true }];
    return { place_id: SCREEN.place_id, place_name: SCREEN.place_name, screens, ...(this.study ? { study: this.study } : {}) };
  }

  private async answer(route: Route): Promise<void> {
    const request = route.request();
    if (request.headers()['authorization'] !== 'Bearer secret') return route.fulfill({ status: 401, json: {} });
    if (request.method() === 'POST') return this.wish(route, request.postDataJSON() as StudyWish);
    if (request.method() === 'DELETE') {
      this.study = null;
      this.ended += 1;
      return route.fulfill({ status: 204, body: '' });
    }
    if (request.method() === 'PATCH') {
      const patch = request.postDataJSON() as StudyPatch;
      this.patches.push(patch);
      this.steer(patch);
    }
    await route.fulfill({ json: this.place() });
  }

  private async wish(route: Route, wish: StudyWish): Promise<void> {
    this.wishes.push(wish);
    const isFree = !this.study || wish.replaces === this.study.id;
    if (!isFree) return route.fulfill({ status: 409, json: { code: 'conflict', detail: '' } });
    const at = Number.parseInt((wish.lesson_id ?? '').slice(-8), 16) - 1;
    this.open(at >> 4, at & 15);
    await route.fulfill({ status: 201, json: this.place() });
  }
}
