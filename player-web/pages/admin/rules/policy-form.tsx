import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button, ButtonLink } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { PolicyInput, PolicyList, PolicyTrial } from '../../../shared/contract/policies.ts';
import { go, linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { forest, loadUnits } from '../../../shared/units.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { draftOf, faultsIn, inputOf, withPreset, type DraftFaults, type PolicyDraft } from './policy-draft.ts';
import { fieldName, fieldsOf } from './policy-fields.ts';
import { countingRow, kindOf, type PolicyKind } from './policy-list.ts';
import { TrialView } from './policy-trial.tsx';

interface FieldsProps {
  draft: PolicyDraft;
  list: PolicyList;
  faults: DraftFaults;
  onChange: (draft: PolicyDraft) => void;
}

/* How it counts: the values, in minutes, percent, times, class-hours. */
function ValueFields({ draft, faults, onChange }: FieldsProps) {
  return (
    <div class="policy-fields">
      {fieldsOf(draft.kind).map((field) => (
        <Field
          key={field.key}
          id={`policy-${field.key}`}
          type="number"
          label={t('rules.with_unit', { name: fieldName(field.key), unit: t(`rules.unit_${field.unit}`) })}
          hint={t(`rules.hint_${field.key}`)}
          error={faults[field.key] ?? null}
          value={draft.texts[field.key] ?? ''}
          onInput={(text) => onChange({ ...draft, texts: { ...draft.texts, [field.key]: text } })}
        />
      ))}
      <Select
        label={fieldName('counts')}
        hint={t('rules.hint_counts')}
        value={draft.counts}
        choices={[
          { value: 'coverage', text: t('rules.counts_coverage') },
          { value: 'presence', text: t('rules.counts_presence') },
        ]}
        onChange={(value) => onChange({ ...draft, counts: value === 'presence' ? 'presence' : 'coverage' })}
      />
    </div>
  );
}

const PRESETS = ['meeting', 'study', 'strict', 'school'] as const;

function presetText(name: string): string {
  const known = PRESETS.find((one) => one === name);
  return known ? t(`rules.preset_${known}`) : name;
}

function HeadFields({ draft, list, faults, onChange }: FieldsProps) {
  return (
    <div class="policy-fields">
      <Select
        label={t('rules.preset')}
        hint={t('rules.preset_hint')}
        value={draft.preset}
        choices={list.presets.map((preset) => ({ value: preset.name, text: presetText(preset.name) }))}
        onChange={(name) => {
          const preset = list.presets.find((one) => one.name === name);
          if (preset) onChange(withPreset(draft, preset));
        }}
      />
      <Field
        id="policy-from_year"
        type="number"
        label={t('rules.from_year')}
        hint={t('rules.from_year_hint')}
        error={faults.from_year ?? null}
        value={draft.year}
        onInput={(year) => onChange({ ...draft, year })}
      />
    </div>
  );
}

interface Tried {
  input: PolicyInput;
  trial: PolicyTrial;
}

/* Asks what would change, then saves exactly that. */
function usePolicySteps() {
  const busy = useSignal<'' | 'try' | 'save'>('');
  const failure = useSignal<Failure | null>(null);
  const tried = useSignal<Tried | null>(null);

  async function attempt(input: PolicyInput): Promise<void> {
    busy.value = 'try';
    const result = await call('POST /api/v1/policies/dry-run', { body: input });
    busy.value = '';
    failure.value = result.ok ? null : result.failure;
    tried.value = result.ok ? { input, trial: result.value } : null;
  }

  async function save(input: PolicyInput, where: string): Promise<void> {
    const yes = await ask({
      title: t('rules.save_title'),
      text: t('rules.save_text', { unit: where, year: String(input.from_year) }),
      yes: t('rules.save'),
    });
    if (!yes) return;
    busy.value = 'save';
    const result = await call('PUT /api/v1/policies', { body: input });
    busy.value = '';
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t('rules.saved', { unit: where, version: result.value.version }));
    go('rules', '', { unit: input.unit_id ?? '', kind: input.kind });
  }
  return { busy, failure, tried, attempt, save };
}

function DraftForm({ list, first }: { list: PolicyList; first: PolicyDraft }) {
  const draft = useSignal(first);
  const faults = useSignal<DraftFaults>({});
  const steps = usePolicySteps();
  const { tried } = steps;
  const where = forest.value.byId.get(first.unit)?.name ?? t('rules.whole_tree');
  const back = { unit: first.unit, kind: first.kind };
  const change = (next: PolicyDraft) => {
    draft.value = next;
    tried.value = null; /* what was tried is not what would be saved */
    if (Object.keys(faults.value).length > 0) faults.value = faultsIn(next);
  };
  const props = { draft: draft.value, list, faults: faults.value, onChange: change };

  function submit(): void {
    faults.value = faultsIn(draft.value);
    const wrong = Object.keys(faults.value)[0];
    if (wrong) focusField(`policy-${wrong}`);
    else if (tried.value) void steps.save(tried.value.input, where);
    else void steps.attempt(inputOf(draft.value));
  }

  return (
    <form
      class="section policy-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (steps.busy.value === '') submit();
      }}
    >
      <Card id="policy-head" title={t('rules.form_title', { unit: where, kind: t(`rules.kind_${first.kind}`) })}>
        <HeadFields {...props} />
        <ValueFields {...props} />
        <Field
          id="policy-reason"
          label={t('rules.reason')}
          hint={t('rules.reason_hint')}
          error={faults.value.reason ?? null}
          value={draft.value.reason}
          onInput={(reason) => change({ ...draft.value, reason })}
        />
      </Card>
      <Card id="policy-trial" title={t('rules.trial')}>
        {!tried.value && <p class="soft">{t('rules.trial_first')}</p>}
        {tried.value && <TrialView {...tried.value} />}
        {steps.failure.value && <FailureNotice failure={steps.failure.value} />}
        <div class="card-actions">
          <Button type="submit" kind="primary" icon={tried.value ? 'check' : 'eye'} busy={steps.busy.value !== ''}>
            {steps.busy.value !== '' ? t('desk.working') : t(tried.value ? 'rules.save' : 'rules.try')}
          </Button>
          <ButtonLink href={linkTo('rules', '', back)}>{t('desk.cancel')}</ButtonLink>
        </div>
      </Card>
    </form>
  );
}

/* Another version, or the first one of a unit: filled with what counts there now. */
export function PolicyForm({ query }: { query: Readonly<Record<string, string>> }) {
  const kind: PolicyKind = kindOf(query['kind']);
  const unit = query['unit'] ?? '';
  useEffect(() => void loadUnits(), []);
  const loaded = useLoaded(() => call('GET /api/v1/policies', { query: { unit, kind } }));
  const row = loaded.value && countingRow(loaded.value, kind);
  return (
    <>
      <a class="back-link" href={linkTo('rules', '', { unit, kind })}>
        {t('rules.back')}
      </a>
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      {!row && !loaded.failure && <SkeletonLines count={8} />}
      {loaded.value && row && (
        <DraftForm list={loaded.value} first={draftOf(row, unit, kind, new Date().getFullYear())} />
      )}
    </>
  );
}
