import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Figures } from '../../../components/card.tsx';
import { DataTable, type Column } from '../../../components/desk/data-table.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { PolicyInput, PolicyTrial, PolicyTrialRow } from '../../../shared/contract/policies.ts';
import { wholeNumber } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { hoursText } from './policy-fields.ts';
import { stateText } from './state-text.ts';

const columns = (): readonly Column<PolicyTrialRow>[] => [
  { id: 'name', title: t('rules.trial_name'), cell: (row) => row.name, lead: true },
  { id: 'unit', title: t('rules.unit'), cell: (row) => row.unit_name, spare: true },
  { id: 'title', title: t('rules.trial_event'), cell: (row) => row.title },
  {
    id: 'state',
    title: t('rules.trial_state'),
    cell: (row) =>
      row.state_before === row.state_after
        ? stateText(row.state_after)
        : t('rules.from_to', { before: stateText(row.state_before), after: stateText(row.state_after) }),
  },
  {
    id: 'hours',
    title: t('rules.trial_hours'),
    end: true,
    cell: (row) => (
      <span class="numbers">
        {t(row.is_exact ? 'rules.hours_from_to' : 'rules.hours_about', {
          before: hoursText(row.hours_before),
          after: hoursText(row.hours_after),
        })}
      </span>
    ),
  },
];

/* What the server says a proposed policy would change; further rows are asked for. */
export function TrialView({ input, trial }: { input: PolicyInput; trial: PolicyTrial }) {
  const more = useSignal<readonly PolicyTrialRow[]>([]);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const rows = [...trial.rows, ...more.value];

  async function next(): Promise<void> {
    busy.value = true;
    const result = await call('POST /api/v1/policies/dry-run', { body: input, query: { skip: rows.length } });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) more.value = [...more.value, ...result.value.rows];
  }

  if (trial.changed === 0) {
    return (
      <Notice tone="ok">
        {trial.records === 0 ? t('rules.trial_no_records') : t('rules.trial_same', { count: wholeNumber(trial.records) })}
      </Notice>
    );
  }
  return (
    <div class="trial" data-changed={trial.changed}>
      <Figures
        rows={[
          [t('rules.trial_changed'), t('rules.trial_of', { changed: wholeNumber(trial.changed), all: wholeNumber(trial.records) })],
          [t('rules.trial_people'), wholeNumber(trial.members)],
          [t('rules.trial_more'), wholeNumber(trial.more)],
          [t('rules.trial_less'), wholeNumber(trial.less)],
          [t('rules.trial_states'), wholeNumber(trial.states)],
          [t('rules.trial_sum'), t('rules.hours_from_to', { before: hoursText(trial.hours_before), after: hoursText(trial.hours_after) })],
        ]}
      />
      {trial.inexact > 0 && <Notice tone="info">{t('rules.trial_inexact', { count: wholeNumber(trial.inexact) })}</Notice>}
      {trial.is_cut && <Notice tone="warn">{t('rules.trial_cut', { count: wholeNumber(trial.records) })}</Notice>}
      <DataTable
        caption={t('rules.trial_caption')}
        columns={columns()}
        rows={rows}
        keyOf={(row) => row.record_id}
      />
      {failure.value && <FailureNotice failure={failure.value} />}
      {rows.length < trial.changed && (
        <div>
          <Button busy={busy.value} onPress={() => void next()}>
            {t('rules.trial_next', { shown: wholeNumber(rows.length), all: wholeNumber(trial.changed) })}
          </Button>
        </div>
      )}
    </div>
  );
}
