import './reports.css';
import '../../../shared/i18n/words-reports.ts';

import { replaceQuery } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { serverNowMs } from '../../../shared/live.ts';
import type { SectionProps } from '../section-props.ts';
import { askOf, saidOf, type ReportAsk } from './report-ask.ts';
import { ReportFilters } from './report-filters.tsx';
import { ReportView } from './report-view.tsx';

/* Reports of closed records: on the screen, and the same rows as files. What is asked for stands in the address. */
export default function ReportsSection({ route }: SectionProps) {
  const thisYear = new Date(serverNowMs.value).getFullYear();
  const ask = askOf(route.query, thisYear);
  const change = (part: Partial<ReportAsk>) => replaceQuery(saidOf({ ...ask, ...part }));
  return (
    <div class="section reports">
      <div class="section-head">
        <h1 class="section-title">{t('reports.heading')}</h1>
      </div>
      <p class="section-lead">{t('reports.lead')}</p>
      <div class="report">
        <ReportFilters ask={ask} thisYear={thisYear} onChange={change} />
        <ReportView ask={ask} />
      </div>
    </div>
  );
}
