import './form.css';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { FormDialog } from '../../components/desk/dialog.tsx';
import { Select } from '../../components/desk/select.tsx';
import { showToast } from '../../components/desk/toast.tsx';
import { UnitPicker } from '../../components/desk/unit-picker.tsx';
import { Check, Field, focusField } from '../../components/field.tsx';
import { call, type Failure } from '../../shared/api-client.ts';
import type { Meeting, MeetingKind, MeetingType, MeetingVisibility } from '../../shared/contract/live.ts';
import { t } from '../../shared/i18n/locale.ts';
import { mayAt } from '../../shared/reach.ts';
import { AgendaLines, InvitedUnits, LanguageChoice, type PartProps } from './form-parts.tsx';
import { FormTimes } from './form-times.tsx';
import { changeOf, draftOf, missingIn, newDraft, wishOf, type Draft, type Missing } from './meeting-wish.ts';

export interface MeetingFormProps {
  meeting?: Meeting; // absent: a new one
  kind?: MeetingKind; // of a new one; absent: there is a choice
  onDone: (meeting: Meeting) => void;
  onClose: () => void;
}

const VISIBILITIES: readonly MeetingVisibility[] = ['invited', 'signed_in', 'public'];
const FIELDS: Partial<Record<Missing, string>> = { title: 'meeting-title', day: 'meeting-day', end: 'meeting-end-clock' };

function useTypes(): readonly MeetingType[] {
  const types = useSignal<readonly MeetingType[]>([]);
  useEffect(() => {
    void call('GET /api/v1/meeting-types').then((result) => {
      if (result.ok) types.value = result.value.types;
    });
  }, []);
  return types.value;
}

const KINDS: readonly MeetingKind[] = ['broadcast', 'group'];
const RIGHTS = { broadcast: 'meeting.run', group: 'room.run', talk: 'room.run' } as const;
/* What a group meeting most often is. */
const STUDY = 'study';

function About({ draft, change, isNew, missing }: PartProps & { isNew: boolean; missing: Missing | null }) {
  const types = useTypes();
  const usual = draft.kind === 'group' ? types.find(({ id }) => id === STUDY) : undefined;
  const first = (usual ?? types[0])?.id ?? '';
  useEffect(() => {
    if (draft.type_id === '' && first !== '') change({ type_id: first });
  }, [first]);
  return (
    <>
      <Field
        id="meeting-title"
        label={t('studio.title')}
        value={draft.title}
        error={missing === 'title' ? t('studio.title_missing') : null}
        onInput={(title) => change({ title })}
      />
      <div class="form-pair">
        <Select
          label={t('studio.type')}
          value={draft.type_id}
          choices={types.map((type) => ({ value: type.id, text: type.name }))}
          onChange={(type_id) => change({ type_id })}
        />
        <Select
          label={t('studio.visibility')}
          value={draft.visibility}
          choices={VISIBILITIES.map((value) => ({ value, text: t(`studio.visibility_${value}`) }))}
          onChange={(value) =>
            change({ visibility: VISIBILITIES.find((one) => one === value) ?? 'invited' })
          }
        />
      </div>
      {isNew && (
        <UnitPicker
          label={t('studio.unit')}
          value={draft.unit_id}
          accepts={(row) => mayAt(RIGHTS[draft.kind], row.id)}
          error={missing === 'unit_id' ? t('studio.unit_missing') : null}
          onPick={(unit_id) => change({ unit_id })}
        />
      )}
    </>
  );
}

function Switches({ draft, change }: PartProps) {
  return (
    <div class="form-checks">
      <Check
        id="meeting-recorded"
        label={t('studio.is_recorded')}
        checked={draft.is_recorded}
        onChange={(is_recorded) => change({ is_recorded })}
      />
      <Check
        id="meeting-publishes"
        label={t('studio.publishes_itself')}
        hint={t('studio.publishes_itself_hint')}
        checked={draft.publishes_itself}
        onChange={(publishes_itself) => change({ publishes_itself })}
      />
    </div>
  );
}

/* Plans a meeting or changes a planned one. */
export function MeetingForm({ meeting, kind, onDone, onClose }: MeetingFormProps) {
  const before = useSignal<Draft>(meeting ? draftOf(meeting) : newDraft(Date.now(), '', kind));
  const draft = useSignal<Draft>(before.value);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const missing = useSignal<Missing | null>(null);
  const change = (part: Partial<Draft>) => (draft.value = { ...draft.value, ...part });

  async function submit(): Promise<void> {
    missing.value = missingIn(draft.value);
    const wish = wishOf(draft.value);
    if (missing.value !== null || !wish) return focusField(FIELDS[missing.value ?? 'day'] ?? '');
    busy.value = true;
    const result = meeting
      ? await call('PATCH /api/v1/meetings/{id}', {
          path: { id: meeting.id },
          body: changeOf(before.value, draft.value),
        })
      : await call('POST /api/v1/meetings', { body: wish });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t(meeting ? 'studio.meeting_saved' : 'studio.meeting_made', { title: wish.title }));
    onDone(result.value);
  }

  const props = { draft: draft.value, change };
  const hasProgramme = draft.value.kind === 'broadcast';
  return (
    <FormDialog
      title={t(meeting ? 'studio.edit_meeting' : kind === 'group' ? 'studio.new_group' : 'studio.new_meeting')}
      submit={t(meeting ? 'studio.save' : 'studio.make_meeting')}
      busy={busy.value}
      failure={failure.value}
      wide
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {!meeting && !kind && (
        <Select
          label={t('studio.kind')}
          value={draft.value.kind}
          choices={KINDS.map((one) => ({ value: one, text: t(`studio.kind_${one === 'group' ? 'group' : 'broadcast'}`) }))}
          onChange={(value) => change({ kind: value === 'group' ? 'group' : 'broadcast' })}
        />
      )}
      <About {...props} isNew={!meeting} missing={missing.value} />
      <FormTimes {...props} isNew={!meeting} missing={missing.value} />
      {hasProgramme && <LanguageChoice {...props} />}
      <InvitedUnits {...props} known={meeting?.units ?? []} />
      <AgendaLines {...props} />
      {hasProgramme && <Switches {...props} />}
      <Field id="meeting-note" label={t('studio.note')} value={draft.value.note} onInput={(note) => change({ note })} />
    </FormDialog>
  );
}
