/* What the television shows of the library: by language, titles in it, lengths. Pure, ES5. */
import type { CourseRow, CourseText, LessonRow, Library } from '../shared/contract/courses.ts';
import { languageOf } from '../shared/i18n/languages.ts';

/* One row of the table however the tag is written. */
export function rowTag(tag: string): string {
  const row = languageOf(tag);
  return row ? row.tag : tag;
}

export function hasLanguage(tags: readonly string[], wanted: string): boolean {
  return wanted === '' || tags.some(function (tag) {
    return rowTag(tag) === wanted;
  });
}

function coursesOf(library: Library): CourseRow[] {
  let all = library.assigned.concat(library.new);
  library.topics.forEach(function (topic) {
    all = all.concat(topic.courses);
  });
  return all;
}

/* Languages that courses are spoken in, those of most courses first. */
export function languagesOf(library: Library): string[] {
  const counts: { [tag: string]: number } = {};
  const seen: { [id: string]: true | undefined } = {};
  coursesOf(library).forEach(function (course) {
    if (seen[course.id]) return;
    seen[course.id] = true;
    course.languages.forEach(function (tag) {
      counts[rowTag(tag)] = (counts[rowTag(tag)] || 0) + 1;
    });
  });
  return Object.keys(counts).sort(function (a, b) {
    return (counts[b] as number) - (counts[a] as number) || (a < b ? -1 : 1);
  });
}

export interface Titled {
  title: string;
  texts: CourseText[];
}

export interface Title {
  text: string;
  language: string; // '': that of the course
}

export function titleIn(row: Titled, language: string): Title {
  for (let i = 0; i < row.texts.length && language !== ''; i++) {
    const text = row.texts[i] as CourseText;
    if (rowTag(text.language) === language && text.title !== '') return { text: text.title, language: text.language };
  }
  return { text: row.title, language: '' };
}

/* What this set can show; other lessons are for a computer or a phone. */
export function isPlayable(lesson: LessonRow): boolean {
  return lesson.is_ready && (lesson.kind === 'video' || lesson.kind === 'recording');
}

/* Where she goes on: the lesson left off, else the first one not seen, else the first one. */
export function nextLesson(lessons: readonly LessonRow[]): LessonRow | null {
  const playable = lessons.filter(isPlayable);
  const begun = playable.filter(function (lesson) {
    return lesson.resume_ms > 0 && !lesson.is_seen;
  });
  const fresh = playable.filter(function (lesson) {
    return !lesson.is_seen;
  });
  return begun[0] || fresh[0] || playable[0] || null;
}

export function lessonAfter(lessons: readonly LessonRow[], id: string): LessonRow | null {
  let isBehind = false;
  for (let i = 0; i < lessons.length; i++) {
    const lesson = lessons[i] as LessonRow;
    if (isBehind && isPlayable(lesson)) return lesson;
    if (lesson.id === id) isBehind = true;
  }
  return null;
}
