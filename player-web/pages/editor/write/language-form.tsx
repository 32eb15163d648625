import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { Language, LanguageWish } from '../../../shared/contract/courses.ts';
import { t } from '../../../shared/i18n/locale.ts';

const DIRECTIONS = ['ltr', 'rtl', 'vertical'] as const;
type Direction = (typeof DIRECTIONS)[number];
const REQUIRED = ['tag', 'autonym', 'name_zh'] as const;

interface Draft {
  tag: string;
  autonym: string;
  name_zh: string;
  name_en: string;
  script: string;
  code3: string;
  direction: Direction;
}

function draftOf(row: Language | null): Draft {
  if (!row) return { tag: '', autonym: '', name_zh: '', name_en: '', script: '', code3: '', direction: 'ltr' };
  const { tag, autonym, name_zh, name_en, script, code3 } = row;
  return { tag, autonym, name_zh, name_en, script, code3, direction: row.is_vertical ? 'vertical' : row.is_rtl ? 'rtl' : 'ltr' };
}

/* What is left empty is as the server knows it. */
function wishOf(draft: Draft): LanguageWish {
  const given = (['name_en', 'script', 'code3'] as const).filter((name) => draft[name].trim() !== '');
  return {
    autonym: draft.autonym.trim(),
    name_zh: draft.name_zh.trim(),
    ...Object.fromEntries(given.map((name) => [name, draft[name].trim()])),
    is_rtl: draft.direction === 'rtl',
    is_vertical: draft.direction === 'vertical',
  };
}

interface LanguageFormProps {
  language: Language | null; // null: a new one
  onDone: (language: Language) => void;
  onClose: () => void;
}

/* A language that the server does not know, or one named differently. */
export function LanguageForm({ language, onDone, onClose }: LanguageFormProps) {
  const draft = useSignal(draftOf(language));
  const missing = useSignal<(typeof REQUIRED)[number] | null>(null);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  async function submit(): Promise<void> {
    missing.value = REQUIRED.find((name) => draft.value[name].trim() === '') ?? null;
    if (missing.value !== null) return focusField(`language-${missing.value}`);
    busy.value = true;
    const path = { tag: draft.value.tag.trim() };
    const result = await call('PUT /api/v1/languages/{tag}', { path, body: wishOf(draft.value) });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) onDone(result.value);
  }
  const line = (name: Exclude<keyof Draft, 'direction'>, hint = false) => (
    <Field
      id={`language-${name}`}
      label={t(`write.language_${name}`)}
      value={draft.value[name]}
      error={missing.value === name ? t('write.language_missing') : null}
      {...(hint && (name === 'tag' || name === 'script' || name === 'code3') ? { hint: t(`write.language_${name}_hint`) } : {})}
      onInput={(text) => (draft.value = { ...draft.value, [name]: text })}
    />
  );
  return (
    <FormDialog
      title={language ? t('write.language_edit', { name: language.autonym }) : t('write.language_new')}
      submit={t('editor.save')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {!language && line('tag', true)}
      {line('autonym')}
      <div class="form-pair">
        {line('name_zh')}
        {line('name_en')}
      </div>
      <div class="form-pair">
        {line('script', true)}
        {line('code3', true)}
      </div>
      <Select
        label={t('write.language_direction')}
        value={draft.value.direction}
        choices={DIRECTIONS.map((one) => ({ value: one, text: t(`write.language_${one}`) }))}
        onChange={(value) => (draft.value = { ...draft.value, direction: DIRECTIONS.find((one) => one === value) ?? 'ltr' })}
      />
    </FormDialog>
  );
}
