import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice, failureText } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { MemberDetail } from '../../../shared/contract/members.ts';
import { dayTextOf } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { onNews } from '../../../shared/live.ts';
import { mayAt } from '../../../shared/reach.ts';
import { unitPath } from '../../../shared/units.ts';
import { go, linkTo } from '../../../shared/hash-route.ts';
import { AccountCard } from './account-card.tsx';
import { homeOf, type CardProps } from './card-props.ts';
import { ExemptionsCard } from './exemptions-card.tsx';
import { MemberForm } from './member-form.tsx';
import { filters, kindName, loadFirst } from './members-state.ts';
import { MembershipsCard } from './memberships-card.tsx';
import { NumbersCard } from './numbers-card.tsx';
import { TransferForm } from './transfer-form.tsx';

async function leaveRoster(member: MemberDetail): Promise<boolean> {
  const yes = await ask({
    title: t('members.leave_title', { name: member.name }),
    text: t('members.leave_text'),
    yes: t('members.leave_yes'),
    danger: true,
  });
  if (!yes) return false;
  const result = await call('DELETE /api/v1/members/{id}', { path: { id: member.id } });
  if (result.ok) showToast(t('members.has_left', { name: member.name }));
  else showToast(failureText(result.failure), { tone: 'bad', sticky: true });
  return result.ok;
}

function Head({ member, mayChange, reload }: CardProps) {
  const dialog = useSignal<'none' | 'edit' | 'transfer'>('none');
  const close = () => (dialog.value = 'none');
  const home = homeOf(member);
  const isHere = !member.left_at;
  return (
    <div class="member-head">
      <div class="member-words">
        <h1 class="section-title">{member.name}</h1>
        <p class="soft">
          {kindName(member.kind_id)} · <a href={linkTo('units', home)}>{unitPath(home) || t('members.unit')}</a>
        </p>
      </div>
      {mayChange && isHere && (
        <div class="card-actions">
          <Button icon="edit" onPress={() => (dialog.value = 'edit')}>
            {t('members.edit')}
          </Button>
          <Button icon="transfer" onPress={() => (dialog.value = 'transfer')}>
            {t('members.transfer')}
          </Button>
          <Button
            kind="danger"
            icon="sign_out"
            onPress={() =>
              void leaveRoster(member).then((left) => {
                if (!left) return;
                void loadFirst();
                reload();
              })
            }
          >
            {t('members.leave')}
          </Button>
        </div>
      )}
      {dialog.value === 'edit' && (
        <MemberForm
          unit=""
          member={member}
          onClose={close}
          onDone={() => {
            close();
            reload();
            void loadFirst();
          }}
        />
      )}
      {dialog.value === 'transfer' && (
        <TransferForm
          member={member}
          onClose={close}
          onDone={() => {
            close();
            reload();
          }}
        />
      )}
    </div>
  );
}

/* Everything that is known of one member, and what can be done. */
export function MemberDetailView({ id }: { id: string }) {
  const member = useSignal<MemberDetail | null>(null);
  const failure = useSignal<Failure | null>(null);
  const load = () =>
    void call('GET /api/v1/members/{id}', { path: { id } }).then((result) => {
      failure.value = result.ok ? null : result.failure;
      if (result.ok) member.value = result.value;
    });
  useEffect(() => {
    load();
    return onNews(['transfer.decided', 'transfer.asked'], (_kind, subject) => {
      if (subject !== '') load();
    });
  }, [id]);
  const now = member.value?.id === id ? member.value : null;
  const props = now && { member: now, mayChange: mayAt('member.change', homeOf(now)), reload: load };
  return (
    <article class="member" aria-label={now?.name ?? t('members.detail')}>
      <a
        class="back-link"
        href={linkTo('members')}
        onClick={(event) => {
          event.preventDefault();
          const { unit } = filters.value;
          go('members', '', unit ? { unit } : {});
        }}
      >
        {t('members.back')}
      </a>
      {failure.value && <FailureNotice failure={failure.value} />}
      {!now && !failure.value && (
        <>
          <h1 class="section-title">{t('members.detail')}</h1>
          <SkeletonLines count={8} />
        </>
      )}
      {props && (
        <>
          <Head {...props} />
          {props.member.left_at && (
            <Notice tone="warn">
              {t('members.left_on', { day: dayTextOf(props.member.left_at) })}
            </Notice>
          )}
          <div class="member-cards">
            <NumbersCard {...props} />
            <AccountCard {...props} />
            <MembershipsCard {...props} />
            <ExemptionsCard {...props} />
          </div>
        </>
      )}
    </article>
  );
}
