import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { call } from '../../../shared/api-client.ts';
import type { AttendanceRecord, PolicyRow } from '../../../shared/contract/policies.ts';
import { findText, t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { lengthText } from './plain-words.ts';
import { Card } from './record-cards.tsx';

const percent = (thousandths: number) => thousandths / 10;

const presetText = (preset: string) => findText(`attend.preset_${preset}`) ?? preset;

/* The numbers of a policy in sentences. */
function sentencesOf(row: PolicyRow, isLesson: boolean): string[] {
  const late = { late: lengthText(row.late_after_ms), left: lengthText(row.left_before_ms) };
  return [
    t('attend.rule_present', { present: percent(row.present_at), absent: percent(row.absent_below) }),
    ...(isLesson ? [] : [t('attend.rule_late', late)]),
    t('attend.rule_rate', { rate: row.max_rate / 1000 }),
    t('attend.rule_weights', { replay: percent(row.replay_weight), offline: percent(row.offline_weight) }),
    row.counts === 'coverage' ? t('attend.rule_coverage') : t('attend.rule_by_presence'),
    t('attend.rule_least', { least: lengthText(row.least_ms) }),
    row.cap_ms > 0 ? t('attend.rule_cap', { cap: lengthText(row.cap_ms) }) : t('attend.rule_no_cap'),
    t('attend.rule_hour', { hour: lengthText(row.hour_ms) }),
  ];
}

/* The version that this record was made with, whatever holds today. */
export function PolicyCard({ record, rule }: { record: AttendanceRecord; rule: string }) {
  const loaded = useLoaded(() => call('GET /api/v1/policies'));
  const version = record.policy_version;
  const row = loaded.value?.policies.find((one) => one.id === record.policy_id && one.version === version);
  const isKnown = loaded.value !== null || loaded.failure !== null;
  return (
    <Card title={t('attend.rule')} name="rule">
      {!isKnown && <SkeletonLines count={4} />}
      {isKnown && !row && <p>{t('attend.rule_gone', { id: record.policy_id.slice(0, 8), version })}</p>}
      {row && (
        <>
          <p class="soft">{t('attend.rule_name', { preset: presetText(row.preset), version, rule })}</p>
          <ul class="attend-rules">
            {sentencesOf(row, record.kind === 'lesson').map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
