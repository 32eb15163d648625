import type { ComponentChildren } from 'preact';

import type { Column } from '../../../components/desk/data-table.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import type { ReportRow } from '../../../shared/contract/reports.ts';
import { t } from '../../../shared/i18n/locale.ts';
import type { ReportKind } from './report-ask.ts';
import { countsOf, hoursText, standingOf } from './report-words.ts';

function Counts({ row }: { row: ReportRow }) {
  const counts = countsOf(row);
  if (counts.length === 0) return <span class="soft">{t('reports.no_records')}</span>;
  return (
    <span class="report-counts">
      {counts.map((count) => (
        <span key={count.id} class={`report-count report-${count.id} numbers`}>
          {count.text}
        </span>
      ))}
    </span>
  );
}

function hoursCell(row: ReportRow): ComponentChildren {
  const hours = hoursText(row.hours ?? 0);
  return (
    <span class="numbers report-hours">
      {row.asked ? t('reports.hours_of', { hours, asked: hoursText(row.asked) }) : hours}
    </span>
  );
}

const yearColumns = (): Column<ReportRow>[] => [
  { id: 'name', title: t('reports.name'), lead: true, cell: (row) => row.name ?? '' },
  { id: 'unit', title: t('reports.unit'), cell: (row) => row.unit_name ?? '' },
  { id: 'hours', title: t('reports.hours'), cell: hoursCell },
  { id: 'standing', title: t('reports.missing'), cell: (row) => <StatusPill {...standingOf(row)} /> },
  { id: 'states', title: t('reports.states'), cell: (row) => <Counts row={row} /> },
];

const COLUMNS: Partial<Record<ReportKind, () => Column<ReportRow>[]>> = { year: yearColumns };

export function columnsOf(kind: ReportKind): Column<ReportRow>[] {
  return COLUMNS[kind]?.() ?? [];
}
