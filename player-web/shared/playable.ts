import type { Lesson } from './contract/courses.ts';

/* Whether the player has something to play of it. */
export function isPlayable(lesson: Lesson): boolean {
  return lesson.is_ready && (lesson.kind === 'video' || lesson.kind === 'recording');
}
