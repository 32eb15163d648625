import { Button } from '../../../components/button.tsx';
import { StatusPill, type PillTone } from '../../../components/status-pill.tsx';
import type { ExportRow, ExportState } from '../../../shared/contract/sheets.ts';
import { ago, remaining, wholeNumber } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { serverNowMs } from '../../../shared/live.ts';

const TONES: Record<ExportState, PillTone> = {
  waiting: 'warn',
  ready: 'ok',
  refused: 'bad',
  taken: 'calm',
  expired: 'calm',
};

const REPORT_KINDS = ['year', 'units', 'event', 'course', 'person', 'gaps'] as const;

export type ExportStep = 'allow' | 'refuse' | 'take';

interface ExportItemProps {
  row: ExportRow;
  mayDecide: boolean;
  busy: boolean;
  onStep: (step: ExportStep, row: ExportRow) => void;
}

/* "year?year=2026": the name of the kind, and the year as it stands. */
function reportName(report: string): string {
  const [kind = '', query = ''] = report.split('?', 2);
  const known = REPORT_KINDS.find((one) => one === kind);
  const year = new URLSearchParams(query).get('year') ?? '';
  return [year, known ? t(`exports.report_${known}`) : kind].filter((word) => word !== '').join(' ');
}

export function exportTitle(row: ExportRow): string {
  const unit = row.unit_name ?? t('exports.all');
  return t(`exports.title_${row.kind}`, { unit, report: row.report ? reportName(row.report) : '' });
}

/* What happens next, in a sentence. */
function NextLine({ row, mayDecide }: { row: ExportRow; mayDecide: boolean }) {
  const left = remaining(Date.parse(row.expires_at), serverNowMs.value);
  if (row.state === 'waiting' && row.mine) {
    return <p class="export-next">{t('exports.wait_other', { left })}</p>;
  }
  if (row.state === 'waiting' && mayDecide) {
    return <p class="export-next">{t('exports.wait_you', { name: row.asked_by, left })}</p>;
  }
  if (row.state === 'ready' && row.mine) {
    return <p class="export-next">{t('exports.take_by', { left })}</p>;
  }
  if (row.decided_by && (row.state === 'refused' || row.state === 'ready')) {
    const key = row.state === 'refused' ? 'exports.refused_by' : 'exports.allowed_by';
    return <p class="export-next">{t(key, { name: row.decided_by })}</p>;
  }
  return null;
}

export function ExportItem({ row, mayDecide, busy, onStep }: ExportItemProps) {
  const facts = [
    row.format.toUpperCase(),
    t('exports.rows', { count: wholeNumber(row.rows) }),
    row.kind === 'members' ? t(row.with_numbers ? 'exports.numbers_full' : 'exports.numbers_masked') : '',
    t('exports.asked', {
      name: row.asked_by,
      time: ago(Date.parse(row.asked_at), serverNowMs.value),
    }),
  ];
  const label = (step: ExportStep) => t(`exports.${step}_label`, { title: exportTitle(row) });
  return (
    <li class="export" data-export={row.id} data-state={row.state}>
      <div class="export-words">
        <p class="export-title">
          <b>{exportTitle(row)}</b>
          <StatusPill tone={TONES[row.state]} text={t(`exports.state_${row.state}`)} />
        </p>
        <p class="export-facts">{facts.filter((fact) => fact !== '').join(' · ')}</p>
        {row.reason && <p class="export-reason">{t('exports.because', { reason: row.reason })}</p>}
        <NextLine row={row} mayDecide={mayDecide} />
      </div>
      <div class="export-actions">
        {row.state === 'waiting' && mayDecide && !row.mine && (
          <>
            <Button label={label('refuse')} busy={busy} onPress={() => onStep('refuse', row)}>
              {t('exports.refuse')}
            </Button>
            <Button kind="primary" label={label('allow')} busy={busy} onPress={() => onStep('allow', row)}>
              {t('exports.allow')}
            </Button>
          </>
        )}
        {row.state === 'ready' && row.mine && (
          <Button
            kind="primary"
            icon="download"
            label={label('take')}
            busy={busy}
            onPress={() => onStep('take', row)}
          >
            {t('exports.take')}
          </Button>
        )}
      </div>
    </li>
  );
}
