import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { Field } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { DutyInput, DutyList, DutyRow } from '../../../shared/contract/policies.ts';
import type { MeetingType } from '../../../shared/contract/live.ts';
import { today } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { mayEverywhere } from '../../../shared/self.ts';
import { levels } from '../../../shared/units.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { oftenText, periodOf, periodStart, PERIODS, type DutyPeriod } from './duty-words.ts';

const MOST_TIMES = 366;

interface Draft {
  unit: string;
  level: string; // empty: the unit itself
  type: string;
  typeName: string; // of a type that is to be made: `type` is empty then
  period: DutyPeriod;
  times: string;
  from: string;
}

function draftOf(row: DutyRow | null): Draft {
  if (!row) {
    const from = periodStart('year', today());
    return { unit: '', level: '', type: '', typeName: '', period: 'month', times: '1', from };
  }
  const { period, times } = row;
  return {
    unit: row.unit_id ?? '', level: row.level_id ?? '', type: row.type_id, typeName: '', period,
    times: String(times), from: periodStart(period, today()),
  };
}

/* In a sentence, or null. */
function faultOf(draft: Draft): string | null {
  const times = Number(draft.times);
  if (draft.type === '' && draft.typeName === '') return t('rules.pick_type');
  if (!Number.isInteger(times) || times < 1 || times > MOST_TIMES) return t('rules.bad_times');
  if (draft.unit === '' && !mayEverywhere('duty.change')) return t('rules.pick_unit');
  if (draft.unit === '' && draft.level === '') return t('rules.pick_level');
  return null;
}

function inputOf(draft: Draft, type: string): DutyInput {
  return {
    ...(draft.unit === '' ? {} : { unit_id: draft.unit }),
    ...(draft.level === '' ? {} : { level_id: draft.level }),
    type_id: type,
    period: draft.period,
    times: Number(draft.times),
    from: draft.from,
  };
}

interface DutyFormProps {
  list: DutyList;
  before: DutyRow | null; // it ends, and the new one takes its place
  onChanged: () => void;
  onClose: () => void;
}

type Step = Failure | null;

/* A type that the county lacks is made first; a duty that is changed ends before its new form begins. */
async function store(draft: Draft, types: readonly MeetingType[], before: DutyRow | null): Promise<Step> {
  let type = draft.type || (types.find((one) => one.name === draft.typeName)?.id ?? '');
  if (type === '') {
    const made = await call('POST /api/v1/meeting-types', { body: { name: draft.typeName } });
    if (!made.ok) return made.failure;
    type = made.value.id;
  }
  if (before) {
    const ended = await call('DELETE /api/v1/duties/{id}', { path: { id: before.id } });
    if (!ended.ok && ended.failure.status !== 409) return ended.failure; /* 409: it has ended already */
  }
  const result = await call('POST /api/v1/duties', { body: inputOf(draft, type) });
  return result.ok ? null : result.failure;
}

function PresetSelect({ list, onPick }: { list: DutyList; onPick: (index: number) => void }) {
  return (
    <Select
      label={t('rules.duty_preset')}
      value=""
      choices={[
        { value: '', text: t('rules.duty_preset_none') },
        ...list.presets.map((preset, i) => ({
          value: String(i),
          text: t('rules.duty_line', { type: preset.type_name, often: oftenText(preset) }),
        })),
      ]}
      onChange={(value) => value !== '' && onPick(Number(value))}
    />
  );
}

export function DutyForm({ list, before, onChanged, onClose }: DutyFormProps) {
  const draft = useSignal(draftOf(before));
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const fault = useSignal<string | null>(null);
  const types = useLoaded(() => call('GET /api/v1/meeting-types'));
  const known = types.value?.types ?? [];
  const change = (part: Partial<Draft>) => (draft.value = { ...draft.value, ...part });
  const now = draft.value;

  async function submit(): Promise<void> {
    fault.value = faultOf(now);
    if (fault.value) return;
    busy.value = true;
    failure.value = await store(now, known, before);
    busy.value = false;
    onChanged();
    if (failure.value) return;
    showToast(t(before ? 'rules.duty_changed' : 'rules.duty_added'));
    onClose();
  }

  const typeChoices = [
    { value: '', text: now.typeName === '' ? t('rules.pick_type') : t('rules.new_type', { name: now.typeName }) },
    ...known.map((one) => ({ value: one.id, text: one.name })),
  ];
  return (
    <FormDialog
      title={t(before ? 'rules.change_duty_title' : 'rules.add_duty')}
      submit={t(before ? 'rules.change_duty' : 'rules.add_duty')}
      busy={busy.value}
      failure={failure.value ?? types.failure}
      wide
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {fault.value && <Notice tone="bad">{fault.value}</Notice>}
      {!before && (
        <PresetSelect
          list={list}
          onPick={(index) => {
            const preset = list.presets[index];
            if (!preset) return;
            const { period, times } = preset;
            const type = preset.type_id ?? known.find((one) => one.name === preset.type_name)?.id ?? '';
            change({ type, typeName: type === '' ? preset.type_name : '', period, times: String(times) });
          }}
        />
      )}
      <UnitPicker
        label={t('rules.unit')}
        hint={t('rules.duty_unit_hint')}
        optional
        value={now.unit}
        onPick={(unit) => change({ unit })}
      />
      <Select
        label={t('rules.ower')}
        value={now.level}
        choices={[
          { value: '', text: t('rules.ower_itself') },
          ...levels.value.map((level) => ({ value: level.id, text: t('rules.ower_each', { level: level.name }) })),
        ]}
        onChange={(level) => change({ level })}
      />
      <div class="form-pair">
        <Select label={t('rules.type')} value={now.type} choices={typeChoices} onChange={(type) => change({ type, typeName: type === '' ? now.typeName : '' })} />
        <Select
          label={t('rules.period')}
          value={now.period}
          choices={PERIODS.map((one) => ({ value: one, text: t(`rules.each_${one}`) }))}
          onChange={(value) => change({ period: periodOf(value) })}
        />
        <Field id="duty-times" type="number" label={t('rules.times')} value={now.times} onInput={(times) => change({ times })} />
        <Field
          id="duty-from"
          type="date"
          label={t('rules.from')}
          hint={t('rules.duty_from_hint')}
          value={now.from}
          onInput={(from) => change({ from })}
        />
      </div>
    </FormDialog>
  );
}
