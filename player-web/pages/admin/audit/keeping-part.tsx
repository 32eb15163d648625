import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { DataTable, type Column } from '../../../components/desk/data-table.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Field } from '../../../components/field.tsx';
import { amountText } from '../../../shared/amount.ts';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { RetentionClass, RetentionTrial, RetentionWord } from '../../../shared/contract/policies.ts';
import { dayText, wholeNumber } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';

const dayOf = (day: string) => dayText(Date.parse(`${day}T12:00`));

function howMuch(row: { rows: number; bytes?: number }): string {
  return row.bytes === undefined
    ? t('keep.n_rows', { n: wholeNumber(row.rows) })
    : t('keep.days_of_log', { n: row.rows, size: amountText(row.bytes) });
}

function HowLong({ row }: { row: RetentionClass }) {
  if (!row.setting) return <>{row.how_long}</>;
  return (
    <>
      <strong>{row.keep_days ? t('keep.days', { n: row.keep_days }) : t('keep.for_ever')}</strong>{' '}
      <code>{row.setting}</code> <span class="soft">{row.how_long}</span>
    </>
  );
}

function columns(): readonly Column<RetentionClass>[] {
  return [
    {
      id: 'class',
      title: t('keep.class'),
      lead: true,
      cell: (row) => (
        <>
          {t(`keep.${row.class}`)} <span class="soft audit-why">{row.why}</span>
        </>
      ),
    },
    { id: 'how_long', title: t('keep.how_long'), cell: (row) => <HowLong row={row} /> },
    { id: 'rows', title: t('keep.rows'), end: true, cell: (row) => <span class="numbers">{howMuch(row)}</span> },
    {
      id: 'oldest',
      title: t('keep.oldest'),
      spare: true,
      cell: (row) => (row.oldest_day ? <span class="audit-time">{dayOf(row.oldest_day)}</span> : ''),
    },
  ];
}

function answerOf(trial: RetentionTrial): string {
  const { rows, oldest_day: oldest, newest_day: newest } = trial;
  if (rows === 0 || !oldest || !newest) return t('keep.trial_none');
  return t('keep.trial_some', { amount: howMuch(trial), from: dayOf(oldest), to: dayOf(newest) });
}

/* What another number of days would take; nothing is changed here. */
function Trial({ rows }: { rows: readonly RetentionClass[] }) {
  const word = useSignal<string>('guest_names');
  const days = useSignal('365');
  const answer = useSignal<RetentionTrial | null>(null);
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  async function tryIt(): Promise<void> {
    busy.value = true;
    const result = await call('POST /api/v1/retention/dry-run', {
      body: { class: word.value as RetentionWord, days: Number(days.value) },
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    answer.value = result.ok ? result.value : null;
  }
  return (
    <form
      class="filters audit-trial"
      aria-label={t('keep.trial')}
      onSubmit={(event) => {
        event.preventDefault();
        void tryIt();
      }}
    >
      <Select
        label={t('keep.class')}
        value={word.value}
        choices={rows.filter((row) => row.setting).map((row) => ({ value: row.class, text: t(`keep.${row.class}`) }))}
        onChange={(value) => {
          word.value = value;
          answer.value = null;
        }}
      />
      <Field
        id="keep-days"
        type="number"
        label={t('keep.trial_days')}
        value={days.value}
        onInput={(value) => {
          days.value = value;
          answer.value = null;
        }}
      />
      <Button type="submit" busy={busy.value}>
        {t('keep.trial')}
      </Button>
      <p class="audit-answer" role="status">
        {answer.value && answerOf(answer.value)}
      </p>
      {failure.value && <FailureNotice failure={failure.value} />}
    </form>
  );
}

function Classes() {
  const { value, failure, isBusy } = useLoaded(() => call('GET /api/v1/retention'));
  return (
    <>
      {failure && <FailureNotice failure={failure} />}
      <DataTable
        caption={t('keep.heading')}
        columns={columns()}
        rows={value ?? []}
        keyOf={(row) => row.class}
        loading={isBusy}
      />
      {value && <Trial rows={value} />}
    </>
  );
}

/* What is kept of attendance, why and how long; asked for when somebody opens it. */
export function KeepingPart() {
  const isOpen = useSignal(false);
  return (
    <section class="card" aria-labelledby="keep-heading">
      <h2 class="card-title" id="keep-heading">
        {t('keep.heading')}
      </h2>
      <p class="soft">{t('keep.lead')}</p>
      <Button expanded={isOpen.value} onPress={() => (isOpen.value = !isOpen.value)}>
        {t(isOpen.value ? 'keep.hide' : 'keep.show')}
      </Button>
      {isOpen.value && <Classes />}
    </section>
  );
}
