/* Writing into a course or a lesson that somebody else may have changed since. What the other one changed elsewhere in it
 * stays; only the same words are asked about. */
import { call } from '../../shared/api-client.ts';
import type { Course, CourseChange, Lesson, LessonChange } from '../../shared/contract/courses.ts';
import { save, type Saved } from './conflict.tsx';

function sameIn(a: object, b: object, names: readonly string[]): boolean {
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return names.every((name) => JSON.stringify(left.get(name) ?? '') === JSON.stringify(right.get(name) ?? ''));
}

const writable = (course: Course) => ({
  ...course,
  unit_ids: course.units.map((unit) => unit.id),
  office_id: course.office?.id ?? '',
});

export function saveCourse(course: Course, change: CourseChange): Promise<Saved<Course>> {
  const path = { id: course.id };
  return save({
    revision: course.revision,
    write: (revision) => call('PATCH /api/v1/courses/{id}', { path, body: change, revision }),
    look: async () => {
      const now = await call('GET /api/v1/courses/{id}', { path });
      if (!now.ok) return now;
      const { revision, changed_by: by = '', changed_at: at } = now.value;
      const isElsewhere = sameIn(writable(course), writable(now.value), Object.keys(change));
      return { ok: true, value: { revision, by, at, isElsewhere } };
    },
  });
}

export function saveLesson(lesson: Lesson, change: LessonChange): Promise<Saved<Lesson>> {
  const path = { id: lesson.id };
  return save({
    revision: lesson.revision ?? 0,
    write: (revision) => call('PATCH /api/v1/lessons/{id}', { path, body: change, revision }),
    look: async () => {
      const now = await call('GET /api/v1/lessons/{id}', { path });
      if (!now.ok) return now;
      const { revision = 0, changed_by: by = '', changed_at: at = '' } = now.value;
      return { ok: true, value: { revision, by, at, isElsewhere: sameIn(lesson, now.value, Object.keys(change)) } };
    },
  });
}
