import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import type { Lesson, LessonKind } from '../../shared/contract/courses.ts';
import { later } from '../../shared/later.ts';
import { Loading } from '../loading.tsx';

type Body = ComponentType<{ lesson: Lesson }>;

/* Each comes when it is needed. */
const BODIES: Partial<Record<LessonKind, () => Promise<{ default: Body }>>> = {
  pages: () => import('./pages-reader.tsx'),
  document: () => import('./document-reader.tsx'),
  quiz: () => import('./quiz-view.tsx'),
};

export function hasBody(lesson: Lesson): boolean {
  return lesson.is_ready && BODIES[lesson.kind] !== undefined;
}

/* A lesson that is no film. */
export function OtherLesson({ lesson }: { lesson: Lesson }) {
  const loaded = useSignal<{ it: Body } | null>(null);
  useEffect(() => {
    const load = BODIES[lesson.kind];
    if (load) void later(load).then((module) => (loaded.value = { it: module.default }));
  }, [lesson.kind]);
  const It = loaded.value?.it;
  return It ? <It lesson={lesson} /> : <Loading />;
}
