import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { Field } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { MemberDetail } from '../../../shared/contract/members.ts';
import { today } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { unitPath } from '../../../shared/units.ts';
import { homeOf } from './card-props.ts';
import { TargetPicker } from './target-picker.tsx';

interface TransferFormProps {
  member: MemberDetail;
  onDone: () => void;
  onClose: () => void;
}

/* Sends a member to another unit, whose clerk accepts or refuses. */
export function TransferForm({ member, onDone, onClose }: TransferFormProps) {
  const home = homeOf(member);
  const unit = useSignal('');
  const from = useSignal(today());
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const isMissing = useSignal(false);

  async function submit(): Promise<void> {
    isMissing.value = unit.value === '';
    if (isMissing.value) return;
    busy.value = true;
    const result = await call('POST /api/v1/members/{id}/transfers', {
      path: { id: member.id },
      body: { unit_id: unit.value, from: from.value },
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t('members.transfer_sent', { unit: result.value.to_unit.name }));
    onDone();
  }

  return (
    <FormDialog
      title={t('members.transfer_title', { name: member.name })}
      submit={t('members.transfer_send')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p class="soft">{t('members.transfer_lead', { path: unitPath(home) })}</p>
      <TargetPicker
        label={t('members.transfer_to')}
        except={home}
        error={isMissing.value ? t('members.unit_missing') : null}
        onPick={(picked) => (unit.value = picked)}
      />
      <Field
        id="transfer-from"
        type="date"
        label={t('members.transfer_from')}
        value={from.value}
        onInput={(value) => (from.value = value)}
      />
    </FormDialog>
  );
}
