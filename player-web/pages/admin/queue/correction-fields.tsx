import { Combo } from '../../../components/desk/combo.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { Field } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call } from '../../../shared/api-client.ts';
import type { AttendanceRecord, CorrectionInput } from '../../../shared/contract/policies.ts';
import { dayOf } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';

const KINDS = ['excuse', 'presence', 'fault', 'erase_credit'] as const;
type Kind = (typeof KINDS)[number];

export interface CorrectionDraft {
  kind: Kind;
  place: string;
  day: string;
  from: string; // of the day, HH:MM
  until: string;
  fromMinute: string; // of the event's media
  toMinute: string;
}

const MINUTE_MS = 60000;
const PLACES_SHOWN = 40;

function clockOf(atMs: number): string {
  const at = new Date(atMs);
  return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
}

/* The whole of the event, as a beginning. */
export function firstDraft(record: AttendanceRecord | null): CorrectionDraft {
  const began = record ? Date.parse(record.began_at) : Date.now();
  const ended = began + (record?.required_ms ?? 0);
  return {
    kind: 'excuse', place: '', day: dayOf(began), from: clockOf(began), until: clockOf(ended), fromMinute: '', toMinute: '',
  };
}

function momentOf(day: string, time: string): number {
  return new Date(`${day}T${time}`).getTime();
}

/* The request, or what is missing in a sentence. */
export function inputOf(draft: CorrectionDraft, reason: string): CorrectionInput | string {
  const { kind } = draft;
  if (kind === 'presence') {
    const [from, until] = [momentOf(draft.day, draft.from), momentOf(draft.day, draft.until)];
    if (draft.place === '') return t('queue.pick_place');
    if (!(from < until)) return t('queue.bad_times');
    return {
      kind, claim: 'room', place_id: draft.place, from: new Date(from).toISOString(),
      until: new Date(until).toISOString(), reason,
    };
  }
  if (kind === 'fault') {
    const [from, to] = [Number(draft.fromMinute), Number(draft.toMinute)];
    if (draft.fromMinute === '' || !(from >= 0 && from < to)) return t('queue.bad_minutes');
    return { kind, from_ms: Math.round(from * MINUTE_MS), to_ms: Math.round(to * MINUTE_MS), reason };
  }
  return { kind, reason };
}

interface FieldsProps {
  draft: CorrectionDraft;
  onChange: (draft: CorrectionDraft) => void;
}

function PresenceFields({ draft, onChange }: FieldsProps) {
  const loaded = useLoaded(() => call('GET /api/v1/places'));
  const places = loaded.value ?? [];
  const found = (text: string) =>
    places
      .filter((place) => text.trim().split(/\s+/).every((word) => place.name.includes(word)))
      .slice(0, PLACES_SHOWN)
      .map((place) => ({ id: place.id, name: place.name, path: place.address ?? '' }));
  return (
    <>
      <Combo
        label={t('queue.place')}
        chosen={places.find((place) => place.id === draft.place)?.name ?? ''}
        choicesFor={found}
        onPick={(place) => onChange({ ...draft, place })}
        note={t('queue.place_hint')}
        placeholder={t('queue.place_placeholder')}
      />
      <div class="form-pair">
        <Field id="presence-day" type="date" label={t('queue.day')} value={draft.day} onInput={(day) => onChange({ ...draft, day })} />
        <Field id="presence-from" type="time" label={t('queue.from')} value={draft.from} onInput={(from) => onChange({ ...draft, from })} />
        <Field id="presence-until" type="time" label={t('queue.until')} value={draft.until} onInput={(until) => onChange({ ...draft, until })} />
      </div>
    </>
  );
}

function FaultFields({ draft, onChange }: FieldsProps) {
  return (
    <>
      <Notice tone="warn">{t('queue.fault_for_all')}</Notice>
      <div class="form-pair">
        <Field
          id="fault-from"
          type="number"
          label={t('queue.from_minute')}
          value={draft.fromMinute}
          onInput={(fromMinute) => onChange({ ...draft, fromMinute })}
        />
        <Field
          id="fault-to"
          type="number"
          label={t('queue.to_minute')}
          value={draft.toMinute}
          onInput={(toMinute) => onChange({ ...draft, toMinute })}
        />
      </div>
    </>
  );
}

/* What is to be put right, by its kind; a second person confirms it. */
export function CorrectionFields({ draft, onChange }: FieldsProps) {
  return (
    <>
      <Select
        label={t('queue.kind')}
        hint={t('queue.second_person')}
        value={draft.kind}
        choices={KINDS.map((kind) => ({ value: kind, text: t(`queue.kind_${kind}`) }))}
        onChange={(value) => onChange({ ...draft, kind: KINDS.find((kind) => kind === value) ?? 'excuse' })}
      />
      {draft.kind === 'presence' && <PresenceFields draft={draft} onChange={onChange} />}
      {draft.kind === 'fault' && <FaultFields draft={draft} onChange={onChange} />}
    </>
  );
}
