import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { call } from '../../../shared/api-client.ts';
import type { RegisterStanding } from '../../../shared/contract/standing.ts';
import { dateAndTime } from '../../../shared/format.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { PiecesCard } from './pieces-card.tsx';
import { howText, lengthText, STATE_TONES, stateText } from './plain-words.ts';

function Standing({ answer }: { answer: RegisterStanding }) {
  const row = answer.people[0];
  if (!row) return null;
  const words = {
    whole: lengthText(answer.required_ms),
    part: lengthText(row.covered_ms ?? 0),
    credited: lengthText(row.credited_ms ?? 0),
  };
  return (
    <div class="attend-words">
      <h1 class="section-title">{row.name}</h1>
      <p class="soft">
        {row.unit_name} {howText(row.how)}
      </p>
      <p class="attend-state">
        <StatusPill tone={STATE_TONES[row.state]} text={stateText(row.state)} />
        <span data-sum>{t('attend.sum_so_far', words)}</span>
      </p>
    </div>
  );
}

/* Somebody of a register that is not closed: what the log says so far. */
export function PersonView({ register, member }: { register: string; member: string }) {
  const query = { member };
  const loaded = useLoaded(() => call('GET /api/v1/registers/{id}/figures', { path: { id: register }, query }), member);
  const answer = loaded.value;
  const isShown = answer?.people.length === 1;
  return (
    <article class="section attendance" aria-label={answer?.people[0]?.name ?? t('attend.record')}>
      <a class="back-link" href={linkTo('attendance', register)}>
        {t('attend.back_register')}
      </a>
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      {!isShown && <h1 class="section-title">{t('attend.record')}</h1>}
      {!answer && !loaded.failure && <SkeletonLines count={2} />}
      {answer && <Standing answer={answer} />}
      {answer && !answer.is_closed && (
        <Notice tone="warn">{t('attend.not_closed', { time: dateAndTime(Date.parse(answer.made_at)) })}</Notice>
      )}
      <PiecesCard of={{ register, member }} />
    </article>
  );
}
