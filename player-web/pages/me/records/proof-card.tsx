import { Button, ButtonLink } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import type { AttendanceRecordWhole } from '../../../shared/contract/policies.ts';
import { dayOf } from '../../../shared/days.ts';
import { saveFile } from '../../../shared/file-transfer.ts';
import { t } from '../../../shared/i18n/locale.ts';

const VERIFY_PAGE = '/offline/verify.html';
const BAD_IN_NAMES = /[\\/:*?"<>|\s]+/g;

function nameOf({ record }: AttendanceRecordWhole): string {
  const title = record.title.replace(BAD_IN_NAMES, '_').slice(0, 40);
  return `${t('mine.receipt_file')}-${dayOf(Date.parse(record.began_at))}-${title}.txt`;
}

/* What the member keeps: the signed receipt, the page that checks it, a slip on paper. */
export function ProofCard({ whole }: { whole: AttendanceRecordWhole }) {
  const { receipt } = whole.proof;
  return (
    <Card id="mine-proof" title={t('mine.proof')}>
      <p>{t('mine.proof_lead')}</p>
      {!receipt && <p class="soft">{t('mine.receipt_soon')}</p>}
      <div class="card-actions">
        {receipt && (
          <Button
            icon="download"
            onPress={() => saveFile({ name: nameOf(whole), blob: new Blob([receipt], { type: 'text/plain' }) })}
          >
            {t('mine.receipt')}
          </Button>
        )}
        <ButtonLink href={`/api/v1/records/${whole.record.id}/slip`} icon="slip">
          {t('mine.slip')}
        </ButtonLink>
        <ButtonLink href={VERIFY_PAGE} icon="badge" download="verify.html">
          {t('mine.verify')}
        </ButtonLink>
      </div>
      <p class="plain-note">{t('mine.verify_how')}</p>
    </Card>
  );
}
