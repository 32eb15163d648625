import { useSignal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';

import { later } from '../../shared/later.ts';
import type { MeetingFormProps } from './meeting-form.tsx';

/* The form is large and comes when it is asked for. */
export function MeetingFormSlot(props: MeetingFormProps) {
  const Form = useSignal<{ it: ComponentType<MeetingFormProps> } | null>(null);
  useEffect(() => {
    void later(() => import('./meeting-form.tsx')).then((module) => (Form.value = { it: module.MeetingForm }));
  }, []);
  const Loaded = Form.value?.it;
  return Loaded ? <Loaded {...props} /> : null;
}
