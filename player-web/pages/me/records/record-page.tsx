import type { ComponentChildren } from 'preact';

import { Card, Facts } from '../../../components/card.tsx';
import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call } from '../../../shared/api-client.ts';
import type { AttendanceRecord, AttendanceRecordWhole, ObjectionRow } from '../../../shared/contract/policies.ts';
import { dateAndTime } from '../../../shared/format.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { findText, t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { fineHoursText, minutesText } from './amounts.ts';
import { ChainCard } from './chain-card.tsx';
import { ObjectionCard } from './objection-card.tsx';
import { ProofCard } from './proof-card.tsx';
import { RecordState } from './record-list.tsx';
import { readRecordText } from './record-text.ts';
import { ruleWords } from './rule-words.ts';
import { TimeBar } from './time-bar.tsx';

function coverage(record: AttendanceRecord): (readonly [string, ComponentChildren])[] {
  const share = Math.floor((record.covered_ms * 100) / Math.max(1, record.required_ms));
  return [
    [t('mine.covered'), t('mine.covered_value', { minutes: minutesText(record.covered_ms), share })],
    [t('mine.required'), minutesText(record.required_ms)],
  ];
}

function Summary({ record }: { record: AttendanceRecord }) {
  const credited = { minutes: minutesText(record.credited_ms), hours: fineHoursText(record.hours) };
  const rows: (readonly [string, ComponentChildren])[] = [
    [t('mine.result'), <RecordState record={record} />],
    [t('mine.credited'), t('mine.credited_value', credited)],
  ];
  if (record.kind !== 'carried') rows.push(...coverage(record));
  rows.push(
    [t('mine.when'), dateAndTime(Date.parse(record.began_at))],
    [t('mine.kind'), t(`mine.kind_${record.kind}`)],
    [t('mine.unit'), record.unit_name],
    [t('mine.closed'), dateAndTime(Date.parse(record.closed_at))],
  );
  return (
    <Card id="mine-record" title={record.title}>
      <Facts rows={rows} />
    </Card>
  );
}

function What({ whole }: { whole: AttendanceRecordWhole }) {
  const { record, proof } = whole;
  return (
    <Card id="mine-what" title={t('mine.what')}>
      {proof.text === undefined ? (
        <p class="soft">{t('mine.erased')}</p>
      ) : (
        <TimeBar record={record} text={readRecordText(proof.text)} />
      )}
      <Facts rows={[[t('mine.presence'), minutesText(record.presence_ms)]]} />
    </Card>
  );
}

function Rule({ whole }: { whole: AttendanceRecordWhole }) {
  const { policy } = whole;
  if (!policy) return null;
  const unit = policy.unit_name ?? t('mine.rule_county');
  return (
    <Card id="mine-rule" title={t('mine.rule')}>
      <ul class="mine-rules">
        {ruleWords(policy).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <p class="plain-note">{t('mine.rule_of', { unit, version: policy.version })}</p>
    </Card>
  );
}

function howText(how: string): string {
  const words = how.split(',').map((word) => findText(`mine.how_${word}`));
  return words.filter((word) => word !== null).join(' · ') || t('mine.how_none');
}

function Who({ whole }: { whole: AttendanceRecordWhole }) {
  const { record, proof } = whole;
  const { confirmed } = readRecordText(proof.text ?? '');
  return (
    <Card id="mine-who" title={t('mine.who')}>
      <Facts
        rows={[
          [t('mine.how'), howText(record.how)],
          [t('mine.confirmed'), confirmed || t('mine.how_none')],
          [t('mine.confidence'), t(`mine.confidence_${record.confidence}`)],
        ]}
      />
      <p class="plain-note">
        {t(`mine.reason_${record.confidence_reason}`)} {t('mine.confidence_note')}
      </p>
    </Card>
  );
}

interface RecordPageProps {
  id: string;
  objections: readonly ObjectionRow[];
  onChange: () => void;
}

/* One record with all that makes it believable. */
export function RecordPage({ id, objections, onChange }: RecordPageProps) {
  const { value, failure } = useLoaded(() => call('GET /api/v1/records/{id}', { path: { id } }), id);
  if (failure) return <FailureNotice failure={failure} />;
  if (!value || !value.chain.some((one) => one.id === id)) return <SkeletonLines count={8} />;
  const { record, chain } = value;
  const newest = chain.find((one) => one.is_newest);
  const ids = new Set(chain.map((one) => one.id));
  return (
    <div class="mine-cards">
      {newest && newest.id !== record.id && (
        <Notice tone="info">
          {t('mine.older')} <a href={linkTo('records', newest.id)}>{t('mine.newest')}</a>
        </Notice>
      )}
      <Summary record={record} />
      {record.kind !== 'carried' && <What whole={value} />}
      <ObjectionCard record={record} rows={objections.filter((one) => ids.has(one.record_id))} onChange={onChange} />
      <ProofCard whole={value} />
      {record.kind !== 'carried' && <Who whole={value} />}
      {record.kind !== 'carried' && <Rule whole={value} />}
      <ChainCard id={record.id} chain={chain} text={value.proof.text} />
    </div>
  );
}
