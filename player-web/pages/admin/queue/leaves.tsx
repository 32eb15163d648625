import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { FormDialog } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { StatusPill, type PillTone } from '../../../components/status-pill.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { LeaveRow } from '../../../shared/contract/policies.ts';
import { addDays, dayText } from '../../../shared/days.ts';
import { ago } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { serverNowMs } from '../../../shared/live.ts';
import { me } from '../../../shared/self.ts';
import { LIST_ROWS, QueueList } from './queue-list.tsx';

const TONES: Record<LeaveRow['state'], PillTone> = {
  asked: 'calm',
  granted: 'ok',
  refused: 'bad',
  withdrawn: 'calm',
};

function whatText(row: LeaveRow): string {
  if (!row.from || !row.until) return t('queue.leave_event', { title: row.event_title ?? '' });
  const last = addDays(row.until, -1);
  return row.from === last
    ? t('queue.leave_day', { day: dayText(row.from) })
    : t('queue.leave_days', { from: dayText(row.from), until: dayText(last) });
}

/* Shown only when somebody asks for it: looking is written down. */
function Reason({ row }: { row: LeaveRow }) {
  const reason = useSignal<string | null>(null);
  const failure = useSignal<Failure | null>(null);
  async function show(): Promise<void> {
    const result = await call('POST /api/v1/leaves/{id}/reason', { path: { id: row.id } });
    failure.value = result.ok ? null : result.failure;
    if (result.ok) reason.value = result.value.reason;
  }
  if (!row.has_reason) return <p class="plain-note">{t('queue.leave_no_reason')}</p>;
  if (reason.value !== null) return <p data-reason>{t('queue.because', { reason: reason.value })}</p>;
  return (
    <>
      {failure.value && <FailureNotice failure={failure.value} />}
      <Button kind="quiet" icon="eye" label={t('queue.see_reason_label', { name: row.member_name })} onPress={() => void show()}>
        {t('queue.see_reason')}
      </Button>
    </>
  );
}

interface DecideProps {
  row: LeaveRow;
  isGranted: boolean;
  onDone: () => void;
  onClose: () => void;
}

function DecideLeave({ row, isGranted, onDone, onClose }: DecideProps) {
  const answer = useSignal('');
  const isMissing = useSignal(false);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);

  async function submit(): Promise<void> {
    const text = answer.value.trim();
    isMissing.value = !isGranted && text === '';
    if (isMissing.value) return focusField('leave-answer');
    busy.value = true;
    const result = await call('POST /api/v1/leaves/{id}/decision', {
      path: { id: row.id },
      body: { is_granted: isGranted, ...(text === '' ? {} : { answer: text }) },
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t(isGranted ? 'queue.leave_granted' : 'queue.leave_refused', { name: row.member_name }));
    onDone();
  }

  return (
    <FormDialog
      title={t(isGranted ? 'queue.grant_leave_title' : 'queue.refuse_leave_title', { name: row.member_name })}
      submit={t(isGranted ? 'queue.grant_leave' : 'queue.refuse_leave')}
      danger={!isGranted}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void submit()}
      onClose={onClose}
    >
      <p>{whatText(row)}</p>
      <Field
        id="leave-answer"
        label={t(isGranted ? 'queue.note' : 'queue.refuse_reason')}
        hint={t('queue.note_hint')}
        error={isMissing.value ? t('queue.answer_missing') : null}
        value={answer.value}
        onInput={(text) => (answer.value = text)}
      />
    </FormDialog>
  );
}

function Leave({ row, onDone }: { row: LeaveRow; onDone: () => Promise<void> }) {
  const deciding = useSignal<'grant' | 'refuse' | null>(null);
  const isOwn = row.member_id === me.value?.member?.id;
  const isWaiting = row.state === 'asked';
  return (
    <li class="queue-item" data-leave={row.id} data-state={row.state}>
      <div class="plain-words">
        <p class="queue-title">
          <b>{row.member_name}</b> <span>{whatText(row)}</span>
          {!isWaiting && <StatusPill tone={TONES[row.state]} text={t(`queue.leave_state_${row.state}`)} />}
        </p>
        <p class="plain-note">{t('queue.asked', { time: ago(Date.parse(row.asked_at), serverNowMs.value) })}</p>
        <Reason row={row} />
        {row.answer && <p>{t('queue.answered', { answer: row.answer })}</p>}
        {isWaiting && isOwn && <p class="plain-note">{t('queue.own_leave')}</p>}
      </div>
      {isWaiting && !isOwn && (
        <div class="card-actions">
          <Button
            label={t('queue.refuse_leave_label', { name: row.member_name })}
            onPress={() => (deciding.value = 'refuse')}
          >
            {t('queue.refuse_leave')}
          </Button>
          <Button
            kind="primary"
            label={t('queue.grant_leave_label', { name: row.member_name })}
            onPress={() => (deciding.value = 'grant')}
          >
            {t('queue.grant_leave')}
          </Button>
        </div>
      )}
      {deciding.value && (
        <DecideLeave
          row={row}
          isGranted={deciding.value === 'grant'}
          onClose={() => (deciding.value = null)}
          onDone={() => {
            deciding.value = null;
            void onDone();
          }}
        />
      )}
    </li>
  );
}

/* Leaves that wait for an answer. */
export function Leaves() {
  return (
    <>
      <p class="section-lead">{t('queue.leaves_lead')}</p>
      <QueueList
        id="leaves"
        waitingState="asked"
        load={(state) => call('GET /api/v1/leaves', { query: { state, limit: LIST_ROWS } })}
        item={(row, reload) => <Leave key={row.id} row={row} onDone={reload} />}
      />
    </>
  );
}
