/* A lesson that an address names, asked for while the scripts of its player are still on their way; so is its viewing, once
 * it is known that it plays. Each answer is taken once; who finds none asks by himself. */
import { call, type Result } from '../shared/api-client.ts';
import type { Lesson } from '../shared/contract/courses.ts';
import type { Viewing } from '../shared/contract/live.ts';
import { deviceName } from '../shared/device-name.ts';

const lessons = new Map<string, Promise<Result<Lesson>>>();
const viewings = new Map<string, Promise<Result<Viewing>>>();

const askLesson = (id: string) => call('GET /api/v1/lessons/{id}', { path: { id } });

export function isPlayable(lesson: Lesson): boolean {
  return lesson.is_ready && (lesson.kind === 'video' || lesson.kind === 'recording');
}

export function openLessonViewing(id: string): Promise<Result<Viewing>> {
  const device = (deviceName(navigator.userAgent) ?? '').slice(0, 120);
  return call('POST /api/v1/viewings', { body: { lesson_id: id, device } });
}

function taken<T>(from: Map<string, Promise<T>>, id: string): Promise<T> | undefined {
  const found = from.get(id);
  from.delete(id);
  return found;
}

/* `hasViewing`: one is kept over a reload of the page. */
export function askAhead(id: string, hasViewing: boolean): void {
  const lesson = askLesson(id);
  lessons.set(id, lesson);
  if (hasViewing) return;
  void lesson.then((result) => {
    if (result.ok && isPlayable(result.value)) viewings.set(result.value.id, openLessonViewing(result.value.id));
  });
}

export function lessonAhead(id: string): Promise<Result<Lesson>> {
  return taken(lessons, id) ?? askLesson(id);
}

export function viewingAhead(id: string): Promise<Result<Viewing>> {
  return taken(viewings, id) ?? openLessonViewing(id);
}
