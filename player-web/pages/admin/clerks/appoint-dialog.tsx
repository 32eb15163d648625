import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { RoleWord } from '../../../shared/contract.ts';
import type { AppointmentRow } from '../../../shared/contract/rights.ts';
import { t, type PlainKey } from '../../../shared/i18n/locale.ts';
import { PersonSearch, type Candidate } from './person-search.tsx';

type UnitRole = RoleWord & ('clerk' | 'administrator' | 'auditor');
const ROLES: readonly UnitRole[] = ['clerk', 'administrator', 'auditor'];

interface AppointDialogProps {
  unitId: string; // proposed
  onDone: (row: AppointmentRow) => void;
  onClose: () => void;
}

export function AppointDialog({ unitId, onDone, onClose }: AppointDialogProps) {
  const person = useSignal<Candidate | null>(null);
  const role = useSignal<UnitRole>('clerk');
  const unit = useSignal(unitId);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const missing = useSignal<PlainKey | null>(null);

  async function submit(): Promise<void> {
    const chosen = person.value;
    missing.value = !chosen ? 'clerks.pick_person' : unit.value === '' ? 'clerks.pick_unit' : null;
    if (!chosen || missing.value) return;
    busy.value = true;
    const result = await call('POST /api/v1/appointments', {
      body: {
        role: role.value,
        unit_id: unit.value,
        ...(chosen.memberId === undefined ? {} : { member_id: chosen.memberId }),
        ...(chosen.accountId === undefined ? {} : { account_id: chosen.accountId }),
      },
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) onDone(result.value);
  }

  return (
    <FormDialog
      title={t('clerks.appoint_title')}
      submit={t('clerks.appoint_submit')}
      busy={busy.value}
      failure={failure.value}
      wide
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {missing.value && <Notice tone="bad">{t(missing.value)}</Notice>}
      <PersonSearch chosen={person.value} onChoose={(one) => (person.value = one)} />
      <fieldset class="role-choice">
        <legend class="field-label">{t('clerks.role')}</legend>
        {ROLES.map((one) => (
          <label key={one} class="candidate">
            <input
              type="radio"
              name="role"
              value={one}
              checked={role.value === one}
              onChange={() => (role.value = one)}
            />
            <span>
              <b>{t(`role.${one}`)}</b>
              <small>{t(`clerks.role_${one}`)}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <UnitPicker
        label={t('clerks.unit')}
        hint={t('clerks.unit_hint')}
        value={unit.value}
        onPick={(id) => (unit.value = id)}
      />
    </FormDialog>
  );
}
