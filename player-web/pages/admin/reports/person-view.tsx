import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import type { ReportSum } from '../../../shared/contract/reports.ts';
import { linkTo, replaceQuery } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { addressOfAsk, type ReportAsk } from './report-ask.ts';
import { ReportFiles } from './report-files.tsx';
import { YearSelect } from './report-filters.tsx';
import { ProofLine } from './report-head.tsx';
import { ReportTable } from './report-table.tsx';
import { hoursText, standingOf } from './report-words.ts';
import { useReport } from './use-report.ts';

function Standing({ sum }: { sum: ReportSum }) {
  const asked = sum.asked > 0 ? sum.hours + sum.missing : 0;
  return (
    <p class="report-standing">
      <span class="numbers">{t('reports.person_hours', { hours: hoursText(sum.hours) })}</span>
      <StatusPill {...standingOf({ asked, missing: sum.missing })} />
    </p>
  );
}

/* Lessons for this person, in order, until what is missing is reached. */
function Gaps({ ask }: { ask: ReportAsk }) {
  const pages = useReport({ ...ask, kind: 'gaps' });
  const { first, rows, failure } = pages;
  const missing = first?.sum?.missing ?? 0;
  const reach = rows.at(-1)?.reach ?? 0;
  if (failure) return <FailureNotice failure={failure} />;
  if (!first?.sum) return <SkeletonLines count={2} />;
  if (missing === 0) return <Standing sum={first.sum} />;
  return (
    <>
      <Standing sum={first.sum} />
      <section class="report-gaps" aria-labelledby="report-gaps-title">
        <h2 class="report-sub" id="report-gaps-title">
          {t('reports.gaps')}
        </h2>
        <p class="soft">{t('reports.gaps_text', { hours: hoursText(missing) })}</p>
        <ReportTable ask={{ ...ask, kind: 'gaps' }} pages={pages} />
        {rows.length > 0 && !pages.more && !pages.isBusy && reach < missing && (
          <Notice tone="warn">{t('reports.gaps_left', { hours: hoursText(missing - reach) })}</Notice>
        )}
      </section>
    </>
  );
}

interface PersonViewProps {
  ask: ReportAsk; // of the person
  back: Readonly<Record<string, string>>;
  thisYear: number;
}

/* One person's year: what is missing and how to reach it, and the records, each with its proof. */
export function PersonView({ ask, back, thisYear }: PersonViewProps) {
  const pages = useReport(ask);
  const name = pages.first?.about ?? t('reports.kind_person');
  return (
    <article class="section reports" aria-label={name}>
      <a class="back-link" href={linkTo('reports', '', back)}>
        {t('reports.back')}
      </a>
      <div class="section-head">
        <h1 class="section-title">{name}</h1>
        <YearSelect year={ask.year} thisYear={thisYear} onYear={(year) => replaceQuery({ ...back, year: String(year) })} />
      </div>
      <div class="report">
        {pages.failure && <FailureNotice failure={pages.failure} />}
        <Gaps ask={ask} />
        <h2 class="report-sub">{t('reports.person_records')}</h2>
        {pages.rows.length > 0 && <ReportFiles key={JSON.stringify(addressOfAsk(ask))} ask={ask} />}
        <ReportTable ask={ask} pages={pages} />
        {pages.first && <ProofLine report={pages.first} />}
      </div>
    </article>
  );
}
