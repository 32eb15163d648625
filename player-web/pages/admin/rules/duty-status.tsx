import { useSignal } from '@preact/signals';

import { DataTable, type Column } from '../../../components/desk/data-table.tsx';
import { Empty } from '../../../components/desk/empty.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { call } from '../../../shared/api-client.ts';
import type { DutyPeriodRow, DutyStatus } from '../../../shared/contract/policies.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { unitPath } from '../../../shared/units.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { oftenText, periodName } from './duty-words.ts';

const PAGE_ROWS = 100;
const YEARS_SHOWN = 4;

const SIGNS: Record<DutyPeriodRow['standing'], IconName | null> = {
  none: null,
  coming: null,
  done: 'check',
  due: 'bell',
  overdue: 'alert',
};

function Periods({ row }: { row: DutyStatus }) {
  return (
    <ul class="duty-periods">
      {row.periods
        .filter((one) => one.standing !== 'none')
        .map((one) => (
          <li key={one.from} class="duty-period" data-standing={one.standing}>
            {SIGNS[one.standing] && <Icon name={SIGNS[one.standing] ?? 'info'} />}
            <span>{periodName(row.period, one)}</span>
            <span class="numbers">{t('rules.held_of', { held: one.held, times: row.times })}</span>
            <span class="visually-hidden">{t(`rules.standing_${one.standing}`)}</span>
          </li>
        ))}
    </ul>
  );
}

const columns = (): readonly Column<DutyStatus>[] => [
  {
    id: 'unit',
    title: t('rules.unit'),
    lead: true,
    cell: (row) => <span title={unitPath(row.unit_id)}>{row.unit_name}</span>,
  },
  {
    id: 'what',
    title: t('rules.duty'),
    cell: (row) => t('rules.duty_line', { type: row.type_name, often: oftenText(row) }),
  },
  { id: 'periods', title: t('rules.periods'), cell: (row) => <Periods row={row} /> },
];

const STATES = ['', 'overdue', 'due', 'done', 'coming'] as const;

/* All pages so far; the next one is asked for when the last row comes into sight. */
function useStatus(unit: string, year: number, state: string) {
  const more = useSignal<readonly DutyStatus[]>([]);
  const isFull = useSignal(false);
  const isBusy = useSignal(false);
  const query = { unit, year, state, limit: PAGE_ROWS };
  const loaded = useLoaded(
    async () => {
      const result = await call('GET /api/v1/duties/status', { query });
      more.value = [];
      isFull.value = result.ok && result.value.length < PAGE_ROWS;
      return result;
    },
    `${unit} ${year} ${state}`,
  );
  const rows = [...(loaded.value ?? []), ...more.value];
  async function next(): Promise<void> {
    if (isFull.value || isBusy.value || loaded.isBusy || !loaded.value) return;
    isBusy.value = true;
    const result = await call('GET /api/v1/duties/status', { query: { ...query, skip: rows.length } });
    isBusy.value = false;
    isFull.value = !result.ok || result.value.length < PAGE_ROWS;
    if (result.ok) more.value = [...more.value, ...result.value];
  }
  return { rows, loaded, isBusy: isBusy.value || loaded.isBusy, next };
}

/* Who has held what was owed, who is late; `revision` moves when the duties have changed. */
export function DutyStatusCard({ revision }: { revision: number }) {
  const thisYear = new Date().getFullYear();
  const unit = useSignal('');
  const year = useSignal(thisYear);
  const state = useSignal<string>('');
  return (
    <section class="card" aria-labelledby="duty-status-title">
      <h2 class="card-title" id="duty-status-title">
        {t('rules.status')}
      </h2>
      <div class="filters rules-filters">
        <Select
          label={t('rules.year')}
          value={String(year.value)}
          choices={Array.from({ length: YEARS_SHOWN }, (_, i) => String(thisYear - i)).map((value) => ({
            value,
            text: t('rules.year_named', { year: value }),
          }))}
          onChange={(value) => (year.value = Number(value))}
        />
        <Select
          label={t('rules.standing')}
          value={state.value}
          choices={STATES.map((value) => ({
            value,
            text: value === '' ? t('rules.standing_all') : t(`rules.standing_${value}`),
          }))}
          onChange={(value) => (state.value = value)}
        />
        <UnitPicker
          label={t('rules.unit')}
          hint={t('rules.status_unit_hint')}
          optional
          value={unit.value}
          onPick={(id) => (unit.value = id)}
        />
      </div>
      <StatusTable key={revision} unit={unit.value} year={year.value} state={state.value} />
    </section>
  );
}

function StatusTable(props: { unit: string; year: number; state: string }) {
  const { rows, loaded, isBusy, next } = useStatus(props.unit, props.year, props.state);
  return (
    <>
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      <DataTable
        caption={t('rules.status')}
        columns={columns()}
        rows={rows}
        keyOf={(row) => `${row.duty_id} ${row.unit_id}`}
        loading={isBusy}
        onEnd={() => void next()}
        empty={
          loaded.failure ? null : (
            <Empty icon="calendar" title={t('rules.no_status')}>
              <p>{t('rules.no_status_text')}</p>
            </Empty>
          )
        }
      />
    </>
  );
}
