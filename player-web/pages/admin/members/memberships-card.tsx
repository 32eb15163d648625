import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { ask, FormDialog } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { failureText } from '../../../components/failure-notice.tsx';
import { Field } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { MembershipRow, TransferRow } from '../../../shared/contract/members.ts';
import { dayText, today } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { mayAt } from '../../../shared/reach.ts';
import type { CardProps } from './card-props.ts';

export function spanText({ from, until }: { from: string; until?: string }): string {
  return until
    ? t('members.span', { from: dayText(from), until: dayText(until) })
    : t('members.span_open', { from: dayText(from) });
}

/* Somebody who works elsewhere belongs there too; his home stays. */
function SecondForm({ member, onDone, onClose }: { member: CardProps['member']; onDone: () => void; onClose: () => void }) {
  const unit = useSignal('');
  const from = useSignal(today());
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const isMissing = useSignal(false);
  const taken = new Set(member.memberships.filter((row) => !row.until).map((row) => row.unit_id));

  async function submit(): Promise<void> {
    isMissing.value = unit.value === '';
    if (isMissing.value) return;
    busy.value = true;
    const result = await call('POST /api/v1/members/{id}/memberships', {
      path: { id: member.id },
      body: { unit_id: unit.value, from: from.value },
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) onDone();
  }

  return (
    <FormDialog
      title={t('members.second')}
      submit={t('members.second')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p class="soft">{t('members.second_lead')}</p>
      <UnitPicker
        label={t('members.unit')}
        value={unit.value}
        accepts={(row) => !taken.has(row.id) && mayAt('member.change', row.id)}
        error={isMissing.value ? t('members.unit_missing') : null}
        onPick={(picked) => (unit.value = picked)}
      />
      <Field
        id="second-from"
        type="date"
        label={t('members.from')}
        value={from.value}
        onInput={(value) => (from.value = value)}
      />
    </FormDialog>
  );
}

function Transfer({ row, reload }: { row: TransferRow; reload: () => void }) {
  async function withdraw(): Promise<void> {
    const result = await call('DELETE /api/v1/transfers/{id}', { path: { id: row.id } });
    if (result.ok) showToast(t('members.transfer_withdrawn'));
    else showToast(failureText(result.failure), { tone: 'bad' });
    reload();
  }
  return (
    <li data-transfer={row.id}>
      <div class="plain-words">
        <p>{t('members.transfer_line', { from: row.from_unit.name, to: row.to_unit.name })}</p>
        <p class="plain-note">
          {t(`members.transfer_${row.state}`)} · {t('members.span_open', { from: dayText(row.from) })}
          {row.reason && ` · ${row.reason}`}
        </p>
      </div>
      {row.state === 'asked' && mayAt('transfer.ask', row.from_unit.id) && (
        <Button kind="danger" onPress={() => void withdraw()}>
          {t('members.transfer_withdraw')}
        </Button>
      )}
    </li>
  );
}

/* Where the member belongs and belonged, and the transfers between. */
export function MembershipsCard({ member, mayChange, reload }: CardProps) {
  const isOpen = useSignal(false);

  async function end(row: MembershipRow): Promise<void> {
    const yes = await ask({
      title: t('members.second_end_title'),
      text: t('members.second_end_text', { unit: row.unit_name }),
      yes: t('members.second_end'),
      danger: true,
    });
    if (!yes) return;
    const result = await call('DELETE /api/v1/members/{id}/memberships/{membership}', {
      path: { id: member.id, membership: row.id },
    });
    if (!result.ok) showToast(failureText(result.failure), { tone: 'bad' });
    reload();
  }

  return (
    <Card id="memberships" title={t('members.memberships')}>
      <ul class="plain-list">
        {member.memberships.map((row) => (
          <li key={row.id}>
            <div class="plain-words">
              <p>
                {row.unit_name}{' '}
                <span class="person-tag">{t(row.home ? 'members.home' : 'members.other')}</span>
              </p>
              <p class="plain-note">{spanText(row)}</p>
            </div>
            {mayChange && !row.home && !row.until && (
              <Button kind="danger" onPress={() => void end(row)}>
                {t('members.second_end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {member.transfers.length > 0 && (
        <>
          <h3>{t('members.transfers')}</h3>
          <ul class="plain-list">
            {member.transfers.map((row) => (
              <Transfer key={row.id} row={row} reload={reload} />
            ))}
          </ul>
        </>
      )}
      {mayChange && !member.left_at && (
        <div class="card-actions">
          <Button icon="add" onPress={() => (isOpen.value = true)}>
            {t('members.second')}
          </Button>
        </div>
      )}
      {isOpen.value && (
        <SecondForm
          member={member}
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
