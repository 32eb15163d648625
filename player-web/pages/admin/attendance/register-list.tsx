import { signal, useSignalEffect } from '@preact/signals';

import { DataTable, type Column } from '../../../components/desk/data-table.tsx';
import { Empty } from '../../../components/desk/empty.tsx';
import { SearchBox } from '../../../components/desk/search-box.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { Register } from '../../../shared/contract/registers.ts';
import { shortTime } from '../../../shared/format.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { forest } from '../../../shared/units.ts';

const PAGE_ROWS = 100; // of the server
const DAY_MS = 86400000;
const PERIOD_DAYS: Readonly<Record<string, number>> = { week: 7, month: 30, year: 365 };

interface Filters {
  q: string;
  kind: string;
  state: string;
  unit: string;
  period: string;
}

/* Kept while the reader looks at one of them. */
const filters = signal<Filters>({ q: '', kind: '', state: '', unit: '', period: '' });
const rows = signal<readonly Register[]>([]);
const isBusy = signal(false);
const hasMore = signal(false);
const failure = signal<Failure | null>(null);
let asked = 0;

async function load(before: string): Promise<void> {
  const mine = ++asked;
  const { period, ...rest } = filters.value;
  const days = PERIOD_DAYS[period];
  const since = days ? new Date(Date.now() - days * DAY_MS).toISOString() : '';
  isBusy.value = true;
  const result = await call('GET /api/v1/registers', { query: { ...rest, q: rest.q.trim(), since, before } });
  if (mine !== asked) return;
  isBusy.value = false;
  failure.value = result.ok ? null : result.failure;
  if (!result.ok) return;
  const found = result.value.registers;
  rows.value = before === '' ? found : [...rows.peek(), ...found];
  hasMore.value = found.length === PAGE_ROWS;
}

function change(part: Partial<Filters>): void {
  filters.value = { ...filters.value, ...part };
  rows.value = [];
}

export function RegisterState({ row }: { row: Register }) {
  if (row.closed_at) return <StatusPill tone="ok" icon="lock" text={t('attend.reg_closed')} />;
  if (row.ended_at) return <StatusPill tone="warn" icon="history" text={t('attend.reg_open')} />;
  return <StatusPill tone="calm" icon="live" text={t('attend.reg_running')} />;
}

function columns(): Column<Register>[] {
  return [
    {
      id: 'title',
      title: t('attend.title'),
      lead: true,
      cell: (row) => <a href={linkTo('attendance', row.id)}>{row.title}</a>,
    },
    { id: 'kind', title: t('attend.kind'), cell: (row) => t(`attend.kind_${row.kind}`) },
    {
      id: 'began',
      title: t('attend.began'),
      cell: (row) => (
        <time class="numbers" dateTime={row.began_at}>
          {shortTime(Date.parse(row.began_at))}
        </time>
      ),
    },
    {
      id: 'unit',
      title: t('attend.unit'),
      spare: true,
      cell: (row) => (row.unit_id ? (forest.value.byId.get(row.unit_id)?.name ?? '') : t('attend.whole_county')),
    },
    { id: 'state', title: t('attend.state'), cell: (row) => <RegisterState row={row} /> },
  ];
}

function FilterBar() {
  const now = filters.value;
  return (
    <div class="filters">
      <SearchBox label={t('attend.search')} value={now.q} onSearch={(q) => change({ q })} />
      <UnitPicker
        label={t('attend.unit')}
        placeholder={t('attend.all_units')}
        value={now.unit}
        inBar
        optional
        onPick={(unit) => change({ unit })}
      />
      <Select
        label={t('attend.kind')}
        hideLabel
        value={now.kind}
        choices={[
          { value: '', text: t('attend.all_kinds') },
          { value: 'meeting', text: t('attend.kind_meeting') },
          { value: 'study', text: t('attend.kind_study') },
        ]}
        onChange={(kind) => change({ kind })}
      />
      <Select
        label={t('attend.state')}
        hideLabel
        value={now.state}
        choices={[
          { value: '', text: t('attend.all_states') },
          { value: 'running', text: t('attend.reg_running') },
          { value: 'open', text: t('attend.reg_open') },
          { value: 'closed', text: t('attend.reg_closed') },
        ]}
        onChange={(state) => change({ state })}
      />
      <Select
        label={t('attend.period')}
        hideLabel
        value={now.period}
        choices={[
          { value: '', text: t('attend.period_all') },
          { value: 'week', text: t('attend.period_week') },
          { value: 'month', text: t('attend.period_month') },
          { value: 'year', text: t('attend.period_year') },
        ]}
        onChange={(period) => change({ period })}
      />
    </div>
  );
}

/* All registers within reach, the newest first. */
export function RegisterList() {
  useSignalEffect(() => {
    void filters.value;
    void load('');
  });
  const last = rows.value.at(-1);
  return (
    <div class="section attendance">
      <div class="section-head">
        <h1 class="section-title">{t('attend.heading')}</h1>
      </div>
      <p class="section-lead">{t('attend.lead')}</p>
      <div>
        <FilterBar />
        {failure.value && <FailureNotice failure={failure.value} />}
        <div class="sheet">
          <DataTable
            caption={t('attend.heading')}
            columns={columns()}
            rows={rows.value}
            keyOf={(row) => row.id}
            loading={isBusy.value}
            {...(hasMore.value && last ? { onEnd: () => isBusy.value || void load(last.began_at) } : {})}
            empty={
              failure.value ? null : (
                <Empty icon="calendar" title={t('attend.none')}>
                  <p>{t('attend.none_text')}</p>
                </Empty>
              )
            }
          />
        </div>
      </div>
    </div>
  );
}
