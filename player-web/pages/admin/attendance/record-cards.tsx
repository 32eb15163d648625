/* What stands around a record: support, chain, proof, log, readers. */
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

import { Button, ButtonLink } from '../../../components/button.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import type { AttendanceRecord, RecordReader } from '../../../shared/contract/policies.ts';
import { dayText } from '../../../shared/days.ts';
import { dateAndTime } from '../../../shared/format.ts';
import { saveFile } from '../../../shared/file-transfer.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { readingText } from '../../../shared/reading-text.ts';
import { howText, lengthText, STATE_TONES, stateText } from './plain-words.ts';
import { headOf, type LogDay, type RecordText } from './record-text.ts';

export function Card({ title, name, children }: { title: string; name: string; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id} data-card={name}>
      <h2 class="card-title" id={id}>
        {title}
      </h2>
      {children}
    </section>
  );
}

export function TrustCard({ record, text }: { record: AttendanceRecord; text: RecordText | null }) {
  return (
    <Card title={t('attend.trust')} name="trust">
      <p>
        {t('attend.confidence')}: <strong>{t(`attend.conf_${record.confidence}`)}</strong>{' '}
        {t(`attend.why_${record.confidence_reason}`)}
      </p>
      {howText(record.how) !== '' && <p>{howText(record.how)}</p>}
      {text && (
        <p>{text.confirmed === '' ? t('attend.confirmed_none') : t('attend.confirmed_by', { name: text.confirmed })}</p>
      )}
      <p class="plain-note">{t('attend.conf_note')}</p>
    </Card>
  );
}

interface ChainProps {
  record: AttendanceRecord;
  chain: readonly AttendanceRecord[];
  text: RecordText | null;
}

export function ChainCard({ record, chain, text }: ChainProps) {
  return (
    <Card title={t('attend.chain')} name="chain">
      {chain.length < 2 && <p class="soft">{t('attend.chain_only')}</p>}
      {chain.length > 1 && (
        <ol class="timeline">
          {chain.map((row) => (
            <li key={row.id}>
              <span class="timeline-when numbers">{dateAndTime(Date.parse(row.closed_at))}</span>
              <span class="attend-state">
                <StatusPill tone={STATE_TONES[row.state]} text={stateText(row.state)} />
                <span class="numbers">{lengthText(row.credited_ms)}</span>
                {row.id === record.id ? (
                  <strong>{t('attend.chain_here')}</strong>
                ) : (
                  <a href={linkTo('attendance', row.register_id ?? '', { record: row.id })}>{t('attend.record')}</a>
                )}
              </span>
            </li>
          ))}
        </ol>
      )}
      {text && text.reason !== '' && <p>{text.reason}</p>}
      {text && text.approved !== '' && <p class="plain-note">{t('attend.chain_approved', { name: text.approved })}</p>}
    </Card>
  );
}

function saveReceipt(record: AttendanceRecord, receipt: string): void {
  saveFile({ blob: new Blob([receipt], { type: 'text/plain' }), name: `receipt-${record.leaf}.txt` });
  showToast(t('attend.proof_saved'));
}

export function ProofCard({ record, receipt }: { record: AttendanceRecord; receipt: string | undefined }) {
  const head = receipt === undefined ? null : headOf(receipt);
  return (
    <Card title={t('attend.proof')} name="proof">
      <p class="numbers">{t('attend.proof_leaf', { leaf: record.leaf })}</p>
      <p>
        {head ? (
          <span class="attend-origin">{t('attend.proof_head', { origin: head.origin, size: head.size })}</span>
        ) : (
          t('attend.proof_none')
        )}
      </p>
      {receipt !== undefined && (
        <>
          <p class="plain-note">{t('attend.proof_how')}</p>
          <div class="card-actions">
            <Button icon="download" onPress={() => saveReceipt(record, receipt)}>
              {t('attend.proof_save')}
            </Button>
            <ButtonLink icon="check" href="/offline/verify.html" download="verify.html">
              {t('attend.proof_verify')}
            </ButtonLink>
          </div>
        </>
      )}
    </Card>
  );
}

export function LogCard({ days }: { days: readonly LogDay[] }) {
  return (
    <Card title={t('attend.log')} name="log">
      <p class="soft">{days.length === 0 ? t('attend.log_none') : t('attend.log_lead')}</p>
      <dl class="attend-log">
        {days.map((day) => (
          <div key={day.day}>
            <dt class="numbers">{dayText(day.day)}</dt>
            <dd class="attend-sum">{day.sum}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

export function ReadersCard({ readers }: { readers: readonly RecordReader[] }) {
  return (
    <Card title={t('attend.readers')} name="readers">
      <p class="soft">{readers.length === 0 ? t('attend.readers_none') : t('attend.readers_lead')}</p>
      <ul class="plain-list attend-readers">
        {readers.map((row) => (
          <li key={`${row.day} ${row.leaf}`}>
            <span class="plain-words">{row.reader}</span>
            <span class="plain-note numbers">
              {dayText(row.day)} · {readingText(row)}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
