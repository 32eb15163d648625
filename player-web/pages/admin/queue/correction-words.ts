/* What a correction would do, in a sentence, out of its content (JSON by kind). */
import type { AttendanceRecord, CorrectionRow } from '../../../shared/contract/policies.ts';
import { dayText } from '../../../shared/days.ts';
import { dateAndTime, hourAndMinute } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { hoursText } from '../rules/policy-fields.ts';
import { stateText } from '../rules/state-text.ts';
import { recordText } from './record-facts.tsx';

interface Content {
  claim?: string;
  placeId?: string;
  from?: string;
  until?: string;
  fromMs?: number;
  toMs?: number;
  title?: string;
  began?: string;
  hours?: number;
  source?: string;
}

export function contentOf(row: CorrectionRow): Content {
  return JSON.parse(row.content) as Content;
}

/* 1:05:30 of a recording. */
export function mediaTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

export function correctionText(row: CorrectionRow, placeName: (id: string) => string): string {
  const content = contentOf(row);
  switch (row.kind) {
    case 'presence': {
      const from = Date.parse(content.from ?? '');
      const until = Date.parse(content.until ?? '');
      const times = { from: dateAndTime(from), until: hourAndMinute(until) };
      return content.claim === 'room'
        ? t('queue.does_presence', { ...times, place: placeName(content.placeId ?? '') })
        : t('queue.does_beside', times);
    }
    case 'fault':
      return t('queue.does_fault', { from: mediaTime(content.fromMs ?? 0), to: mediaTime(content.toMs ?? 0) });
    case 'carried':
      return t('queue.does_carried', {
        title: content.title ?? '', day: dayText(content.began ?? ''), hours: hoursText(content.hours ?? 0),
        source: content.source ?? '',
      });
    case 'excuse':
    case 'erase_credit':
      return t(`queue.does_${row.kind}`);
  }
}

/* Before → after, as far as it is known before the record is computed anew. */
export function effectText(row: CorrectionRow, record: AttendanceRecord | null): string {
  if (row.kind === 'carried') return t('queue.effect_carried', { hours: hoursText(contentOf(row).hours ?? 0) });
  if (!record) return '';
  const before = recordText(record);
  if (row.kind === 'erase_credit') {
    const state = record.state === 'excused' ? 'excused' : 'absent'; /* nothing of it is covered any more */
    const after = t('queue.state_and_hours', { state: stateText(state), hours: hoursText(0) });
    return t('queue.effect', { before, after });
  }
  if (row.kind === 'excuse' && record.state === 'absent') {
    const after = t('queue.state_and_hours', { state: stateText('excused'), hours: hoursText(record.hours) });
    return t('queue.effect', { before, after });
  }
  return t(row.kind === 'excuse' ? 'queue.effect_same' : 'queue.effect_computed', { before });
}
