/* What pages tell of courses and lessons: words in the reader's language, how far one is, what is due. Pure. */
import type { LocaleTag } from './contract.ts';
import type { CourseText, LessonRow } from './contract/courses.ts';

const DAY_MS = 86400000;
const SOON_DAYS = 7;
/* Nearer to the end than this one begins anew. */
const NEAR_END_MS = 5000;

interface Told {
  title: string;
  summary: string;
  texts: readonly CourseText[];
}

export interface Text {
  title: string;
  summary: string;
  language: string; // BCP 47; "": that of the thing itself
}

const mainPart = (tag: string) => (tag.split('-')[0] ?? '').toLowerCase();

/* In the page's language where there is such a text; what that lacks is taken from the thing itself. */
export function textOf(thing: Told & { language?: string }, locale: LocaleTag): Text {
  const own = { title: thing.title, summary: thing.summary, language: thing.language ?? '' };
  if (thing.language !== undefined && mainPart(thing.language) === mainPart(locale)) return own;
  const found =
    thing.texts.find((text) => text.language === locale) ??
    thing.texts.find((text) => mainPart(text.language) === mainPart(locale));
  if (!found) return own;
  return { title: found.title || own.title, summary: found.summary || own.summary, language: found.language };
}

type Watched = Pick<LessonRow, 'duration_ms' | 'resume_ms' | 'is_seen'>;

/* 0 to 1000. */
export function permilleOf({ duration_ms, resume_ms, is_seen }: Watched): number {
  if (is_seen) return 1000;
  if (duration_ms <= 0) return 0;
  return Math.min(1000, Math.max(0, Math.round((resume_ms / duration_ms) * 1000)));
}

export function isBegun(lesson: Watched): boolean {
  return !lesson.is_seen && lesson.resume_ms > 0;
}

/* Where a lesson begins when it is opened: at its end nobody wants to go on. */
export function startMs(resumeMs: number, durationMs: number): number {
  return durationMs > 0 && resumeMs > durationMs - NEAR_END_MS ? 0 : resumeMs;
}

/* What "go on" opens: what is begun, else the first that is not seen, else the first. */
export function lessonToGoOn(lessons: readonly LessonRow[]): LessonRow | null {
  const ready = lessons.filter((lesson) => lesson.is_ready);
  return ready.find(isBegun) ?? ready.find((lesson) => !lesson.is_seen) ?? ready[0] ?? null;
}

export function lessonAfter(lessons: readonly LessonRow[], id: string): LessonRow | null {
  const at = lessons.findIndex((lesson) => lesson.id === id);
  return at < 0 ? null : (lessons.slice(at + 1).find((lesson) => lesson.is_ready) ?? null);
}

export type DueState = 'none' | 'over' | 'today' | 'soon' | 'later';

export interface Due {
  state: DueState;
  days: number; // that are left, or have passed
}

/* Whole days of the calendar here. */
export function dueOf(dueAt: string | undefined, nowMs: number): Due {
  if (!dueAt) return { state: 'none', days: 0 };
  const atMs = Date.parse(dueAt);
  const dayStart = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);
  const days = Math.round((dayStart(atMs) - dayStart(nowMs)) / DAY_MS);
  if (atMs < nowMs) return { state: 'over', days: Math.abs(days) };
  if (days === 0) return { state: 'today', days };
  return { state: days <= SOON_DAYS ? 'soon' : 'later', days };
}

/* Full minutes, at least one of what has a length. */
export function minutesOf(ms: number): number {
  return ms <= 0 ? 0 : Math.max(1, Math.round(ms / 60000));
}

/* 38 MB, 1.2 MB: as data volumes are sold, a million bytes each. */
export function megabytes(bytes: number): string {
  const value = bytes / 1e6;
  return value < 10 ? Math.max(0.1, value).toFixed(1) : String(Math.round(value));
}
