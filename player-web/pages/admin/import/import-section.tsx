import './import.css';
import '../../../shared/i18n/words-office.ts';

import { useEffect } from 'preact/hooks';

import { Button, ButtonLink } from '../../../components/button.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { Progress } from '../../../components/desk/progress.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import type { Import, ImportKind } from '../../../shared/contract/sheets.ts';
import { wholeNumber } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { onNews } from '../../../shared/live.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import type { SectionProps } from '../section-props.ts';
import { ChooseFile, Uploading } from './choose-file.tsx';
import { Columns } from './columns.tsx';
import { Preview, ReportLinks } from './preview.tsx';
import { apply, current, failure, pause, refresh, resume, stage, startOver, type Stage } from './run.ts';

const STEPS: readonly { text: 'import.step_file' | 'import.step_check' | 'import.step_done'; stages: readonly Stage[] }[] = [
  { text: 'import.step_file', stages: ['file', 'upload', 'reading', 'failed'] },
  { text: 'import.step_check', stages: ['check'] },
  { text: 'import.step_done', stages: ['applying', 'done'] },
];

function StepLine() {
  const at = STEPS.findIndex((step) => step.stages.includes(stage.value));
  return (
    <ol class="wizard-steps" aria-label={t('import.steps')}>
      {STEPS.map((step, i) => (
        <li
          key={step.text}
          class={i < at ? 'wizard-step wizard-step-past' : 'wizard-step'}
          aria-current={i === at ? 'step' : undefined}
        >
          <span class="wizard-number numbers" aria-hidden="true">
            {i + 1}
          </span>
          {t(step.text)}
        </li>
      ))}
    </ol>
  );
}

function Waiting({ now }: { now: Import }) {
  const text = t(now.state === 'applying' ? 'import.applying' : 'import.reading', { file: now.file_name });
  return (
    <section class="card import-wait" aria-labelledby="import-wait-title">
      <h2 class="card-title" id="import-wait-title">
        {text}
      </h2>
      <Progress label={text} value={now.progress} max={100} />
      <p class="numbers">{t('import.percent', { percent: now.progress })}</p>
      <p class="card-lead">{t(now.state === 'applying' ? 'import.applying_lead' : 'import.reading_lead')}</p>
    </section>
  );
}

function Failed({ now }: { now: Import }) {
  return (
    <section class="card" aria-labelledby="import-failed-title">
      <h2 class="card-title" id="import-failed-title">
        {t('import.failed_heading', { file: now.file_name })}
      </h2>
      <Notice tone="bad">{now.detail ?? t('import.failed_unknown')}</Notice>
      <p>{t('import.failed_do')}</p>
      <ul class="import-hints">
        <li>{t('import.hint_save_as')}</li>
        <li>{t('import.hint_merged')}</li>
        <li>{t('import.hint_numbers')}</li>
      </ul>
      <div>
        <Button kind="primary" onPress={startOver}>
          {t('import.other_file')}
        </Button>
      </div>
    </section>
  );
}

/* Exactly what will happen, said before it happens. */
function WhatHappens({ now }: { now: Import }) {
  const { created, changed, same, wrong, skipped } = now.counts;
  const count = (value: number) => ({ count: wholeNumber(value) });
  return (
    <>
      <ul class="confirm-list">
        <li>{t(`import.confirm_new_${now.kind}`, count(created))}</li>
        <li>{t(`import.confirm_changed_${now.kind}`, count(changed))}</li>
        {same > 0 && <li>{t('import.confirm_same', count(same))}</li>}
        {wrong > 0 && <li class="confirm-wrong">{t('import.confirm_wrong', count(wrong))}</li>}
        {skipped > 0 && <li>{t('import.confirm_skipped', count(skipped))}</li>}
      </ul>
      <p>{t('import.confirm_again')}</p>
    </>
  );
}

function ApplyBar({ now }: { now: Import }) {
  const good = now.counts.created + now.counts.changed;
  const count = { count: wholeNumber(good) };
  const required = now.fields.filter((field) => field.required);
  const isMapped = required.every((field) => now.columns.some((column) => column.field === field.field));

  async function confirmAndApply(): Promise<void> {
    const yes = await ask({
      title: t('import.confirm_title'),
      text: <WhatHappens now={now} />,
      yes: t('import.apply', count),
    });
    if (yes) await apply();
  }

  return (
    <div class="apply-bar">
      <p>
        {good > 0 ? t('import.ready', count) : t('import.nothing')}
        {now.counts.wrong > 0 && (
          <span class="apply-wrong">{t('import.wrong', { count: wholeNumber(now.counts.wrong) })}</span>
        )}
      </p>
      <div class="apply-actions">
        <Button onPress={startOver}>{t('import.other_file')}</Button>
        <Button
          kind="primary"
          disabled={good === 0 || !isMapped}
          onPress={() => void confirmAndApply()}
        >
          {t('import.apply', count)}
        </Button>
      </div>
    </div>
  );
}

function Done({ now }: { now: Import }) {
  const { created, changed, wrong } = now.counts;
  const count = (value: number) => ({ count: wholeNumber(value) });
  return (
    <section class="card" aria-labelledby="import-done-title">
      <h2 class="card-title" id="import-done-title">
        {t('import.done_heading')}
      </h2>
      <Notice tone="ok">
        {t(`import.done_${now.kind}`, { created: wholeNumber(created), changed: wholeNumber(changed) })}
      </Notice>
      {wrong > 0 && (
        <>
          <Notice tone="warn">{t('import.done_wrong', count(wrong))}</Notice>
          <ReportLinks id={now.id} />
        </>
      )}
      <h3>{t('import.next')}</h3>
      <div class="apply-actions">
        {now.kind === 'members' && (
          <ButtonLink kind="primary" href={linkTo('slips')}>
            {t('import.next_slips')}
          </ButtonLink>
        )}
        {now.kind === 'units' && (
          <ButtonLink kind="primary" href={linkTo('units')}>
            {t('import.next_units')}
          </ButtonLink>
        )}
        <Button onPress={startOver}>{t('import.next_file')}</Button>
      </div>
    </section>
  );
}

function Body({ firstKind }: { firstKind: ImportKind }) {
  const now = current.value;
  if (stage.value === 'upload') return <Uploading />;
  if (!now || stage.value === 'file') return <ChooseFile key={firstKind} firstKind={firstKind} />;
  if (stage.value === 'failed') return <Failed now={now} />;
  if (stage.value === 'done') return <Done now={now} />;
  if (stage.value !== 'check') return <Waiting now={now} />;
  return (
    <>
      {failure.value && <FailureNotice failure={failure.value} />}
      <Columns now={now} />
      <Preview now={now} />
      <ApplyBar now={now} />
    </>
  );
}

/* From a spreadsheet to the roster: file, check, done. Nothing is changed before the confirmation. */
export default function ImportSection({ route }: SectionProps) {
  useEffect(() => {
    void resume();
    const stop = onNews(['import.changed'], () => void refresh());
    return () => {
      stop();
      pause();
    };
  }, []);
  const firstKind = route.query['kind'] === 'members' ? 'members' : 'units';
  return (
    <div class="section import">
      <div class="section-head">
        <h1 class="section-title">{t('import.heading')}</h1>
      </div>
      <p class="section-lead">{t('import.lead')}</p>
      <StepLine />
      <Body firstKind={firstKind} />
    </div>
  );
}
