/* Lessons that are no films, and questions to the teacher: their part of the page comes when it is opened. */
import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { SkeletonLines } from '../../../components/desk/empty.tsx';
import type { Asset, Lesson } from '../../../shared/contract/courses.ts';
import { later } from '../../../shared/later.ts';

export type OtherPart = 'preview' | 'pages' | 'quiz' | 'questions';

export interface OtherProps {
  part: OtherPart;
  lesson: Lesson;
  assets: readonly Asset[];
  reload: () => Promise<void>;
}

export function OtherSlot(props: OtherProps) {
  const loaded = useSignal<{ it: ComponentType<OtherProps> } | null>(null);
  useEffect(() => {
    void later(() => import('../write/other-lesson.tsx')).then((module) => (loaded.value = { it: module.default }));
  }, []);
  const Other = loaded.value?.it;
  return Other ? <Other {...props} /> : <SkeletonLines count={4} />;
}
