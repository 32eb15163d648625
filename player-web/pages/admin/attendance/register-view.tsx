import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button, ButtonLink } from '../../../components/button.tsx';
import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { call } from '../../../shared/api-client.ts';
import type { Register, RegisterPage } from '../../../shared/contract/registers.ts';
import { dateAndTime } from '../../../shared/format.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { onNews } from '../../../shared/live.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { loadUnits } from '../../../shared/units.ts';
import { PeopleTable } from './people-table.tsx';
import { RegisterNotes } from './register-notes.tsx';
import { RegisterState } from './register-list.tsx';
import { SampleDialog } from './sample-dialog.tsx';

const timeOf = (at: string) => dateAndTime(Date.parse(at));

function spanText(row: Register): string {
  const from = timeOf(row.began_at);
  return row.ended_at ? t('attend.lasted', { from, until: timeOf(row.ended_at) }) : t('attend.since', { from });
}

function Head({ row }: { row: Register }) {
  const isSampling = useSignal(false);
  return (
    <div class="attend-head">
      <div class="attend-words">
        <h1 class="section-title">{row.title}</h1>
        <p class="soft">
          {t(`attend.kind_${row.kind}`)} · {spanText(row)}
        </p>
        <p class="attend-state">
          <RegisterState row={row} />
          <span class="soft">
            {row.closed_at
              ? t('attend.closed_at', { time: timeOf(row.closed_at) })
              : row.closes_at && t('attend.closes_at', { time: timeOf(row.closes_at) })}
          </span>
        </p>
      </div>
      {row.closed_at && (
        <div class="card-actions">
          <Button icon="search" onPress={() => (isSampling.value = true)}>
            {t('attend.sample')}
          </Button>
          <ButtonLink icon="download" href={`/api/v1/registers/${row.id}/sheet`} download="">
            {t('attend.sheet')}
          </ButtonLink>
        </div>
      )}
      {isSampling.value && <SampleDialog register={row.id} onClose={() => (isSampling.value = false)} />}
    </div>
  );
}

function Counted({ page }: { page: RegisterPage }) {
  const figures = [
    ['expected', t('attend.expected'), page.expected],
    ['came', t('attend.came'), page.came],
    ['besides', t('attend.besides'), page.besides],
    ['guests', t('attend.guests'), page.guests],
  ] as const;
  return (
    <dl class="attend-counts">
      {figures.map(([id, name, value]) => (
        <div key={id} data-figure={id}>
          <dt>{name}</dt>
          <dd class="numbers">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/* One event: who was expected, who was there, what each has of it. */
export function RegisterView({ id }: { id: string }) {
  const loaded = useLoaded(() => call('GET /api/v1/registers/{id}', { path: { id } }));
  useEffect(() => {
    void loadUnits();
    return onNews(['register.changed'], (_kind, subject) => {
      if (subject === id) void loaded.reload();
    });
  }, [id]);
  const page = loaded.value;
  return (
    <article class="section attendance" aria-label={page?.register.title ?? t('attend.heading')}>
      <a class="back-link" href={linkTo('attendance')}>
        {t('attend.back')}
      </a>
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      {!page && !loaded.failure && (
        <>
          <h1 class="section-title">{t('attend.heading')}</h1>
          <SkeletonLines count={8} />
        </>
      )}
      {page && (
        <>
          <Head row={page.register} />
          <Counted page={page} />
          <PeopleTable register={page.register.id} isClosed={page.register.closed_at !== undefined} />
          <RegisterNotes page={page} />
        </>
      )}
    </article>
  );
}
