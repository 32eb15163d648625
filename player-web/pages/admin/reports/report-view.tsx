import { Button } from '../../../components/button.tsx';
import { DataTable } from '../../../components/desk/data-table.tsx';
import { Empty } from '../../../components/desk/empty.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { wholeNumber } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import type { ReportAsk } from './report-ask.ts';
import { columnsOf } from './report-columns.tsx';
import { ReportFiles } from './report-files.tsx';
import { ProofLine, Sums } from './report-head.tsx';
import { useReport } from './use-report.ts';

function Nobody({ ask }: { ask: ReportAsk }) {
  const isShort = ask.isShortOnly;
  return (
    <Empty icon={isShort ? 'check' : 'people'} title={t(isShort ? 'reports.none_short' : 'reports.none')}>
      <p>{t(isShort ? 'reports.none_short_text' : 'reports.none_text')}</p>
    </Empty>
  );
}

/* A report as it is asked for: its sums, its rows, its files, and what it rests on. */
export function ReportView({ ask }: { ask: ReportAsk }) {
  const pages = useReport(ask);
  const { first, rows, failure, more } = pages;
  const title = t('reports.table', { kind: t('reports.kind_year'), year: ask.year });
  return (
    <>
      {failure && <FailureNotice failure={failure} />}
      {first?.sum && <Sums sum={first.sum} />}
      {rows.length > 0 && <ReportFiles key={JSON.stringify(ask)} ask={ask} />}
      <div class="sheet report-table" data-kind={ask.kind}>
        <DataTable
          caption={title}
          columns={columnsOf(ask.kind)}
          rows={rows}
          keyOf={(row) => row.member_id ?? ''}
          loading={pages.isBusy}
          empty={failure ? null : <Nobody ask={ask} />}
        />
        {rows.length > 0 && (
          <p class="report-shown" role="status">
            {t(more || pages.isBusy ? 'reports.shown' : 'reports.shown_all', { count: wholeNumber(rows.length) })}
          </p>
        )}
        {more && (
          <p class="report-more">
            <Button onPress={more}>{t('reports.more')}</Button>
          </p>
        )}
      </div>
      {first && <ProofLine report={first} />}
    </>
  );
}
