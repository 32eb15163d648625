import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { later } from '../../shared/later.ts';
import type AskTeacher from './ask-teacher.tsx';
import type { AskTeacherProps } from './ask-teacher.tsx';

/* Questions to the teacher, after what is more urgent has come. */
export function AskSlot(props: AskTeacherProps) {
  const loaded = useSignal<{ It: typeof AskTeacher } | null>(null);
  useEffect(() => {
    void later(() => import('./ask-teacher.tsx')).then((module) => (loaded.value = { It: module.default }));
  }, []);
  const It = loaded.value?.It;
  return It ? <It {...props} /> : null;
}
