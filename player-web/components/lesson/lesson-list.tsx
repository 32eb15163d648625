import './lesson-list.css';

import type { LessonRow } from '../../shared/contract/courses.ts';
import { permilleOf, textOf } from '../../shared/course-facts.ts';
import { locale, t } from '../../shared/i18n/locale.ts';
import { Icon } from '../icon.tsx';
import { clockLength } from '../watch/times.ts';

/* How far one is, as a bar with words for those who do not see it. */
export function SeenBar({ permille }: { permille: number }) {
  if (permille <= 0) return null;
  const percent = Math.max(1, Math.round(permille / 10));
  return <progress class="seen-bar" max={100} value={percent} aria-label={t('lesson.seen_percent', { percent })} />;
}

function stateWord(lesson: LessonRow, isNow: boolean): string {
  if (isNow) return t('lesson.now');
  if (!lesson.is_ready) return t('lesson.not_ready');
  return lesson.is_seen ? t('lesson.seen') : '';
}

interface LessonListProps {
  lessons: readonly LessonRow[];
  now?: string; // that is open
  hrefOf: (lesson: LessonRow) => string;
  onOpen: (event: MouseEvent, lesson: LessonRow) => void;
}

/* The lessons of a course in their order, with how far one is in each. */
export function LessonList({ lessons, now, hrefOf, onOpen }: LessonListProps) {
  return (
    <ol class="lesson-list">
      {lessons.map((lesson, i) => {
        const isNow = lesson.id === now;
        const text = textOf(lesson, locale.value);
        const word = stateWord(lesson, isNow);
        const inside = (
          <>
            <span class="lesson-number numbers" aria-hidden="true">
              {lesson.is_seen ? <Icon name="check" /> : i + 1}
            </span>
            <span class="lesson-words">
              <strong lang={text.language || undefined}>{text.title}</strong>
              <span class="lesson-note">
                {lesson.duration_ms > 0 && <span class="numbers">{clockLength(lesson.duration_ms)}</span>}
                {word && <span class="lesson-state">{word}</span>}
              </span>
              {!lesson.is_seen && <SeenBar permille={permilleOf(lesson)} />}
            </span>
          </>
        );
        return (
          <li key={lesson.id}>
            {lesson.is_ready && !isNow ? (
              <a class="lesson-row" href={hrefOf(lesson)} onClick={(event) => onOpen(event, lesson)}>
                {inside}
              </a>
            ) : (
              <span class={`lesson-row${isNow ? ' lesson-row-now' : ' lesson-row-later'}`} aria-current={isNow ? 'true' : undefined}>
                {inside}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
