/* Dropped files become lessons of a course, and go on their way. */
import { showToast } from '../../../components/desk/toast.tsx';
import { call } from '../../../shared/api-client.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { act } from '../act.ts';
import { languages } from '../languages.ts';
import { planOf, type PlannedLesson, type Refused } from './plan.ts';
import { addTransfer, begunBefore } from './transfers.ts';

export function tellRefused(refused: readonly Refused[]): void {
  for (const { name, why } of refused) showToast(t(`editor.refused_${why}`, { name }), { tone: 'bad', sticky: true });
}

/* A file that was begun before goes on where it was, into the same lesson. */
async function lessonFor(courseId: string, planned: PlannedLesson): Promise<{ id: string; title: string } | null> {
  const [first] = planned.files;
  const before = first ? begunBefore(first.file) : undefined;
  if (before?.lesson_id) {
    const known = await call('GET /api/v1/lessons/{id}', { path: { id: before.lesson_id } });
    if (known.ok && known.value.course_id === courseId) return known.value;
  }
  const made = await act(
    call('POST /api/v1/courses/{id}/lessons', {
      path: { id: courseId },
      body: { kind: planned.kind, title: planned.title },
    }),
  );
  return made?.value ?? null;
}

/* Tells what cannot be used; the number of lessons that were made. */
export async function makeLessons(courseId: string, files: readonly File[]): Promise<number> {
  const plan = planOf(files, languages.peek());
  tellRefused(plan.refused);
  let made = 0;
  for (const planned of plan.lessons) {
    const lesson = await lessonFor(courseId, planned);
    if (!lesson) break;
    made += 1;
    for (const one of planned.files) addTransfer({ ...one, lessonId: lesson.id, lessonTitle: lesson.title });
  }
  return made;
}
