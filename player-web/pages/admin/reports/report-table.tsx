import { Button } from '../../../components/button.tsx';
import { DataTable } from '../../../components/desk/data-table.tsx';
import { Empty } from '../../../components/desk/empty.tsx';
import { wholeNumber } from '../../../shared/format.ts';
import { t, type PlainKey } from '../../../shared/i18n/locale.ts';
import type { ReportAsk } from './report-ask.ts';
import { columnsOf, keyOf } from './report-columns.tsx';
import type { ReportPages } from './use-report.ts';

const NOTHING: Record<ReportAsk['kind'], { title: PlainKey; text: PlainKey }> = {
  year: { title: 'reports.none', text: 'reports.none_text' },
  units: { title: 'reports.none_units', text: 'reports.none_units_text' },
  event: { title: 'reports.none_event', text: 'reports.none_event_text' },
  course: { title: 'reports.none', text: 'reports.none_text' },
  person: { title: 'reports.none_person', text: 'reports.none_person_text' },
  gaps: { title: 'reports.none_gaps', text: 'reports.none_gaps_text' },
};

function Nothing({ ask }: { ask: ReportAsk }) {
  if (ask.kind === 'year' && ask.isShortOnly) {
    return (
      <Empty icon="check" title={t('reports.none_short')}>
        <p>{t('reports.none_short_text')}</p>
      </Empty>
    );
  }
  const { title, text } = NOTHING[ask.kind];
  return (
    <Empty icon="list" title={t(title)}>
      <p>{t(text)}</p>
    </Empty>
  );
}

/* The rows so far; more of them by a press. A wide table scrolls by itself. */
export function ReportTable({ ask, pages }: { ask: ReportAsk; pages: ReportPages }) {
  const { rows, more, isBusy } = pages;
  const hasMore = more !== undefined || isBusy;
  return (
    <div class="sheet report-table" data-kind={ask.kind}>
      <DataTable
        caption={t('reports.table', { kind: t(`reports.kind_${ask.kind}`), year: ask.year })}
        columns={columnsOf(ask, pages.first)}
        rows={rows}
        keyOf={(row) => keyOf(ask.kind, row)}
        loading={isBusy}
        empty={pages.failure ? null : <Nothing ask={ask} />}
      />
      {rows.length > 0 && (
        <p class="report-shown" role="status">
          {t(hasMore ? 'reports.shown' : 'reports.shown_all', { count: wholeNumber(rows.length) })}
        </p>
      )}
      {more && (
        <p class="report-more">
          <Button onPress={more}>{t('reports.more')}</Button>
        </p>
      )}
    </div>
  );
}
