import { FailureNotice } from '../../../components/failure-notice.tsx';
import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { call } from '../../../shared/api-client.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { PiecesCard } from './pieces-card.tsx';

/* Somebody of a register that is not closed: what the log says so far. */
export function PersonView({ register, member }: { register: string; member: string }) {
  const loaded = useLoaded(() => call('GET /api/v1/members/{id}', { path: { id: member } }), member);
  const name = loaded.value?.name ?? t('attend.record');
  return (
    <article class="section attendance" aria-label={name}>
      <a class="back-link" href={linkTo('attendance', register)}>
        {t('attend.back_register')}
      </a>
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      {!loaded.value && !loaded.failure && <SkeletonLines count={2} />}
      <h1 class="section-title">{name}</h1>
      <p class="section-lead">{t('attend.so_far')}</p>
      <PiecesCard of={{ register, member }} />
    </article>
  );
}
