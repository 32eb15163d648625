import { signal } from '@preact/signals';

import { Loading } from '../../components/loading.tsx';
import { later } from '../../shared/later.ts';
import { askAhead } from '../../shared/lesson-ahead.ts';
import type * as Courses from './courses/courses.tsx';

/* Rows, search, courses and lessons come when there are courses. */
const loaded = signal<typeof Courses | null>(null);

let fetching: Promise<typeof Courses> | null = null;

export function fetchCourses(): Promise<typeof Courses> {
  fetching ??= later(() => import('./courses/courses.tsx')).then((module) => (loaded.value = module));
  return fetching;
}

/* A lesson that the address names, as far as it can be drawn at once. */
export async function fetchLesson(id: string): Promise<void> {
  await Promise.all([fetchCourses().then((module) => module.fetchPlayer()), askAhead(id)]);
}

/* What the address names: a lesson, a course, the search. */
export function CoursesSlot({ client }: { client: 'pc' | 'phone' }) {
  const module = loaded.value;
  if (!module) {
    void fetchCourses();
    return <Loading />;
  }
  return <module.CoursesPlace client={client} />;
}

export function LibrarySlot() {
  const module = loaded.value;
  return module ? <module.LibraryRows /> : null;
}
