import './reports.css';
import '../../../shared/i18n/words-reports.ts';

import { replaceQuery } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { serverNowMs } from '../../../shared/live.ts';
import type { SectionProps } from '../section-props.ts';
import { PersonView } from './person-view.tsx';
import { addressOfAsk, askOf, SUBJECTS, type ReportAsk } from './report-ask.ts';
import { ReportFilters } from './report-filters.tsx';
import { ReportView } from './report-view.tsx';
import { SubjectView } from './subject-view.tsx';

/* Reports of closed records: on the screen, and the same rows as files. What is asked for stands in the address;
 * #/reports/MEMBER is one person's year. */
export default function ReportsSection({ route }: SectionProps) {
  const thisYear = new Date(serverNowMs.value).getFullYear();
  const ask = askOf(route.query, thisYear);
  if (route.id !== '') {
    const person: ReportAsk = { ...ask, kind: 'person', subject: route.id };
    return <PersonView key={route.id} ask={person} back={addressOfAsk(ask)} thisYear={thisYear} />;
  }
  const change = (part: Partial<ReportAsk>) => replaceQuery(addressOfAsk({ ...ask, ...part }));
  const isChosen = SUBJECTS[ask.kind] === undefined || ask.subject !== '';
  return (
    <div class="section reports">
      <div class="section-head">
        <h1 class="section-title">{t('reports.heading')}</h1>
      </div>
      <p class="section-lead">{t('reports.lead')}</p>
      <div class="report">
        <ReportFilters ask={ask} thisYear={thisYear} onChange={change} />
        {isChosen ? (
          <ReportView key={ask.kind} ask={ask} onChange={change} />
        ) : (
          <SubjectView ask={ask} onChange={change} />
        )}
      </div>
    </div>
  );
}
