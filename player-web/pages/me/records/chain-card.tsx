import { Card } from '../../../components/card.tsx';
import { call } from '../../../shared/api-client.ts';
import type { AttendanceRecord } from '../../../shared/contract/policies.ts';
import { dateAndTime } from '../../../shared/format.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { fineHoursText } from './amounts.ts';
import { RecordState } from './record-list.tsx';
import { readRecordText } from './record-text.ts';

/* Why it was made: said in the text of each record, which is fetched for those that are not shown. */
function Why({ record, text }: { record: AttendanceRecord; text: string | undefined }) {
  const { value } = useLoaded(
    () => call('GET /api/v1/records/{id}', { path: { id: record.id } }),
    record.id,
    text === undefined ? null : { record, chain: [], readers: [], proof: { text } },
  );
  if (!record.replaces_id) return <p>{t('mine.chain_first')}</p>;
  if (!value) return null;
  const { reason, approved } = readRecordText(value.proof.text ?? '');
  return (
    <>
      <p>{reason ? t('mine.chain_corrected', { reason }) : t('mine.chain_continued')}</p>
      {approved && <p class="plain-note">{t('mine.chain_approved', { name: approved })}</p>}
    </>
  );
}

/* All records that replace each other, the newest first. */
export function ChainCard(props: { id: string; chain: readonly AttendanceRecord[]; text: string | undefined }) {
  if (props.chain.length < 2) return null;
  return (
    <Card id="mine-chain" title={t('mine.chain')}>
      <ol class="timeline">
        {[...props.chain].reverse().map((record) => (
          <li key={record.id}>
            <p class="timeline-when">{dateAndTime(Date.parse(record.closed_at))}</p>
            <Why record={record} text={record.id === props.id ? props.text : undefined} />
            <p class="mine-chain-result">
              <RecordState record={record} /> {t('mine.hours', { hours: fineHoursText(record.hours) })} ·{' '}
              {record.id === props.id ? (
                t('mine.chain_this')
              ) : (
                <a href={linkTo('records', record.id)}>{record.title}</a>
              )}
            </p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
