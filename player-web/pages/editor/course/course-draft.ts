/* What the form of a course holds, and what of it has changed. Pure. */
import type { Course, CourseAudience, CourseChange } from '../../../shared/contract/courses.ts';
import { dayOf, endOfDay } from '../../../shared/days.ts';

export interface CourseDraft {
  title: string;
  summary: string;
  language: string;
  series_id: string;
  topic_id: string;
  audience: CourseAudience;
  unit_ids: readonly string[];
  office_id: string; // "": none
  is_required: boolean;
  due_day: string; // YYYY-MM-DD; "": no date
  allows_download: boolean;
  allows_speed: boolean;
}

export function draftOf(course: Course): CourseDraft {
  return {
    title: course.title,
    summary: course.summary,
    language: course.language,
    series_id: course.series_id ?? '',
    topic_id: course.topic_id ?? '',
    audience: course.audience,
    unit_ids: course.units.map((unit) => unit.id),
    office_id: course.office?.id ?? '',
    is_required: course.is_required,
    due_day: course.due_at ? dayOf(Date.parse(course.due_at)) : '',
    allows_download: course.allows_download,
    allows_speed: course.allows_speed,
  };
}

export type DraftProblem = 'title' | 'units';

export function problemIn(draft: CourseDraft): DraftProblem | null {
  if (draft.title.trim() === '') return 'title';
  return draft.audience === 'units' && draft.unit_ids.length === 0 ? 'units' : null;
}

/* Only what differs; a date of what is not required is taken away. */
export function changeOf(before: CourseDraft, after: CourseDraft): CourseChange {
  const change: CourseChange = {};
  const due = after.is_required ? after.due_day : '';
  if (after.title.trim() !== before.title) change.title = after.title.trim();
  if (after.summary.trim() !== before.summary) change.summary = after.summary.trim();
  if (after.language !== before.language) change.language = after.language;
  if (after.series_id !== before.series_id) change.series_id = after.series_id;
  if (after.topic_id !== before.topic_id) change.topic_id = after.topic_id;
  if (after.audience !== before.audience) change.audience = after.audience;
  const units = after.audience === 'units' ? [...after.unit_ids] : [];
  if (units.join() !== before.unit_ids.join()) change.unit_ids = units;
  if (after.office_id !== before.office_id) change.office_id = after.office_id;
  if (after.is_required !== before.is_required) change.is_required = after.is_required;
  if (due !== before.due_day) change.due_at = due === '' ? '' : endOfDay(due);
  if (after.allows_download !== before.allows_download) change.allows_download = after.allows_download;
  if (after.allows_speed !== before.allows_speed) change.allows_speed = after.allows_speed;
  return change;
}

export function isChanged(before: CourseDraft, after: CourseDraft): boolean {
  return Object.keys(changeOf(before, after)).length > 0;
}
