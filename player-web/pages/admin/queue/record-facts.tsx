import { Facts } from '../../../components/card.tsx';
import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import type { AttendanceRecord, AttendanceRecordWhole } from '../../../shared/contract/policies.ts';
import { dateAndTime, duration } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import type { Loaded } from '../../../shared/use-loaded.ts';
import { hoursText } from '../rules/policy-fields.ts';
import { stateText } from '../rules/state-text.ts';

export function recordText(record: AttendanceRecord): string {
  return t('queue.state_and_hours', { state: stateText(record.state), hours: hoursText(record.hours) });
}

/* The figures of a record that is asked about. Looking is written down, and says so. */
export function RecordFacts({ loaded }: { loaded: Loaded<AttendanceRecordWhole> }) {
  const record = loaded.value?.record;
  return (
    <div class="queue-record" data-record={record?.id ?? ''}>
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      {!record && !loaded.failure && <SkeletonLines count={3} />}
      {record && (
        <Facts
          rows={[
            [t('queue.record_event'), record.title],
            [t('queue.record_began'), dateAndTime(Date.parse(record.began_at))],
            [t('queue.record_now'), recordText(record)],
            [
              t('queue.record_covered'),
              t('queue.covered_of', { covered: duration(record.covered_ms), required: duration(record.required_ms) }),
            ],
          ]}
        />
      )}
      <p class="plain-note">{t('queue.looking_noted')}</p>
    </div>
  );
}
