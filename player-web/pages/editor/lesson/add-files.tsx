/* Files for a lesson that has its picture: what each is and in which language, with a look at subtitles before they go up. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { Notice } from '../../../components/notice.tsx';
import { clockLength } from '../../../components/watch/times.ts';
import { amountText } from '../../../shared/amount.ts';
import type { Lesson } from '../../../shared/contract/courses.ts';
import type { UploadPurpose } from '../../../shared/contract/uploads.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { LanguagePicker } from '../language-picker.tsx';
import { languageOf } from '../languages.ts';
import { lookAt, worryOf, type SubtitleLook } from '../subtitle-text.ts';
import { purposesFor, type Wanted } from './wanted.ts';
import { addTransfer } from '../upload/transfers.ts';

const LOOKED_AT_BYTES = 4_000_000;
const CUES_SHOWN = 6;

function useLook(file: File, isSubtitle: boolean): SubtitleLook | null {
  const look = useSignal<SubtitleLook | null>(null);
  useEffect(() => {
    if (!isSubtitle || file.size > LOOKED_AT_BYTES) return;
    void file.arrayBuffer().then((bytes) => (look.value = lookAt(new Uint8Array(bytes))));
  }, [file, isSubtitle]);
  return look.value;
}

function CuePeek({ look, language, lesson }: { look: SubtitleLook; language: string; lesson: Lesson }) {
  const worry = worryOf(look.cues, lesson.duration_ms);
  const row = languageOf(language);
  return (
    <div class="cue-peek" data-cues={look.cues.length}>
      <p class="soft numbers">{t('editor.cues_found', { count: look.cues.length, encoding: t(`editor.encoding_${look.encoding}`) })}</p>
      {worry && <Notice tone="warn">{t(`editor.cues_${worry}`)}</Notice>}
      <ol class="cue-lines">
        {look.cues.slice(0, CUES_SHOWN).map((cue, i) => (
          <li key={i} class="cue-line">
            <span class="cue-time numbers">{clockLength(cue.from_ms)}</span>
            <span class="cue-text" lang={language || undefined} dir={row?.is_rtl ? 'rtl' : 'auto'}>
              {cue.text}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

interface RowProps {
  wanted: Wanted;
  lesson: Lesson;
  isMissing: boolean;
  change: (part: Partial<Wanted>) => void;
}

function FileRow({ wanted, lesson, isMissing, change }: RowProps) {
  const { file, purpose, language } = wanted;
  const look = useLook(file, purpose === 'subtitle');
  const needsLanguage = purpose === 'sound' || purpose === 'subtitle';
  const choices = purposesFor(file.name);
  return (
    <li class="wanted" data-wanted={file.name}>
      <p class="wanted-name">
        <strong>{file.name}</strong> <span class="soft numbers">{amountText(file.size)}</span>
      </p>
      <div class="form-pair">
        {choices.length > 1 && (
          <Select
            label={t('editor.file_is')}
            value={purpose}
            choices={choices.map((one) => ({ value: one, text: t(`editor.purpose_${one}`) }))}
            onChange={(value) => change({ purpose: choices.find((one) => one === value) ?? purpose })}
          />
        )}
        {needsLanguage && (
          <LanguagePicker
            label={t(purpose === 'sound' ? 'editor.sound_language' : 'editor.subtitle_language')}
            value={language}
            error={isMissing && language === '' ? t('editor.language_missing') : null}
            onPick={(tag) => change({ language: tag })}
          />
        )}
      </div>
      {purpose === 'video' && lesson.is_ready && <Notice tone="warn">{t('editor.replaces_picture')}</Notice>}
      {look && <CuePeek look={look} language={language} lesson={lesson} />}
    </li>
  );
}

interface AddFilesProps {
  lesson: Lesson;
  first: readonly Wanted[];
  onClose: () => void;
}

const LANGUAGE_NEEDED: ReadonlySet<UploadPurpose> = new Set(['sound', 'subtitle']);

export function AddFiles({ lesson, first, onClose }: AddFilesProps) {
  const rows = useSignal<readonly Wanted[]>(first);
  const isMissing = useSignal(false);
  function submit(): void {
    isMissing.value = rows.value.some((row) => LANGUAGE_NEEDED.has(row.purpose) && row.language === '');
    if (isMissing.value) return;
    for (const { file, purpose, language } of rows.value) {
      addTransfer({
        file, purpose, language: LANGUAGE_NEEDED.has(purpose) ? language : '', lessonId: lesson.id, lessonTitle: lesson.title,
      });
    }
    onClose();
  }
  return (
    <FormDialog
      title={t('editor.add_files')}
      submit={t('editor.upload')}
      busy={false}
      failure={null}
      wide
      onSubmit={submit}
      onClose={onClose}
    >
      <ul class="wanted-rows">
        {rows.value.map((row, i) => (
          <FileRow
            key={i}
            wanted={row}
            lesson={lesson}
            isMissing={isMissing.value}
            change={(part) => (rows.value = rows.value.map((one, at) => (at === i ? { ...one, ...part } : one)))}
          />
        ))}
      </ul>
    </FormDialog>
  );
}
