import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { Check, Field, focusField } from '../../../components/field.tsx';
import { call, type Failure, type Result } from '../../../shared/api-client.ts';
import type { Gender, MemberDetail } from '../../../shared/contract/members.ts';
import { today } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { mayAt } from '../../../shared/reach.ts';
import { kinds } from './members-state.ts';

interface Values {
  name: string;
  unit: string;
  kind: string;
  gender: string;
  phone: string;
  number: string;
  from: string;
  dropPhone: boolean;
  dropNumber: boolean;
}

function startOf(member: MemberDetail | undefined, unit: string): Values {
  return {
    name: member?.name ?? '',
    unit,
    kind: member?.kind_id ?? kinds.value[0]?.id ?? '',
    gender: member?.gender ?? '',
    phone: '',
    number: '',
    from: today(),
    dropPhone: false,
    dropNumber: false,
  };
}

function create(values: Values): Promise<Result<MemberDetail>> {
  return call('POST /api/v1/members', {
    body: {
      name: values.name.trim(),
      unit_id: values.unit,
      from: values.from,
      ...(values.kind ? { kind_id: values.kind } : {}),
      ...(values.gender ? { gender: values.gender as Gender } : {}),
      ...(values.phone ? { phone: values.phone.trim() } : {}),
      ...(values.number ? { identity_number: values.number.trim() } : {}),
    },
  });
}

/* A number that nobody typed stays: the page does not know it. */
function update(id: string, values: Values): Promise<Result<MemberDetail>> {
  return call('PATCH /api/v1/members/{id}', {
    path: { id },
    body: {
      name: values.name.trim(),
      gender: values.gender,
      ...(values.kind ? { kind_id: values.kind } : {}),
      ...(values.phone || values.dropPhone ? { phone: values.dropPhone ? '' : values.phone.trim() } : {}),
      ...(values.number || values.dropNumber
        ? { identity_number: values.dropNumber ? '' : values.number.trim() }
        : {}),
    },
  });
}

interface NumberFieldProps {
  id: string;
  label: string;
  value: string;
  known: string | undefined; // masked
  drop: boolean;
  onInput: (value: string) => void;
  onDrop: (drop: boolean) => void;
}

/* A sealed number: shown masked, replaced by typing, taken away by a tick. */
function NumberField(props: NumberFieldProps) {
  const { id, known } = props;
  return (
    <div class="number-field">
      <Field
        id={id}
        label={props.label}
        type={id === 'member-phone' ? 'tel' : 'text'}
        value={props.value}
        hint={known ? t('members.number_known', { number: known }) : t('members.optional')}
        onInput={props.onInput}
      />
      {known && (
        <Check
          id={`${id}-drop`}
          label={t('members.number_drop')}
          checked={props.drop}
          onChange={props.onDrop}
        />
      )}
    </div>
  );
}

interface MemberFormProps {
  unit: string; // of a new member, may be empty
  member?: MemberDetail; // absent: a new one
  onDone: (member: MemberDetail) => void;
  onClose: () => void;
}

/* Somebody new, or the name, kind and numbers of somebody who is there. */
export function MemberForm({ unit, member, onDone, onClose }: MemberFormProps) {
  const values = useSignal(startOf(member, unit));
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const missing = useSignal<'' | 'name' | 'unit'>('');
  const set = (change: Partial<Values>) => (values.value = { ...values.value, ...change });
  const now = values.value;

  async function submit(): Promise<void> {
    missing.value = now.name.trim() === '' ? 'name' : !member && now.unit === '' ? 'unit' : '';
    if (missing.value === 'name') focusField('member-name');
    if (missing.value !== '') return;
    busy.value = true;
    const result = member ? await update(member.id, now) : await create(now);
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t(member ? 'members.saved' : 'members.added', { name: result.value.name }));
    onDone(result.value);
  }

  return (
    <FormDialog
      title={member ? t('members.edit_title', { name: member.name }) : t('members.add')}
      submit={member ? t('members.save') : t('members.add')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <Field
        id="member-name"
        label={t('members.name')}
        value={now.name}
        error={missing.value === 'name' ? t('members.name_missing') : null}
        onInput={(name) => set({ name })}
      />
      {!member && (
        <UnitPicker
          label={t('members.unit')}
          value={now.unit}
          accepts={(row) => mayAt('member.change', row.id)}
          error={missing.value === 'unit' ? t('members.unit_missing') : null}
          onPick={(picked) => set({ unit: picked })}
        />
      )}
      <div class="form-pair">
        <Select
          label={t('members.kind')}
          value={now.kind}
          choices={kinds.value.map((kind) => ({ value: kind.id, text: kind.name }))}
          onChange={(kind) => set({ kind })}
        />
        <Select
          label={t('members.gender')}
          value={now.gender}
          choices={[
            { value: '', text: t('members.gender_none') },
            { value: 'female', text: t('members.gender_female') },
            { value: 'male', text: t('members.gender_male') },
          ]}
          onChange={(gender) => set({ gender })}
        />
      </div>
      <NumberField
        id="member-phone"
        label={t('members.phone')}
        value={now.phone}
        known={member?.phone}
        drop={now.dropPhone}
        onInput={(phone) => set({ phone })}
        onDrop={(dropPhone) => set({ dropPhone })}
      />
      <NumberField
        id="member-number"
        label={t('members.identity_number')}
        value={now.number}
        known={member?.identity_number}
        drop={now.dropNumber}
        onInput={(number) => set({ number })}
        onDrop={(dropNumber) => set({ dropNumber })}
      />
      {!member && (
        <Field
          id="member-from"
          type="date"
          label={t('members.from')}
          value={now.from}
          onInput={(from) => set({ from })}
        />
      )}
    </FormDialog>
  );
}
