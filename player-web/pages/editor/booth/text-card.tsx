/* What is read, large and in its script; below it what became of the last take. */
import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Check } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { clockLength } from '../../../components/watch/times.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { languageOf } from '../languages.ts';
import { TextArea } from '../text-area.tsx';
import { fitOf, type Fit } from './assemble.ts';
import type { Take } from './booth-store.ts';
import type { Booth } from './booth-work.ts';
import { wordOf } from './level.ts';
import { joinedWithNext, type Paragraph } from './paragraphs.ts';
import { takesFor } from './take-list.ts';
import { msOfSamples } from './wav.ts';

const seconds = (ms: number) => (ms / 1000).toFixed(1);

function OwnText({ booth, paragraph }: { booth: Booth; paragraph: Paragraph }) {
  const { language } = booth.dub.value;
  const row = languageOf(language);
  const isEdited = useSignal(paragraph.own === '');
  if (isEdited.value) {
    return (
      <TextArea
        id="booth-own"
        label={t('booth.own')}
        hint={t('booth.own_hint')}
        rows={4}
        lang={language}
        value={paragraph.own}
        onInput={(own) => booth.change(paragraph.id, { own })}
      />
    );
  }
  const classes = ['booth-own', `booth-own-${row?.script ?? 'Zyyy'}`, row?.is_vertical ? 'booth-own-vertical' : ''];
  return (
    <>
      <p class={classes.filter(Boolean).join(' ')} lang={language} dir={row?.is_rtl ? 'rtl' : 'auto'}>
        {paragraph.own}
      </p>
      <Button kind="quiet" icon="edit" onPress={() => (isEdited.value = true)}>
        {t('booth.change_text')}
      </Button>
    </>
  );
}

function fitText(fit: Fit): string {
  if (fit.kind === 'fits') return t('booth.fit_fits');
  return t(fit.kind === 'flows' ? 'booth.fit_flows' : 'booth.fit_cut', { seconds: seconds(fit.overMs) });
}

function TakeSaid({ booth, take, paragraph }: { booth: Booth; take: Take; paragraph: Paragraph }) {
  const { paragraphs, durationMs } = booth.dub.value;
  const takeMs = msOfSamples(take.samples);
  const fit = fitOf(paragraphs, booth.at.value, takeMs, durationMs);
  const level = wordOf(take.peakDb);
  const isGood = fit.kind !== 'cut' && level === 'good' && !take.hasStalled;
  const isLonger = paragraph.fromMs + takeMs > paragraph.toMs;
  return (
    <div data-take={take.id} data-level={level}>
      <Notice tone={isGood ? 'ok' : 'warn'} title={t('booth.take_of', { seconds: seconds(takeMs) })}>
        <p>{fitText(fit)}</p>
        {level !== 'good' && <p>{t(`booth.take_${level}`)}</p>}
        {take.hasStalled && <p>{t('booth.stalled')}</p>}
      </Notice>
      {isLonger && (
        <Check
          id="booth-cut"
          label={t('booth.cut')}
          hint={t('booth.cut_hint')}
          checked={paragraph.isCut}
          onChange={(isCut) => booth.change(paragraph.id, { isCut })}
        />
      )}
    </div>
  );
}

/* Older takes are there until somebody throws them away. */
function Takes({ booth, paragraph }: { booth: Booth; paragraph: Paragraph }) {
  const takes = takesFor(booth.takes.value, paragraph.id);
  if (takes.length < 2) return null;
  return (
    <details class="booth-takes">
      <summary>{t('booth.takes', { count: takes.length })}</summary>
      <ul class="booth-take-rows">
        {takes.map((take, i) => (
          <li key={take.id} class="booth-take-row">
            <label class="booth-take-choice">
              <input
                type="radio"
                name="booth-take"
                checked={take.id === paragraph.takeId}
                onChange={() => booth.change(paragraph.id, { takeId: take.id })}
              />
              {t('booth.take_row', { number: i + 1, seconds: seconds(msOfSamples(take.samples)) })}
            </label>
            <Button kind="quiet" icon="trash" label={t('booth.remove_take', { number: i + 1 })} onPress={() => void booth.removeTake(take)}>
              {t('booth.drop')}
            </Button>
          </li>
        ))}
      </ul>
    </details>
  );
}

export function TextCard({ booth }: { booth: Booth }) {
  const { paragraphs } = booth.dub.value;
  const paragraph = booth.paragraph;
  const take = booth.chosen;
  if (!paragraph) return null;
  const next = paragraphs[booth.at.value + 1];
  const mayJoin = next !== undefined && paragraph.takeId === '' && next.takeId === '' && booth.phase.value === 'idle';
  return (
    <section class="booth-card" aria-label={t('booth.text')}>
      <p class="booth-card-head soft numbers">
        {t('booth.paragraph_of', { number: booth.at.value + 1, count: paragraphs.length })}
        {` · ${clockLength(paragraph.fromMs)}–${clockLength(paragraph.toMs)}`}
      </p>
      {paragraph.source !== '' && paragraph.source !== paragraph.own && (
        <p class={paragraph.own === '' ? 'booth-source booth-source-large' : 'booth-source'} dir="auto">
          {paragraph.source}
        </p>
      )}
      <OwnText key={`${paragraph.id} ${booth.texts.value}`} booth={booth} paragraph={paragraph} />
      {take && <TakeSaid booth={booth} take={take} paragraph={paragraph} />}
      <Takes booth={booth} paragraph={paragraph} />
      {mayJoin && (
        <Button
          kind="quiet"
          onPress={() => booth.setDub({ ...booth.dub.value, paragraphs: joinedWithNext(paragraphs, booth.at.value) })}
        >
          {t('booth.join')}
        </Button>
      )}
    </section>
  );
}
