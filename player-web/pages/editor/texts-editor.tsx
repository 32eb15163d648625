/* Title and summary in further languages, of a series, course or lesson. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Field } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import type { CourseText } from '../../shared/contract/courses.ts';
import { t } from '../../shared/i18n/locale.ts';
import { LanguagePicker } from './language-picker.tsx';
import { bothNames } from './languages.ts';
import { SaveBar } from './save-bar.tsx';
import { TextArea } from './text-area.tsx';

interface TextsEditorProps {
  texts: readonly CourseText[];
  language: string; // of the first title: not offered again
  onSave: (texts: CourseText[]) => Promise<boolean>;
}

export function TextsEditor({ texts, language, onSave }: TextsEditorProps) {
  const draft = useSignal<readonly CourseText[]>(texts);
  const before = JSON.stringify(texts);
  useEffect(() => {
    draft.value = texts;
  }, [before]);
  const set = (at: number, part: Partial<CourseText>) =>
    (draft.value = draft.value.map((one, i) => (i === at ? { ...one, ...part } : one)));
  const taken = [language, ...draft.value.map((one) => one.language)];
  return (
    <form
      class="texts"
      onSubmit={(event) => {
        event.preventDefault();
        void onSave(draft.value.filter((one) => one.title.trim() !== ''));
      }}
    >
      <p class="soft">{t('editor.texts_lead')}</p>
      <ul class="text-rows">
        {draft.value.map((one, i) => (
          <li key={one.language} class="text-row" data-text={one.language}>
            <div class="text-row-head">
              <strong class="autonym" lang={one.language}>
                {bothNames(one.language)}
              </strong>
              <button
                type="button"
                class="icon-button"
                aria-label={t('editor.remove_of', { name: bothNames(one.language) })}
                onClick={() => (draft.value = draft.value.filter((_, at) => at !== i))}
              >
                <Icon name="trash" />
              </button>
            </div>
            <Field
              id={`text-title-${one.language}`}
              label={t('editor.title')}
              value={one.title}
              onInput={(title) => set(i, { title })}
            />
            <TextArea
              id={`text-summary-${one.language}`}
              label={t('editor.summary')}
              rows={2}
              lang={one.language}
              value={one.summary}
              onInput={(summary) => set(i, { summary })}
            />
          </li>
        ))}
      </ul>
      <LanguagePicker
        label={t('editor.add_text')}
        value=""
        without={taken}
        onPick={(tag) => {
          if (tag !== '') draft.value = [...draft.value, { language: tag, title: '', summary: '' }];
        }}
      />
      <SaveBar isChanged={JSON.stringify(draft.value) !== before} onDrop={() => (draft.value = texts)} />
    </form>
  );
}
