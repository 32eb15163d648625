/* What stands in the form of a policy, and the request that it makes. */
import type { PolicyInput, PolicyPreset, PolicyRow, PolicyValues } from '../../../shared/contract/policies.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { fieldsOf, fromText, shownNumber, toText, type FieldKey } from './policy-fields.ts';
import type { PolicyKind } from './policy-list.ts';

export interface PolicyDraft {
  kind: PolicyKind;
  unit: string; // empty: the whole tree
  preset: string;
  year: string;
  counts: PolicyValues['counts'];
  texts: Readonly<Record<string, string>>; // by the keys of number fields, in their units
  reason: string;
}

/* The fields of a preset; what it does not say stays. */
export function withPreset(draft: PolicyDraft, preset: PolicyPreset): PolicyDraft {
  const texts = { ...draft.texts };
  for (const field of fieldsOf(draft.kind)) {
    if (field.key in preset) texts[field.key] = toText(field, preset[field.key as keyof PolicyPreset] as number);
  }
  return { ...draft, preset: preset.name, counts: preset.counts, texts };
}

export function draftOf(row: PolicyRow, unit: string, kind: PolicyKind, year: number): PolicyDraft {
  const texts = Object.fromEntries(fieldsOf(kind).map((field) => [field.key, toText(field, row[field.key])]));
  const { preset, counts } = row;
  return { kind, unit, preset, year: String(year), counts, texts, reason: '' };
}

/* What is wrong with a field, in a sentence; by 'from_year', 'reason' or its key. */
export type DraftFaults = Readonly<Partial<Record<FieldKey | 'from_year' | 'reason', string>>>;

const FIRST_YEAR = 2000;
const LAST_YEAR = 2999;

export function faultsIn(draft: PolicyDraft): DraftFaults {
  const faults: Partial<Record<FieldKey | 'from_year' | 'reason', string>> = {};
  for (const field of fieldsOf(draft.kind)) {
    if (fromText(field, draft.texts[field.key] ?? '') !== null) continue;
    faults[field.key] = t('rules.out_of_bounds', { least: shownNumber(field.least), most: shownNumber(field.most) });
  }
  const [present, absent] = [Number(draft.texts['present_at']), Number(draft.texts['absent_below'])];
  if (!faults.absent_below && absent > present) faults.absent_below = t('rules.absent_above_present');
  const year = Number(draft.year);
  if (!Number.isInteger(year) || year < FIRST_YEAR || year > LAST_YEAR) faults.from_year = t('rules.bad_year');
  if (draft.reason.trim() === '') faults.reason = t('rules.reason_missing');
  return faults;
}

/* Of a draft without faults. */
export function inputOf(draft: PolicyDraft): PolicyInput {
  const numbers = Object.fromEntries(
    fieldsOf(draft.kind).map((field) => [field.key, fromText(field, draft.texts[field.key] ?? '') ?? 0]),
  ) as unknown as Omit<PolicyValues, 'counts'>;
  return {
    ...(draft.unit === '' ? {} : { unit_id: draft.unit }),
    kind: draft.kind,
    from_year: Number(draft.year),
    preset: draft.preset,
    counts: draft.counts,
    ...numbers,
    reason: draft.reason.trim(),
  };
}
