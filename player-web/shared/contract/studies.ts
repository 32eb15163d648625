/* Study sessions (集中学习): a place watches a lesson, or a course in its order, together. */
import type { Timestamp } from '../contract.ts';

export interface Study {
  id: string;
  place_id: string;
  title: string; // of the course or lesson, as it was called when it was opened
  course_id?: string; // not there: it was removed
  lesson_id?: string; // that is on
  lesson_title: string;
  duration_ms: number; // of this lesson
  is_course: boolean; // the lessons of the course in their order; false: the one lesson
  language: string; // BCP 47 of the sound; "": the screen's
  is_paused: boolean;
  seek_ms: number; // where the screens were told to go …
  seek_revision: number; // … by this revision; 0: never
  revision: number;
  opened_by: string; // name of the account or screen
  begun_at: Timestamp;
  state?: string; // of the last beat of a screen; not there: nothing of this lesson was shown yet
  position_ms: number; // likewise, some seconds old
  heard_at?: Timestamp; // likewise
}

export interface StudyScreen {
  id: string;
  name: string;
  online: boolean;
  shows: boolean; // it takes part, or would
}

export interface StudyPlace {
  place_id: string; // "": the screen that asks stands nowhere
  place_name: string;
  screens: StudyScreen[];
  study?: Study; // that is open
}

/* Of a lesson alone; of a course from its first lesson; with both of a course from this lesson. */
export interface StudyWish {
  lesson_id?: string; // id or alias
  course_id?: string;
  language?: string;
  screen_ids?: string[]; // not there or empty: all of the place
  replaces?: string; // id of the open one, which ends
}

export interface StudyPatch {
  lesson_id?: string; // of the same course
  language?: string;
  is_paused?: boolean;
  seek_ms?: number;
  revision?: number; // 409 when it is another one by now
}

/* ---- routes ---- */

export interface StudyRoutes {
  'GET /api/v1/places/{id}/study': { who: 'administrator|auditor|clerk'; body: null; answer: StudyPlace };
  'POST /api/v1/places/{id}/study': { who: 'administrator|clerk'; body: StudyWish; answer: StudyPlace };
  'PATCH /api/v1/places/{id}/study': { who: 'administrator|clerk'; body: StudyPatch; answer: StudyPlace };
  'DELETE /api/v1/places/{id}/study': { who: 'administrator|clerk'; body: null; answer: null };
  'GET /api/v1/screen/study': { who: 'screen'; body: null; answer: StudyPlace };
  'POST /api/v1/screen/study': { who: 'screen'; body: StudyWish; answer: StudyPlace };
  'PATCH /api/v1/screen/study': { who: 'screen'; body: StudyPatch; answer: StudyPlace };
  'DELETE /api/v1/screen/study': { who: 'screen'; body: null; answer: null };
}
