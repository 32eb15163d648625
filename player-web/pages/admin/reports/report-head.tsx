import type { Report, ReportSum } from '../../../shared/contract/reports.ts';
import { dateAndTime, wholeNumber } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { hoursText } from './report-words.ts';

/* What the whole report comes to, whatever its page. */
export function Sums({ sum }: { sum: ReportSum }) {
  const figures = [
    ['members', t('reports.sum_members'), wholeNumber(sum.members)],
    ['asked', t('reports.sum_asked'), wholeNumber(sum.asked)],
    ['short', t('reports.sum_short'), wholeNumber(sum.short)],
    ['hours', t('reports.sum_hours'), hoursText(sum.hours)],
    ['missing', t('reports.sum_missing'), hoursText(sum.missing)],
  ] as const;
  return (
    <dl class="report-sums" aria-label={t('reports.sums')}>
      {figures.map(([id, name, value]) => (
        <div key={id} data-sum={id}>
          <dt>{name}</dt>
          <dd class="numbers">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/* By which rule, and up to which entry of the ledger. */
export function ProofLine({ report }: { report: Report }) {
  const time = dateAndTime(Date.parse(report.made_at));
  const { checkpoint, rule } = report;
  if (!checkpoint) return <p class="report-proof">{t('reports.proof_none', { time, rule })}</p>;
  const { epoch, size } = checkpoint;
  return (
    <p class="report-proof">
      {t('reports.proof_text', { time, rule, epoch, size: wholeNumber(size) })} <code>{checkpoint.root}</code>
    </p>
  );
}
