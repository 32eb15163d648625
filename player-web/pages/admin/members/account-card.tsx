import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Card, Facts } from '../../../components/card.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { Slip } from '../../../shared/contract/activation.ts';
import { ago } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { serverNowMs } from '../../../shared/live.ts';
import { mayAt } from '../../../shared/reach.ts';
import { homeOf, type CardProps } from './card-props.ts';
import { SlipDialog } from './slip-dialog.tsx';

function State({ member }: Pick<CardProps, 'member'>) {
  if (member.account_name) return <StatusPill tone="ok" text={t('members.active')} />;
  return (
    <StatusPill
      tone="calm"
      icon={member.has_code ? 'slip' : 'user'}
      text={t(member.has_code ? 'members.has_code' : 'members.no_account')}
    />
  );
}

/* Whether the member can sign in, and the one-time code with which he can again. */
export function AccountCard({ member, reload }: CardProps) {
  const slip = useSignal<Slip | null>(null);
  const failure = useSignal<Failure | null>(null);
  const busy = useSignal(false);
  const maySend = !member.left_at && mayAt('activation.issue', homeOf(member));

  async function issue(): Promise<void> {
    if (member.has_code) {
      const yes = await ask({
        title: t('members.code_again_title'),
        text: t('members.code_again_text'),
        yes: t('members.code_new'),
      });
      if (!yes) return;
    }
    busy.value = true;
    const result = await call('POST /api/v1/activations', {
      body: { member_ids: [member.id], again: member.has_code },
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    slip.value = result.value[0] ?? null;
    reload();
  }

  async function cancel(): Promise<void> {
    const result = await call('DELETE /api/v1/members/{id}/activation', { path: { id: member.id } });
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t('members.code_cancelled'));
    reload();
  }

  const rows: [string, string][] = [];
  if (member.account_name) rows.push([t('members.account_name'), member.account_name]);
  if (member.last_sign_in_at) {
    const used = ago(Date.parse(member.last_sign_in_at), serverNowMs.value);
    rows.push([t('members.last_sign_in'), used]);
  }
  return (
    <Card id="account" title={t('members.account')} aside={<State member={member} />}>
      {rows.length > 0 && <Facts rows={rows} />}
      {!member.account_name && <p class="soft">{t('members.account_none')}</p>}
      {failure.value && <FailureNotice failure={failure.value} />}
      {maySend && (
        <div class="card-actions">
          <Button icon="slip" busy={busy.value} onPress={() => void issue()}>
            {t(member.account_name ? 'members.code_reset' : 'members.code_new')}
          </Button>
          {member.has_code && (
            <Button kind="danger" onPress={() => void cancel()}>
              {t('members.code_cancel')}
            </Button>
          )}
        </div>
      )}
      {slip.value && <SlipDialog slip={slip.value} onClose={() => (slip.value = null)} />}
    </Card>
  );
}
