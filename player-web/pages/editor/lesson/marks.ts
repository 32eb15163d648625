/* Chapters as they are edited. Pure. */
import type { LessonMark } from '../../../shared/contract/courses.ts';

/* "1:02:03", "12:30", "45", Chinese colons too; null: none. */
export function msOfClock(text: string): number | null {
  const parts = text.trim().replace(/：/g, ':').split(':');
  if (parts.length > 3 || parts.some((part) => !/^\d{1,5}(\.\d{1,3})?$/.test(part))) return null;
  return Math.round(parts.reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
}

export function sorted(marks: readonly LessonMark[]): LessonMark[] {
  return [...marks].sort((a, b) => a.at_ms - b.at_ms);
}

/* One more at this moment, unless there is one. */
export function freshMark(marks: readonly LessonMark[], at_ms: number): LessonMark[] {
  return marks.some((mark) => mark.at_ms === at_ms) ? [...marks] : sorted([...marks, { at_ms, title: '' }]);
}

export type MarksProblem = 'untitled' | 'twice' | 'beyond';

export function problemWith(marks: readonly LessonMark[], duration_ms: number): MarksProblem | null {
  if (new Set(marks.map((mark) => mark.at_ms)).size !== marks.length) return 'twice';
  if (duration_ms > 0 && marks.some((mark) => mark.at_ms >= duration_ms)) return 'beyond';
  return marks.some((mark) => mark.title.trim() === '') ? 'untitled' : null;
}
