import { signal } from '@preact/signals';

import { Loading } from '../../components/loading.tsx';
import { askAhead } from '../../player/lesson-ahead.ts';
import { later } from '../../shared/later.ts';
import { hasViewing } from '../../shared/viewing-memory.ts';
import type * as Courses from './courses/courses.tsx';

/* Rows, search, courses and lessons come when there are courses. */
const loaded = signal<typeof Courses | null>(null);

let isFetching = false;

export function fetchCourses(): void {
  if (isFetching) return;
  isFetching = true;
  void later(() => import('./courses/courses.tsx')).then((module) => (loaded.value = module));
}

/* A lesson that the address names: all at once, its answers too. */
export function fetchLesson(id: string): void {
  fetchCourses();
  void later(() => import('../../components/lesson/lesson-view.tsx'));
  askAhead(id, hasViewing(id));
}

/* What the address names: a lesson, a course, the search. */
export function CoursesSlot({ client }: { client: 'pc' | 'phone' }) {
  const module = loaded.value;
  if (!module) {
    fetchCourses();
    return <Loading />;
  }
  return <module.CoursesPlace client={client} />;
}

export function LibrarySlot() {
  const module = loaded.value;
  return module ? <module.LibraryRows /> : null;
}
