/* One's own records (#/records, #/records/ID of /me), and the year at a glance above the other cards. */
import '../../../shared/i18n/words-mine.ts';
import './records.css';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { QuestionHost } from '../../../components/desk/dialog.tsx';
import { ToastHost } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { call } from '../../../shared/api-client.ts';
import { linkTo, route } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { onNews } from '../../../shared/live.ts';
import { me } from '../../../shared/self.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { DutyCard } from './duty-card.tsx';
import { LeaveCard } from './leave-card.tsx';
import { ReaderCard } from './reader-card.tsx';
import { RecordList } from './record-list.tsx';
import { RecordPage } from './record-page.tsx';
import { YearCard } from './year-card.tsx';

/* Among the cards of the page. */
export function YearGlance() {
  const { value } = useLoaded(() => call('GET /api/v1/me/hours'));
  return value && <YearCard hours={value} whole={false} />;
}

/* Those with records, and this one. */
function Years(props: { years: readonly number[]; chosen: number; onPick: (year: number) => void }) {
  const years = [...new Set([...props.years, new Date().getFullYear()])].sort((a, b) => b - a);
  if (years.length < 2) return null;
  return (
    <div class="mine-years" role="group" aria-label={t('mine.choose_year')}>
      {years.map((year) => (
        <button
          key={year}
          type="button"
          class="chip"
          aria-pressed={year === props.chosen}
          onClick={() => props.onPick(year)}
        >
          {t('mine.year_only', { year })}
        </button>
      ))}
    </div>
  );
}

function useObjections() {
  const { value, reload } = useLoaded(() => call('GET /api/v1/objections'));
  return { rows: (value ?? []).filter((row) => row.member_id === me.value?.member?.id), reload };
}

function WholeYear({ objections }: { objections: ReturnType<typeof useObjections>['rows'] }) {
  const year = useSignal(new Date().getFullYear());
  const { value, failure } = useLoaded(
    () => call('GET /api/v1/me/hours', { query: { year: year.value } }),
    String(year.value),
  );
  return (
    <>
      <Years years={value?.years ?? []} chosen={year.value} onPick={(chosen) => (year.value = chosen)} />
      {failure && <FailureNotice failure={failure} />}
      <div class="mine-cards">
        {value && <YearCard hours={value} whole />}
        <DutyCard year={year.value} />
        <RecordList year={year.value} objections={objections} />
        <LeaveCard />
        <ReaderCard />
      </div>
    </>
  );
}

export function RecordsPlace() {
  const { id } = route.value;
  const news = useSignal(0);
  const objections = useObjections();
  const heard = () => {
    news.value += 1;
    void objections.reload();
  };
  useEffect(() => onNews(['attendance.changed'], (_kind, subject) => subject !== '' && heard()), []);
  useEffect(() => window.scrollTo(0, 0), [id]);
  return (
    <div class="mine">
      <a class="back-link" href={id ? linkTo('records') : linkTo('')}>
        {t(id ? 'mine.back_list' : 'mine.back')}
      </a>
      <h1>{t('mine.title')}</h1>
      {id ? (
        <RecordPage key={`${id} ${news.value}`} id={id} objections={objections.rows} onChange={() => void objections.reload()} />
      ) : (
        <WholeYear key={news.value} objections={objections.rows} />
      )}
      <QuestionHost />
      <ToastHost />
    </div>
  );
}
