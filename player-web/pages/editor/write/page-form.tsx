/* One page as it is written: words in each language, the picture, how long it asks for. */
import { useSignal } from '@preact/signals';

import { Field } from '../../../components/field.tsx';
import { Icon } from '../../../components/icon.tsx';
import type { Asset } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { LanguagePicker } from '../language-picker.tsx';
import { bothNames } from '../languages.ts';
import { TextArea } from '../text-area.tsx';
import { LEAST_S_MAX, PAGE_BODY_MAX, PAGE_TITLE_MAX, type PageDraft, type PageProblem } from './page-draft.ts';
import { PagePictures } from './page-pictures.tsx';

interface PageFormProps {
  page: PageDraft;
  problem: PageProblem | null; // shown once somebody wanted to save
  pictures: readonly Asset[];
  isComing: boolean;
  folder: string;
  onChange: (part: Partial<PageDraft>) => void;
  onFile: (file: File) => void;
}

/* Title and text in one language; "" is the first. */
function Words({ page, language, onChange }: Pick<PageFormProps, 'page' | 'onChange'> & { language: string }) {
  const id = `page-${page.key}-${language}`;
  const words = language === '' ? page : page.texts.find((text) => text.language === language);
  const set = (part: { title?: string; body?: string }) => {
    if (language === '') onChange(part);
    else onChange({ texts: page.texts.map((text) => (text.language === language ? { ...text, ...part } : text)) });
  };
  if (!words) return null;
  return (
    <>
      <Field id={`${id}-title`} label={t('editor.title')} value={words.title} onInput={(title) => set({ title })} />
      <TextArea
        id={`${id}-body`}
        label={t('write.body')}
        hint={t('write.body_hint')}
        rows={7}
        value={words.body}
        {...(language === '' ? {} : { lang: language })}
        onInput={(body) => set({ body })}
      />
    </>
  );
}

function Languages({ page, now, onNow, onChange }: Pick<PageFormProps, 'page' | 'onChange'> & {
  now: string;
  onNow: (language: string) => void;
}) {
  const tags = ['', ...page.texts.map((text) => text.language)];
  return (
    <div class="page-languages" role="group" aria-label={t('write.page_languages')}>
      {tags.map((tag) => (
        <button key={tag} type="button" class="chip" aria-pressed={tag === now} onClick={() => onNow(tag)}>
          {tag === '' ? t('write.original') : <span class="autonym" lang={tag}>{bothNames(tag)}</span>}
        </button>
      ))}
      {now !== '' && (
        <button
          type="button"
          class="icon-button"
          aria-label={t('editor.remove_of', { name: bothNames(now) })}
          title={t('write.remove_language')}
          onClick={() => {
            onNow('');
            onChange({ texts: page.texts.filter((text) => text.language !== now) });
          }}
        >
          <Icon name="trash" />
        </button>
      )}
    </div>
  );
}

export function PageForm({ page, problem, pictures, isComing, folder, onChange, onFile }: PageFormProps) {
  const language = useSignal('');
  const numbers = { title: PAGE_TITLE_MAX, body: PAGE_BODY_MAX, least: LEAST_S_MAX };
  const isLeast = problem === 'least_wrong';
  return (
    <div class="page-form">
      {problem && !isLeast && (
        <p class="form-wrong" role="alert">
          {t(`write.${problem}`, numbers)}
        </p>
      )}
      <Languages page={page} now={language.value} onNow={(tag) => (language.value = tag)} onChange={onChange} />
      <Words page={page} language={language.value} onChange={onChange} />
      <LanguagePicker
        label={t('write.add_language')}
        value=""
        without={page.texts.map((text) => text.language)}
        onPick={(tag) => {
          if (tag === '') return;
          onChange({ texts: [...page.texts, { language: tag, title: '', body: '' }] });
          language.value = tag;
        }}
      />
      <PagePictures
        pictures={pictures}
        chosen={page.picture_id}
        isComing={isComing}
        folder={folder}
        onChoose={(picture_id) => onChange({ picture_id })}
        onFile={onFile}
      />
      <div class="page-short">
        <Field
          id={`page-${page.key}-least`}
          type="number"
          label={t('write.least')}
          hint={t('write.least_hint')}
          error={isLeast ? t('write.least_wrong', numbers) : null}
          value={page.least_s}
          onInput={(least_s) => onChange({ least_s: least_s.trim() })}
        />
      </div>
    </div>
  );
}
