import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { ObjectionRow } from '../../../shared/contract/policies.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { CorrectionFields, firstDraft, inputOf, type CorrectionDraft } from './correction-fields.tsx';
import { RecordFacts } from './record-facts.tsx';

type Decision = '' | 'grant' | 'refuse';

function decisionOf(text: string): Decision {
  return text === 'grant' || text === 'refuse' ? text : '';
}

/* The figures that are objected to, and the answer: with a correction when it is granted. */
export function AnswerDialog(props: { row: ObjectionRow; onDone: () => void; onClose: () => void }) {
  const { row } = props;
  const loaded = useLoaded(() => call('GET /api/v1/records/{id}', { path: { id: row.record_id } }));
  const decision = useSignal<Decision>('');
  const answer = useSignal('');
  const changed = useSignal<CorrectionDraft | null>(null);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const fault = useSignal<string | null>(null);
  const draft = changed.value ?? firstDraft(loaded.value?.record ?? null);

  async function submit(): Promise<void> {
    const reason = answer.value.trim();
    const correction = decision.value === 'grant' ? inputOf(draft, reason) : null;
    fault.value = decision.value === '' ? t('queue.pick_decision') : reason === '' ? t('queue.answer_missing') : null;
    if (typeof correction === 'string') fault.value ??= correction;
    if (fault.value) {
      if (decision.value !== '' && reason === '') focusField('objection-answer');
      return;
    }
    busy.value = true;
    const result = await call('PATCH /api/v1/objections/{id}', {
      path: { id: row.id },
      body: {
        is_granted: decision.value === 'grant',
        answer: reason,
        ...(correction && typeof correction !== 'string' ? { correction } : {}),
      },
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t(decision.value === 'grant' ? 'queue.granted' : 'queue.refused', { name: row.member_name }));
    props.onDone();
  }

  return (
    <FormDialog
      title={t('queue.answer_title', { name: row.member_name })}
      submit={t('queue.answer')}
      busy={busy.value}
      failure={failure.value}
      wide
      onSubmit={() => void submit()}
      onClose={props.onClose}
    >
      <blockquote class="queue-quote">{row.text}</blockquote>
      <RecordFacts loaded={loaded} />
      {fault.value && <Notice tone="bad">{fault.value}</Notice>}
      <Select
        label={t('queue.decision')}
        value={decision.value}
        choices={[
          { value: '', text: t('queue.pick_decision') },
          { value: 'grant', text: t('queue.grant') },
          { value: 'refuse', text: t('queue.refuse') },
        ]}
        onChange={(value) => (decision.value = decisionOf(value))}
      />
      {decision.value === 'grant' && (
        <CorrectionFields draft={draft} onChange={(next) => (changed.value = next)} />
      )}
      <Field
        id="objection-answer"
        label={t('queue.answer_text')}
        hint={t('queue.answer_hint')}
        value={answer.value}
        onInput={(text) => (answer.value = text)}
      />
    </FormDialog>
  );
}
