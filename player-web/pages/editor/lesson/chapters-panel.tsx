import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { clockLength } from '../../../components/watch/times.ts';
import type { Lesson, LessonMark } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { SaveBar } from '../save-bar.tsx';
import { freshMark, msOfClock, problemWith, sorted } from './marks.ts';
import { playing, positionMs } from './playing.ts';

interface ChaptersProps {
  lesson: Lesson;
  onSave: (marks: LessonMark[]) => Promise<boolean>;
}

interface MarkProps {
  mark: LessonMark;
  number: number;
  onChange: (mark: LessonMark) => void;
  onRemove: () => void;
}

function Mark({ mark, number, onChange, onRemove }: MarkProps) {
  return (
    <li class="mark" data-mark={mark.at_ms}>
      <button
        type="button"
        class="icon-button"
        aria-label={t('editor.go_to_mark', { number })}
        onClick={() => playing.peek()?.seek(mark.at_ms)}
      >
        <Icon name="play" />
      </button>
      <input
        class="field-input mark-time numbers"
        aria-label={t('editor.mark_time', { number })}
        value={clockLength(mark.at_ms)}
        onChange={(event) => {
          const at_ms = msOfClock(event.currentTarget.value);
          if (at_ms === null) event.currentTarget.value = clockLength(mark.at_ms);
          else onChange({ ...mark, at_ms });
        }}
      />
      <input
        class="field-input mark-title"
        aria-label={t('editor.mark_title', { number })}
        placeholder={t('editor.mark_placeholder')}
        value={mark.title}
        onInput={(event) => onChange({ ...mark, title: event.currentTarget.value })}
      />
      <button
        type="button"
        class="icon-button"
        aria-label={t('editor.mark_here', { number, time: clockLength(positionMs.value) })}
        title={t('editor.mark_here_hint')}
        onClick={() => onChange({ ...mark, at_ms: positionMs.peek() })}
      >
        <Icon name="flag" />
      </button>
      <button type="button" class="icon-button" aria-label={t('editor.mark_remove', { number })} onClick={onRemove}>
        <Icon name="trash" />
      </button>
    </li>
  );
}

/* Chapters at the playhead: a press makes one where the picture stands. */
export function ChaptersPanel({ lesson, onSave }: ChaptersProps) {
  const draft = useSignal<readonly LessonMark[]>(lesson.marks);
  const before = JSON.stringify(lesson.marks);
  useEffect(() => {
    draft.value = lesson.marks;
  }, [before]);
  const add = () => {
    draft.value = freshMark(draft.value, positionMs.peek());
    const at = draft.value.findIndex((mark) => mark.at_ms === positionMs.peek());
    setTimeout(() => document.querySelectorAll<HTMLElement>('.mark-title')[at]?.focus());
  };
  const problem = problemWith(draft.value, lesson.duration_ms);
  return (
    <form
      class="panel"
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === null) void onSave(draft.value.map((mark) => ({ ...mark, title: mark.title.trim() })));
      }}
    >
      <div class="panel-head">
        <p class="soft">{t('editor.chapters_lead')}</p>
        <Button icon="flag" onPress={add}>
          {t('editor.add_mark', { time: clockLength(positionMs.value) })}
        </Button>
      </div>
      <ol class="marks">
        {draft.value.map((mark, i) => (
          <Mark
            key={i}
            mark={mark}
            number={i + 1}
            onChange={(next) => (draft.value = sorted(draft.value.map((one, at) => (at === i ? next : one))))}
            onRemove={() => (draft.value = draft.value.filter((_, at) => at !== i))}
          />
        ))}
      </ol>
      {problem !== null && (
        <p class="form-wrong" role="alert">
          {t(`editor.marks_${problem}`)}
        </p>
      )}
      <SaveBar isChanged={JSON.stringify(draft.value) !== before} onDrop={() => (draft.value = lesson.marks)} />
    </form>
  );
}
