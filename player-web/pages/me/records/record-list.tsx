import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Empty, SkeletonLines } from '../../../components/desk/empty.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Icon } from '../../../components/icon.tsx';
import { StatusPill, type PillTone } from '../../../components/status-pill.tsx';
import { call, type Result } from '../../../shared/api-client.ts';
import type { AttendanceRecord, ObjectionRow } from '../../../shared/contract/policies.ts';
import { dayTextOf } from '../../../shared/days.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { fineHoursText, minutesText } from './amounts.ts';

const TONES: Record<AttendanceRecord['state'], PillTone> = {
  present: 'ok',
  late: 'warn',
  left_early: 'warn',
  partial: 'warn',
  absent: 'bad',
  excused: 'calm',
};

export function RecordState({ record }: { record: AttendanceRecord }) {
  return record.kind === 'carried' ? (
    <StatusPill tone="calm" text={t('mine.kind_carried')} />
  ) : (
    <StatusPill tone={TONES[record.state]} text={t(`mine.state_${record.state}`)} />
  );
}

function RecordRow({ record, isObjected }: { record: AttendanceRecord; isObjected: boolean }) {
  return (
    <li>
      <a class="mine-record" href={linkTo('records', record.id)}>
        <span class="mine-record-words">
          <b>{record.title}</b>
          <span class="plain-note">
            {dayTextOf(record.began_at)} · {t(`mine.kind_${record.kind}`)}
          </span>
          <span class="plain-note numbers">
            {t('mine.row', { minutes: minutesText(record.credited_ms), hours: fineHoursText(record.hours) })}
          </span>
        </span>
        <span class="pills">
          {isObjected && <StatusPill tone="calm" text={t('mine.objecting')} />}
          {record.replaces_id && <StatusPill tone="calm" text={t('mine.corrected')} />}
          <RecordState record={record} />
        </span>
        <Icon name="chevron" />
      </a>
    </li>
  );
}

const PAGE_ROWS = 100;

interface Loaded {
  rows: AttendanceRecord[];
  isAll: boolean;
}

/* All rows up to the wanted number of pages, the newest event first. */
async function loadRows(year: number, pages: number): Promise<Result<Loaded>> {
  const rows: AttendanceRecord[] = [];
  for (let page = 0; page < pages; page += 1) {
    const after = rows[rows.length - 1]?.id;
    const result = await call('GET /api/v1/me/records', { query: { year, limit: PAGE_ROWS, after } });
    if (!result.ok) return result;
    rows.push(...result.value);
    if (result.value.length < PAGE_ROWS) return { ok: true, value: { rows, isAll: true } };
  }
  return { ok: true, value: { rows, isAll: false } };
}

export function RecordList(props: { year: number; objections: readonly ObjectionRow[] }) {
  const pages = useSignal(1);
  const { value, failure, isBusy } = useLoaded(
    () => loadRows(props.year, pages.value),
    `${props.year} ${pages.value}`,
  );
  const open = new Set(props.objections.filter((one) => one.state === 'open').map((one) => one.record_id));
  const rows = [...(value?.rows ?? [])].sort((a, b) => b.began_at.localeCompare(a.began_at));
  return (
    <Card id="mine-records" title={t('mine.records', { year: props.year })}>
      {failure && <FailureNotice failure={failure} />}
      {!value && !failure && <SkeletonLines count={6} />}
      {value?.rows.length === 0 && (
        <Empty icon="calendar" title={t('mine.no_records')}>
          {t('mine.no_records_how')}
        </Empty>
      )}
      <ul class="mine-list">
        {rows.map((record) => (
          <RecordRow key={record.id} record={record} isObjected={open.has(record.id)} />
        ))}
      </ul>
      {value?.isAll === false && (
        <Button busy={isBusy} onPress={() => (pages.value += 1)}>
          {t('mine.more')}
        </Button>
      )}
    </Card>
  );
}
