import { StatusPill } from '../../../components/status-pill.tsx';
import type { ReportRow } from '../../../shared/contract/reports.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { may } from '../../../shared/self.ts';
import { addressOfAsk, type ReportAsk } from './report-ask.ts';
import { countsOf, hoursText, STATE_TONES } from './report-words.ts';

/* How often somebody was what, as chips. */
export function Counts({ row }: { row: ReportRow }) {
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

export function Hours({ row }: { row: ReportRow }) {
  const hours = hoursText(row.hours ?? 0);
  return (
    <span class="numbers report-hours">
      {row.asked ? t('reports.hours_of', { hours, asked: hoursText(row.asked) }) : hours}
    </span>
  );
}

export function State({ row }: { row: ReportRow }) {
  if (!row.state) return null;
  return <StatusPill tone={STATE_TONES[row.state]} text={t(`reports.${row.state}`)} />;
}

/* To all records of somebody in the year; the address keeps the report that leads there. */
export function PersonLink({ row, ask }: { row: ReportRow; ask: ReportAsk }) {
  if (!row.member_id) return <>{row.name}</>;
  return <a href={linkTo('reports', row.member_id, addressOfAsk(ask))}>{row.name}</a>;
}

/* To one record, down to its intervals and its proof. */
export function RecordLink({ row, text }: { row: ReportRow; text: string }) {
  if (!row.record_id || !may('record.see')) return <>{text}</>;
  return <a href={linkTo('attendance', '', { record: row.record_id })}>{text}</a>;
}

/* A rank, or why there is none. */
export function Rank({ row, least }: { row: ReportRow; least: number }) {
  if (row.rank !== undefined) return <b class="numbers report-rank">{row.rank}</b>;
  const isSmall = (row.members ?? 0) < least;
  return <span class="soft">{isSmall ? t('reports.rank_small', { least }) : t('reports.rank_none')}</span>;
}
