import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import type { LessonRow } from '../../shared/contract/courses.ts';
import { textOf } from '../../shared/course-facts.ts';
import { locale, t } from '../../shared/i18n/locale.ts';
import { Icon } from '../icon.tsx';

const COUNT_DOWN_S = 8;

interface LessonEndProps {
  next: LessonRow | null;
  onNext: () => void;
  onAgain: () => void;
}

/* At the end: the next lesson by itself after some seconds, unless one says no. */
export function LessonEnd({ next, onNext, onAgain }: LessonEndProps) {
  const left = useSignal<number | null>(next ? COUNT_DOWN_S : null);
  useEffect(() => {
    if (left.value === null) return;
    if (left.value <= 0) {
      left.value = null;
      onNext();
      return;
    }
    const timer = window.setTimeout(() => {
      if (left.value !== null) left.value -= 1;
    }, 1000);
    return () => clearTimeout(timer);
  }, [left.value]);
  return (
    <div class="stage-words lesson-end">
      <p class="stage-words-title" role="status">{next ? t('lesson.ended_next', { title: textOf(next, locale.value).title }) : t('lesson.ended')}</p>
      <div class="lesson-end-buttons">
        {next && (
          <button type="button" class="stage-words-button" onClick={onNext}>
            <Icon name="play" />
            <span>{left.value === null ? t('lesson.next') : t('lesson.next_in', { seconds: left.value })}</span>
          </button>
        )}
        {left.value !== null && (
          <button type="button" class="stage-words-button" onClick={() => (left.value = null)}>
            <Icon name="stop" />
            <span>{t('lesson.stay')}</span>
          </button>
        )}
        <button type="button" class="stage-words-button" onClick={onAgain}>
          <Icon name="undo" />
          <span>{t('lesson.again')}</span>
        </button>
      </div>
    </div>
  );
}
