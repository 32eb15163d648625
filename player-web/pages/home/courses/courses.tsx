import '../../../shared/i18n/words-lessons.ts';
import './courses.css';

import { signal } from '@preact/signals';

import type * as Taken from '../../../components/lesson/taken-view.tsx';
import type { LessonView } from '../../../components/lesson/lesson-view.tsx';
import { Loading } from '../../../components/loading.tsx';
import { later } from '../../../shared/later.ts';
import { BesideSlot } from '../beside-slot.tsx';
import { goTo, hrefOf, place } from '../place.ts';
import { CourseView } from './course-view.tsx';
import { CoursesView } from './courses-view.tsx';

export { LibraryRows } from './library-rows.tsx';

const player = signal<typeof LessonView | null>(null);

let fetching: Promise<void> | null = null;

/* The page of a lesson, ready to be drawn. */
export function fetchPlayer(): Promise<void> {
  fetching ??= later(() => import('../../../components/lesson/lesson-view.tsx')).then((module) => void (player.value = module.LessonView));
  return fetching;
}

function LessonSlot({ id, client }: { id: string; client: 'pc' | 'phone' }) {
  const View = player.value;
  if (!View) {
    void fetchPlayer();
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
      besides={(viewing) => <BesideSlot viewing={viewing} />}
    />
  );
}

const takenModule = signal<typeof Taken | null>(null);

function TakenSlot({ client }: { client: 'pc' | 'phone' }) {
  const module = takenModule.value;
  if (!module) {
    void later(() => import('../../../components/lesson/taken-view.tsx')).then((loaded) => (takenModule.value = loaded));
    return <Loading />;
  }
  return <module.TakenView client={client} onHome={() => goTo({ kind: 'home' })} />;
}

export function CoursesPlace({ client }: { client: 'pc' | 'phone' }) {
  const here = place.value;
  if (here.kind === 'lesson') return <LessonSlot id={here.id} client={client} />;
  /* Whoever looks at a course will play one of its lessons. */
  if (here.kind === 'course') void fetchPlayer();
  if (here.kind === 'course') return <CourseView key={here.id} id={here.id} />;
  if (here.kind === 'taken') return <TakenSlot client={client} />;
  if (here.kind === 'courses') return <CoursesView here={here} />;
  return null;
}
