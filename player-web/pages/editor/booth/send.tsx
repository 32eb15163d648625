/* The end of the work: what is missing is told, the takes become one file, and it goes up like any other dub. */
import { useSignal } from '@preact/signals';

import { Check, Field } from '../../../components/field.tsx';
import { FormDialog } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { Notice } from '../../../components/notice.tsx';
import type { Lesson } from '../../../shared/contract/courses.ts';
import { go } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { bothNames } from '../languages.ts';
import { addTransfer } from '../upload/transfers.ts';
import { assembleWav, fitOf, markOf, planOf } from './assemble.ts';
import { readSound, type Dub, type Take } from './booth-store.ts';
import type { Booth } from './booth-work.ts';
import { wordOf } from './level.ts';
import { subtitleOf } from './subtitle-of.ts';
import { countDone } from './take-list.ts';
import { msOfSamples } from './wav.ts';

interface Faults {
  missing: number[]; // numbers of paragraphs, from 1
  cut: number[];
  weak: number[]; // too quiet, too loud, or the picture stood still
}

function faultsOf(dub: Dub, takes: readonly Take[]): Faults {
  const faults: Faults = { missing: [], cut: [], weak: [] };
  dub.paragraphs.forEach((one, i) => {
    const take = takes.find(({ id }) => id === one.takeId);
    if (!take) faults.missing.push(i + 1);
    else {
      if (fitOf(dub.paragraphs, i, msOfSamples(take.samples), dub.durationMs).kind === 'cut') faults.cut.push(i + 1);
      if (take.hasStalled || wordOf(take.peakDb) !== 'good') faults.weak.push(i + 1);
    }
  });
  return faults;
}

const NAMED = 12;
const NAME_LETTERS = 6;

function numbers(all: readonly number[]): string {
  const named = all.slice(0, NAMED).join(t('booth.comma'));
  return all.length > NAMED ? t('booth.and_more', { numbers: named, count: all.length - NAMED }) : named;
}

/* Its name says which content it has, so that what was broken off goes on only with the same. */
function fileOf(blob: Blob, dub: Dub, mark: string, ending: string): File {
  const name = `${dub.lessonTitle} ${dub.language} ${mark.slice(0, NAME_LETTERS)}.${ending}`.replace(/[\\/]/g, ' ');
  return new File([blob], name, { type: blob.type, lastModified: 0 });
}

interface SendProps {
  booth: Booth;
  lesson: Lesson;
  onClose: () => void;
}

export function Send({ booth, lesson, onClose }: SendProps) {
  const dub = booth.dub.value;
  const takes = booth.takes.value;
  const translator = useSignal(dub.translator);
  const withText = useSignal(false);
  const done = useSignal(-1); // takes that are in the file; -1: not begun
  const isFailed = useSignal(false);
  const faults = faultsOf(dub, takes);
  const vtt = subtitleOf(dub.paragraphs);
  const hasSubtitle = lesson.subtitles.some((one) => one.language === dub.language);
  const replaces = lesson.languages.some((one) => one.language === dub.language && one.label === '');
  async function send(): Promise<void> {
    isFailed.value = false;
    done.value = 0;
    const named = { ...booth.dub.peek(), translator: translator.value.trim() };
    const plan = planOf(named.paragraphs, takes, named.durationMs);
    const wav = await assembleWav({
      plan, durationMs: named.durationMs, read: readSound, onProgress: (count) => (done.value = count),
    }).catch(() => null);
    if (!wav) {
      done.value = -1;
      isFailed.value = true;
      return;
    }
    const mark = markOf(plan);
    const wish = { lessonId: lesson.id, lessonTitle: lesson.title, language: named.language, translator: named.translator };
    addTransfer({ ...wish, file: fileOf(wav, named, mark, 'wav'), purpose: 'sound' });
    if (withText.value) {
      addTransfer({ ...wish, file: fileOf(new Blob([vtt], { type: 'text/vtt' }), named, mark, 'vtt'), purpose: 'subtitle' });
    }
    booth.setDub({ ...named, sentAtMs: Date.now() });
    showToast(t('booth.sent'));
    onClose();
    go('lesson', lesson.id);
  }
  return (
    <FormDialog
      title={t('booth.send_title', { language: bothNames(dub.language) })}
      submit={t('booth.send')}
      busy={done.value >= 0}
      failure={null}
      onSubmit={() => void send()}
      onClose={onClose}
    >
      <p class="numbers">{t('booth.done_of', { done: countDone(dub), count: dub.paragraphs.length })}</p>
      {faults.missing.length > 0 && <Notice tone="warn">{t('booth.missing', { numbers: numbers(faults.missing) })}</Notice>}
      {faults.cut.length > 0 && <Notice tone="warn">{t('booth.cut_ones', { numbers: numbers(faults.cut) })}</Notice>}
      {faults.weak.length > 0 && <Notice tone="warn">{t('booth.weak_ones', { numbers: numbers(faults.weak) })}</Notice>}
      {replaces && <Notice tone="info">{t('booth.replaces', { language: bothNames(dub.language) })}</Notice>}
      <Field
        id="booth-sender"
        label={t('booth.translator')}
        value={translator.value}
        onInput={(value) => (translator.value = value)}
      />
      {vtt !== '' && !hasSubtitle && (
        <Check
          id="booth-with-text"
          label={t('booth.with_text')}
          hint={t('booth.with_text_hint')}
          checked={withText.value}
          onChange={(checked) => (withText.value = checked)}
        />
      )}
      <p class="soft">{t('booth.send_text')}</p>
      {done.value >= 0 && <p role="status">{t('booth.assembling', { done: done.value, count: countDone(dub) })}</p>}
      {isFailed.value && <Notice tone="bad">{t('booth.assemble_failed')}</Notice>}
    </FormDialog>
  );
}
