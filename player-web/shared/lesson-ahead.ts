/* The lesson that the page's address names: its answer is here before its part of the page is drawn. */
import { call, type Result } from './api-client.ts';
import { lessonWish } from './call-facts.ts';
import type { Lesson } from './contract/courses.ts';
import type { Viewing } from './contract/live.ts';

interface Asked {
  id: string;
  answer: Promise<Result<Lesson>>;
  lesson: Lesson | null; // once it is there
}

let ahead: Asked | null = null; // taken once: whoever comes back to it later asks anew

/* `kept`: the lesson is taken along; its viewing counts when it was played somewhere without a line. */
export function openLessonViewing(id: string, mode: 'played' | 'kept' = 'played'): Promise<Result<Viewing>> {
  return call('POST /api/v1/viewings', { body: { ...lessonWish(id), ...(mode === 'kept' ? { mode } : {}) } });
}

function take(id: string): Asked | null {
  const found = ahead?.id === id ? ahead : null;
  if (found) ahead = null;
  return found;
}

export function askLesson(id: string): Promise<Result<Lesson>> {
  return take(id)?.answer ?? call('GET /api/v1/lessons/{id}', { path: { id } });
}

/* Settles when the answer is there. */
export async function askAhead(id: string): Promise<void> {
  const asked: Asked = { id, answer: askLesson(id), lesson: null };
  ahead = asked;
  const result = await asked.answer;
  if (result.ok) asked.lesson = result.value;
}

export function knownLesson(id: string): Lesson | null {
  return ahead?.lesson ? (take(id)?.lesson ?? null) : null;
}
