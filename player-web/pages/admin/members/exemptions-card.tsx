import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { ask, FormDialog } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { failureText } from '../../../components/failure-notice.tsx';
import { Field } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { ExemptionRow } from '../../../shared/contract/members.ts';
import { addDays, dayText, today } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { mayAt } from '../../../shared/reach.ts';
import { homeOf, type CardProps } from './card-props.ts';

const FIRST_GUESS_DAYS = 30;

interface FormProps {
  memberId: string;
  onDone: () => void;
  onClose: () => void;
}

/* People count with the last day of it; the contract with the first day after. */
function ExemptionForm({ memberId, onDone, onClose }: FormProps) {
  const from = useSignal(today());
  const last = useSignal(addDays(today(), FIRST_GUESS_DAYS - 1));
  const reason = useSignal('');
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const isWrong = useSignal(false);

  async function submit(): Promise<void> {
    isWrong.value = from.value === '' || last.value < from.value;
    if (isWrong.value) return;
    busy.value = true;
    const result = await call('POST /api/v1/members/{id}/exemptions', {
      path: { id: memberId },
      body: {
        from: from.value,
        until: addDays(last.value, 1),
        ...(reason.value.trim() ? { reason: reason.value.trim() } : {}),
      },
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) onDone();
  }

  return (
    <FormDialog
      title={t('members.exemption_add')}
      submit={t('members.exemption_add')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <div class="form-pair">
        <Field
          id="exempt-from"
          type="date"
          label={t('members.exemption_from')}
          value={from.value}
          onInput={(value) => (from.value = value)}
        />
        <Field
          id="exempt-last"
          type="date"
          label={t('members.exemption_last')}
          value={last.value}
          error={isWrong.value ? t('members.exemption_wrong') : null}
          onInput={(value) => (last.value = value)}
        />
      </div>
      <Field
        id="exempt-reason"
        label={t('members.exemption_reason')}
        hint={t('members.exemption_reason_hint')}
        value={reason.value}
        onInput={(value) => (reason.value = value)}
      />
    </FormDialog>
  );
}

export function exemptionSpan(row: ExemptionRow): string {
  return t('members.span', { from: dayText(row.from), until: dayText(addDays(row.until, -1)) });
}

export function exemptionState(row: ExemptionRow): string {
  if (row.revoked_at) return t('members.exemption_revoked');
  if (row.until <= today()) return t('members.exemption_over');
  return t(row.from > today() ? 'members.exemption_later' : 'members.exemption_now');
}

function Exemption({ row, mayChange, reload }: { row: ExemptionRow } & Omit<CardProps, 'member'>) {
  const reason = useSignal<string | null>(null);
  async function show(): Promise<void> {
    const result = await call('POST /api/v1/exemptions/{id}/reason', { path: { id: row.id } });
    if (result.ok) reason.value = result.value.reason;
    else showToast(failureText(result.failure), { tone: 'bad' });
  }
  async function revoke(): Promise<void> {
    const yes = await ask({
      title: t('members.exemption_revoke_title'),
      text: exemptionSpan(row),
      yes: t('members.exemption_revoke'),
      danger: true,
    });
    if (!yes) return;
    const result = await call('DELETE /api/v1/exemptions/{id}', { path: { id: row.id } });
    if (!result.ok) showToast(failureText(result.failure), { tone: 'bad' });
    reload();
  }
  const isOpen = !row.revoked_at && row.until > today();
  return (
    <li data-exemption={row.id}>
      <div class="plain-words">
        <p>{exemptionSpan(row)}</p>
        <p class="plain-note">
          {exemptionState(row)} · {row.unit_name}
        </p>
        {reason.value !== null && (
          <p class="exemption-reason">{t('members.exemption_reason_is', { reason: reason.value })}</p>
        )}
      </div>
      {row.has_reason && reason.value === null && mayAt('exemption.reason', row.unit_id) && (
        <Button kind="quiet" icon="eye" onPress={() => void show()}>
          {t('members.exemption_reason_show')}
        </Button>
      )}
      {mayChange && isOpen && (
        <Button kind="danger" onPress={() => void revoke()}>
          {t('members.exemption_revoke')}
        </Button>
      )}
    </li>
  );
}

/* Days on which nobody expects the member; why is hidden until somebody asks, which is written down. */
export function ExemptionsCard({ member, mayChange, reload }: CardProps) {
  const isOpen = useSignal(false);
  const mayAdd = !member.left_at && mayAt('exemption.change', homeOf(member));
  return (
    <Card id="exemptions" title={t('members.exemptions')}>
      {member.exemptions.length === 0 ? (
        <p class="soft">{t('members.exemptions_none')}</p>
      ) : (
        <ul class="plain-list">
          {member.exemptions.map((row) => (
            <Exemption key={row.id} row={row} mayChange={mayChange} reload={reload} />
          ))}
        </ul>
      )}
      {mayAdd && (
        <div class="card-actions">
          <Button icon="calendar" onPress={() => (isOpen.value = true)}>
            {t('members.exemption_add')}
          </Button>
        </div>
      )}
      {isOpen.value && (
        <ExemptionForm
          memberId={member.id}
          onClose={() => (isOpen.value = false)}
          onDone={() => {
            isOpen.value = false;
            reload();
          }}
        />
      )}
    </Card>
  );
}
