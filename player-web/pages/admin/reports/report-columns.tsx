import type { Column } from '../../../components/desk/data-table.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import type { Report, ReportRow } from '../../../shared/contract/reports.ts';
import { shortTime } from '../../../shared/format.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import type { ReportAsk, ReportKind } from './report-ask.ts';
import { Counts, Hours, PersonLink, Rank, RecordLink, State } from './report-cells.tsx';
import { hoursText, minutesText, scoreText, shareText, standingOf } from './report-words.ts';

type Columns = Column<ReportRow>[];

const unitColumn = (): Column<ReportRow> => ({
  id: 'unit',
  title: t('reports.unit'),
  cell: (row) => row.unit_name ?? '',
});

const hoursColumn = (): Column<ReportRow> => ({
  id: 'hours',
  title: t('reports.hours'),
  cell: (row) => <Hours row={row} />,
});

const minutesColumn = (): Column<ReportRow> => ({
  id: 'minutes',
  title: t('reports.credited'),
  cell: (row) => <span class="numbers">{minutesText(row.credited_ms ?? 0)}</span>,
});

const yearColumns = (ask: ReportAsk): Columns => [
  { id: 'name', title: t('reports.name'), lead: true, cell: (row) => <PersonLink row={row} ask={ask} /> },
  unitColumn(),
  hoursColumn(),
  { id: 'standing', title: t('reports.missing'), cell: (row) => <StatusPill {...standingOf(row)} /> },
  { id: 'states', title: t('reports.states'), cell: (row) => <Counts row={row} /> },
];

const unitsColumns = ({ year }: ReportAsk, report: Report | null): Columns => [
  {
    id: 'rank',
    title: t('reports.rank'),
    cell: (row) => <Rank row={row} least={report?.formula?.least_members ?? 0} />,
  },
  {
    id: 'unit',
    title: t('reports.unit'),
    lead: true,
    cell: (row) => (
      <a href={linkTo('reports', '', { kind: 'year', year: String(year), unit: row.unit_id ?? '' })}>{row.unit_name}</a>
    ),
  },
  { id: 'members', title: t('reports.members'), cell: (row) => <span class="numbers">{row.members ?? 0}</span> },
  {
    id: 'attended',
    title: t('reports.attended_share'),
    cell: (row) => (
      <span class="numbers">
        {row.expected
          ? t('reports.share_of', { share: shareText(row.attended_share), part: row.attended ?? 0, whole: row.expected })
          : shareText(row.attended_share)}
      </span>
    ),
  },
  {
    id: 'hours_share',
    title: t('reports.hours_share'),
    cell: (row) => <span class="numbers">{shareText(row.hours_share)}</span>,
  },
  { id: 'met', title: t('reports.met_share'), cell: (row) => <span class="numbers">{shareText(row.met_share)}</span> },
  {
    id: 'indicators',
    title: t('reports.indicators'),
    spare: true,
    cell: (row) => <span class="numbers">{row.indicators ?? t('reports.nothing')}</span>,
  },
  {
    id: 'mean',
    title: t('reports.hours_mean'),
    spare: true,
    cell: (row) => <span class="numbers">{hoursText(row.hours_mean ?? 0)}</span>,
  },
  {
    id: 'score',
    title: t('reports.score'),
    cell: (row) => (
      <b class="numbers">{row.score === undefined ? t('reports.nothing') : scoreText(row.score)}</b>
    ),
  },
];

const eventColumns = (): Columns => [
  { id: 'name', title: t('reports.name'), lead: true, cell: (row) => <RecordLink row={row} text={row.name ?? ''} /> },
  unitColumn(),
  { id: 'state', title: t('reports.state'), cell: (row) => <State row={row} /> },
  {
    id: 'expected',
    title: t('reports.expected'),
    cell: (row) => t(row.is_expected ? 'reports.expected_yes' : 'reports.besides'),
  },
  minutesColumn(),
  hoursColumn(),
];

const courseColumns = (ask: ReportAsk): Columns => [
  { id: 'name', title: t('reports.name'), lead: true, cell: (row) => <PersonLink row={row} ask={ask} /> },
  unitColumn(),
  {
    id: 'done',
    title: t('reports.done'),
    cell: (row) => (
      <span class="numbers">
        {t('reports.done_of', { done: row.done ?? 0, total: row.total ?? 0 })}
        {row.done_lessons && <span class="plain-note"> {t('reports.done_which', { which: row.done_lessons })}</span>}
      </span>
    ),
  },
  { id: 'sessions', title: t('reports.sessions'), cell: (row) => <span class="numbers">{row.sessions ?? 0}</span> },
  minutesColumn(),
  hoursColumn(),
];

const personColumns = (): Columns => [
  { id: 'title', title: t('reports.title'), lead: true, cell: (row) => <RecordLink row={row} text={row.title ?? ''} /> },
  { id: 'kind', title: t('reports.event_kind'), cell: (row) => (row.event_kind ? t(`reports.kind_of_${row.event_kind}`) : '') },
  {
    id: 'began',
    title: t('reports.began'),
    cell: (row) => row.began_at && <time dateTime={row.began_at}>{shortTime(Date.parse(row.began_at))}</time>,
  },
  { id: 'state', title: t('reports.state'), cell: (row) => <State row={row} /> },
  minutesColumn(),
  hoursColumn(),
];

const gapsColumns = (): Columns => [
  {
    id: 'title',
    title: t('reports.lesson'),
    lead: true,
    cell: (row) => (
      <>
        {row.title} <span class="plain-note">{row.course_title}</span>
      </>
    ),
  },
  { id: 'required', title: t('reports.required'), cell: (row) => t(row.is_required ? 'reports.required_yes' : 'reports.required_no') },
  { id: 'hours', title: t('reports.worth'), cell: (row) => <span class="numbers">{hoursText(row.hours ?? 0)}</span> },
  { id: 'reach', title: t('reports.reach'), cell: (row) => <span class="numbers">{hoursText(row.reach ?? 0)}</span> },
];

const COLUMNS: Record<ReportKind, (ask: ReportAsk, report: Report | null) => Columns> = {
  year: yearColumns,
  units: unitsColumns,
  event: eventColumns,
  course: courseColumns,
  person: personColumns,
  gaps: gapsColumns,
};

export function columnsOf(ask: ReportAsk, report: Report | null): Columns {
  return COLUMNS[ask.kind](ask, report);
}

/* What tells rows of a kind apart. */
const KEYS: Record<ReportKind, 'member_id' | 'unit_id' | 'record_id' | 'lesson_id'> = {
  year: 'member_id',
  units: 'unit_id',
  event: 'record_id',
  course: 'member_id',
  person: 'record_id',
  gaps: 'lesson_id',
};

export function keyOf(kind: ReportKind, row: ReportRow): string {
  return row[KEYS[kind]] ?? '';
}
