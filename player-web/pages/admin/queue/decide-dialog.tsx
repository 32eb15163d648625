import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { CorrectionRow } from '../../../shared/contract/policies.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { correctionText, effectText } from './correction-words.ts';
import { RecordFacts } from './record-facts.tsx';

/* Of one: the figures that it is about, before and after as far as that is known. */
function WithRecord({ row, recordId }: { row: CorrectionRow; recordId: string }) {
  const loaded = useLoaded(() => call('GET /api/v1/records/{id}', { path: { id: recordId } }));
  const record = loaded.value?.record ?? null;
  return (
    <>
      <RecordFacts loaded={loaded} />
      {record && <p class="queue-effect">{effectText(row, record)}</p>}
    </>
  );
}

function One({ row, placeName }: { row: CorrectionRow; placeName: (id: string) => string }) {
  return (
    <>
      <p>{correctionText(row, placeName)}</p>
      <p class="plain-note">{t('queue.because', { reason: row.reason })}</p>
      {row.record_id ? (
        <WithRecord row={row} recordId={row.record_id} />
      ) : (
        <p class="queue-effect">{effectText(row, null)}</p>
      )}
    </>
  );
}

interface DecideDialogProps {
  rows: readonly CorrectionRow[]; // one, or many at once: all or none
  isApproved: boolean;
  placeName: (id: string) => string;
  onDone: () => void;
  onClose: () => void;
}

/* The second person's word. A refusal has its reason. */
export function DecideDialog({ rows, isApproved, placeName, onDone, onClose }: DecideDialogProps) {
  const answer = useSignal('');
  const isMissing = useSignal(false);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const first = rows[0];
  const words = { name: first?.member_name ?? '', count: rows.length };

  async function submit(): Promise<void> {
    const text = answer.value.trim();
    isMissing.value = !isApproved && text === '';
    if (isMissing.value) return focusField('correction-answer');
    busy.value = true;
    const result = await call('POST /api/v1/corrections/decision', {
      body: { ids: rows.map((row) => row.id), is_approved: isApproved, ...(text === '' ? {} : { answer: text }) },
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t(isApproved ? 'queue.approved' : 'queue.sent_back', { count: rows.length }));
    onDone();
  }

  const key = isApproved ? 'queue.approve' : 'queue.refuse_correction';
  const title = isApproved ? 'queue.approve_title' : 'queue.refuse_title';
  const many = isApproved ? 'queue.approve_many' : 'queue.refuse_many';
  return (
    <FormDialog
      title={rows.length === 1 ? t(title, { name: words.name }) : t(many, { count: words.count })}
      submit={t(key)}
      danger={!isApproved}
      busy={busy.value}
      failure={failure.value}
      wide
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      {rows.length === 1 && first && <One row={first} placeName={placeName} />}
      {rows.length > 1 && (
        <ul class="queue-many">
          {rows.map((row) => (
            <li key={row.id}>{t('queue.one_of_many', { name: row.member_name, what: correctionText(row, placeName) })}</li>
          ))}
        </ul>
      )}
      <Field
        id="correction-answer"
        label={t(isApproved ? 'queue.note' : 'queue.refuse_reason')}
        hint={t('queue.note_hint')}
        error={isMissing.value ? t('queue.answer_missing') : null}
        value={answer.value}
        onInput={(text) => (answer.value = text)}
      />
    </FormDialog>
  );
}
