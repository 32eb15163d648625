import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Field, focusField } from '../../../components/field.tsx';
import type { Lesson, LessonChange } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { SaveBar } from '../save-bar.tsx';
import { TextArea } from '../text-area.tsx';
import { TextsEditor } from '../texts-editor.tsx';

interface AboutProps {
  lesson: Lesson;
  onChange: (change: LessonChange) => Promise<boolean>;
}

export function LessonAbout({ lesson, onChange }: AboutProps) {
  const title = useSignal(lesson.title);
  const summary = useSignal(lesson.summary);
  const isMissing = useSignal(false);
  const reset = () => {
    title.value = lesson.title;
    summary.value = lesson.summary;
  };
  useEffect(reset, [lesson.title, lesson.summary]);
  const isChanged = title.value !== lesson.title || summary.value !== lesson.summary;
  const save = () => {
    isMissing.value = title.value.trim() === '';
    if (isMissing.value) return focusField('lesson-title');
    void onChange({ title: title.value.trim(), summary: summary.value.trim() });
  };
  return (
    <div class="panel">
      <form
        class="editor-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Field
          id="lesson-title"
          label={t('editor.title')}
          value={title.value}
          error={isMissing.value ? t('editor.title_missing') : null}
          onInput={(text) => (title.value = text)}
        />
        <TextArea id="lesson-summary" label={t('editor.summary')} value={summary.value} onInput={(text) => (summary.value = text)} />
        <SaveBar isChanged={isChanged} onDrop={reset} />
      </form>
      <h3 class="asset-group-title">{t('editor.tab_texts')}</h3>
      <TextsEditor texts={lesson.texts} language="" onSave={(texts) => onChange({ texts })} />
    </div>
  );
}
