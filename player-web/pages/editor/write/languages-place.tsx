/* Languages: how they are called, which the office adds and names, and one recording of each name, for televisions. */
import './write.css';

import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { SearchBox } from '../../../components/desk/search-box.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Icon } from '../../../components/icon.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { call } from '../../../shared/api-client.ts';
import type { Language } from '../../../shared/contract/courses.ts';
import { failureText } from '../../../shared/failure-text.ts';
import { uploadFile } from '../../../shared/file-transfer.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { act } from '../act.ts';
import { isFitting } from '../language-picker.tsx';
import { nameOf, reloadLanguages } from '../languages.ts';
import { FileButton } from '../upload/file-button.tsx';
import { LanguageForm } from './language-form.tsx';

const CLIP_MAX_BYTES = 512 * 1024;

interface LineProps {
  language: Language;
  onChange: (language: Language) => void;
  onEdit: () => void;
  onTakenBack: () => void;
}

async function takeBack({ language, onTakenBack }: LineProps): Promise<void> {
  const yes = await ask({
    title: t('write.language_back_title', { name: language.autonym }),
    text: t('write.language_back_text'),
    yes: t('write.language_back'),
    danger: true,
  });
  if (yes && (await act(call('DELETE /api/v1/languages/{tag}', { path: { tag: language.tag } })))) onTakenBack();
}

async function remove({ language, onChange }: LineProps): Promise<void> {
  const yes = await ask({
    title: t('write.clip_remove_title', { name: language.autonym }),
    text: t('write.clip_remove_text'),
    yes: t('write.clip_remove'),
    danger: true,
  });
  if (yes && (await act(call('DELETE /api/v1/languages/{tag}/clip', { path: { tag: language.tag } })))) {
    onChange({ ...language, has_clip: false });
  }
}

/* `round` is another with each recording: the browser must not play the one before. */
function Play({ language, round }: { language: Language; round: number }) {
  const sound = useRef<HTMLAudioElement>(null);
  return (
    <>
      <audio ref={sound} preload="none" src={`/languages/${language.tag}.m4a?${round}`} />
      <button
        type="button"
        class="icon-button"
        aria-label={t('write.clip_play_of', { name: language.autonym })}
        onClick={() => void sound.current?.play().catch(() => undefined)}
      >
        <Icon name="play" />
      </button>
    </>
  );
}

function Line(props: LineProps) {
  const { language, onChange } = props;
  const problem = useSignal('');
  const isBusy = useSignal(false);
  const round = useSignal(0);
  const name = language.autonym;
  async function send(file: File): Promise<void> {
    problem.value = file.size > CLIP_MAX_BYTES ? t('write.clip_large') : '';
    if (problem.value !== '' || isBusy.value) return;
    isBusy.value = true;
    const url = `/api/v1/languages/${encodeURIComponent(language.tag)}/clip`;
    const result = await uploadFile<Language>(url, file, () => undefined, 'PUT').done;
    isBusy.value = false;
    if (!result.ok) return void (problem.value = failureText(result.failure));
    round.value += 1;
    showToast(t('write.clip_saved', { name }));
    onChange(result.value);
  }
  return (
    <li class="clip-line" data-language={language.tag} data-clip={language.has_clip}>
      <span class="clip-name">
        <strong class="autonym" lang={language.tag} dir="auto">
          {name}
        </strong>
        <span class="soft">{[nameOf(language.tag), language.tag].filter(Boolean).join(' · ')}</span>
      </span>
      <StatusPill
        tone={language.has_clip ? 'ok' : 'calm'}
        text={t(language.has_clip ? 'write.clip_there' : 'write.clip_none')}
      />
      {language.has_clip && <Play language={language} round={round.value} />}
      <FileButton
        text={t('write.clip_upload')}
        label={t('write.clip_upload_of', { name })}
        accept=".m4a,audio/mp4"
        onFiles={([file]) => file && void send(file)}
      />
      {language.has_clip && (
        <Button kind="quiet" icon="trash" label={t('write.clip_remove_of', { name })} onPress={() => void remove(props)}>
          {t('write.clip_remove')}
        </Button>
      )}
      <Button kind="quiet" icon="edit" label={t('write.language_edit', { name })} onPress={props.onEdit}>
        {t('write.language_name')}
      </Button>
      {language.is_own && (
        <Button kind="quiet" icon="history" label={t('write.language_back_of', { name })} onPress={() => void takeBack(props)}>
          {t('write.language_back')}
        </Button>
      )}
      {problem.value !== '' && (
        <p class="clip-problem form-wrong" role="alert">
          {problem.value}
        </p>
      )}
    </li>
  );
}

export default function LanguagesPlace() {
  const loaded = useLoaded(() => call('GET /api/v1/languages'));
  const changed = useSignal<ReadonlyMap<string, Language>>(new Map());
  const wanted = useSignal('');
  const edited = useSignal<Language | 'new' | null>(null); // null: no form is open
  async function renew(): Promise<void> {
    changed.value = new Map();
    await Promise.all([loaded.reload(), reloadLanguages()]);
  }
  function done(row: Language): void {
    edited.value = null;
    showToast(t('write.language_saved', { name: row.autonym }));
    void renew();
  }
  const rows = (loaded.value?.languages ?? [])
    .map((row) => changed.value.get(row.tag) ?? row)
    .filter((row) => isFitting(row, wanted.value));
  return (
    <div class="languages-place">
      <a class="back-link" href={linkTo('')}>
        {t('editor.back')}
      </a>
      <div class="editor-head">
        <h1 class="editor-title">{t('write.languages')}</h1>
        <Button icon="add" onPress={() => (edited.value = 'new')}>
          {t('write.language_new')}
        </Button>
      </div>
      <p class="soft">{t('write.languages_lead')}</p>
      <SearchBox label={t('write.languages_find')} value={wanted.value} onSearch={(text) => (wanted.value = text)} />
      {!loaded.value && (loaded.failure ? <FailureNotice failure={loaded.failure} /> : <SkeletonLines count={6} />)}
      <ul class="clip-lines">
        {rows.map((row) => (
          <Line
            key={row.tag}
            language={row}
            onChange={(next) => (changed.value = new Map(changed.value).set(next.tag, next))}
            onEdit={() => (edited.value = row)}
            onTakenBack={() => void renew()}
          />
        ))}
      </ul>
      {edited.value && (
        <LanguageForm
          language={edited.value === 'new' ? null : edited.value}
          onDone={done}
          onClose={() => (edited.value = null)}
        />
      )}
    </div>
  );
}
