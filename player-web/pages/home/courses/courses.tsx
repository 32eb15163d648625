import '../../../shared/i18n/words-lessons.ts';
import './courses.css';

import { signal } from '@preact/signals';

import type { LessonView } from '../../../components/lesson/lesson-view.tsx';
import { Loading } from '../../../components/loading.tsx';
import { later } from '../../../shared/later.ts';
import { goTo, hrefOf, place } from '../place.ts';
import { CourseView } from './course-view.tsx';
import { CoursesView } from './courses-view.tsx';

export { LibraryRows } from './library-rows.tsx';

const player = signal<typeof LessonView | null>(null);

let isFetching = false;

function fetchPlayer(): void {
  if (isFetching) return;
  isFetching = true;
  void later(() => import('../../../components/lesson/lesson-view.tsx')).then((module) => (player.value = module.LessonView));
}

function LessonSlot({ id, client }: { id: string; client: 'pc' | 'phone' }) {
  const View = player.value;
  if (!View) {
    fetchPlayer();
    return <Loading />;
  }
  return (
    <View
      key={id}
      lessonId={id}
      client={client}
      hrefOf={(lesson) => hrefOf({ kind: 'lesson', id: lesson.id })}
      courseHref={(course) => hrefOf({ kind: 'course', id: course })}
      onOpen={(lesson) => goTo({ kind: 'lesson', id: lesson.id })}
      onCourse={(course) => goTo({ kind: 'course', id: course })}
      onHome={() => goTo({ kind: 'courses', query: '', topic: '', language: '' })}
    />
  );
}

export function CoursesPlace({ client }: { client: 'pc' | 'phone' }) {
  const here = place.value;
  if (here.kind === 'lesson') return <LessonSlot id={here.id} client={client} />;
  /* Whoever looks at a course will play one of its lessons. */
  if (here.kind === 'course') fetchPlayer();
  if (here.kind === 'course') return <CourseView key={here.id} id={here.id} />;
  if (here.kind === 'courses') return <CoursesView here={here} />;
  return null;
}
