import { useSignal } from '@preact/signals';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { Field } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { MeetingRow } from '../../../shared/contract/live.ts';
import type { LeaveInput } from '../../../shared/contract/policies.ts';
import { addDays, today } from '../../../shared/days.ts';
import { dateAndTime } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { WordsField } from './words-field.tsx';

const REASON_MOST_CHARS = 500;

interface Wish {
  isDays: boolean;
  meeting: string;
  from: string;
  until: string; // the last day itself
  reason: string;
}

/* Null: a day is missing, or they are the wrong way round. */
function inputOf(wish: Wish): LeaveInput | null {
  const reason = wish.reason.trim();
  const why = reason === '' ? {} : { reason };
  if (!wish.isDays) return wish.meeting ? { event_kind: 'meeting', event_id: wish.meeting, ...why } : null;
  if (!wish.from || !wish.until || wish.until < wish.from) return null;
  return { from: wish.from, until: addDays(wish.until, 1), ...why };
}

function meetingText(row: MeetingRow): string {
  return `${row.title} · ${dateAndTime(Date.parse(row.starts_at))}`;
}

function Which(props: { wish: Wish; meetings: readonly MeetingRow[]; set: (more: Partial<Wish>) => void }) {
  const { wish, meetings, set } = props;
  if (wish.isDays) {
    return (
      <div class="form-pair">
        <Field id="leave-from" type="date" label={t('mine.leave_from')} value={wish.from} onInput={(from) => set({ from })} />
        <Field id="leave-until" type="date" label={t('mine.leave_until')} value={wish.until} onInput={(until) => set({ until })} />
      </div>
    );
  }
  if (meetings.length === 0) return <p class="soft">{t('mine.leave_no_events')}</p>;
  return (
    <Select
      label={t('mine.leave_which')}
      value={wish.meeting}
      choices={meetings.map((row) => ({ value: row.id, text: meetingText(row) }))}
      onChange={(meeting) => set({ meeting })}
    />
  );
}

/* Asks for leave of a meeting that is announced, or of days. */
export function LeaveForm({ onClose, onSent }: { onClose: () => void; onSent: () => void }) {
  const now = useLoaded(() => call('GET /api/v1/now'));
  const wish = useSignal<Wish>({ isDays: true, meeting: '', from: today(), until: today(), reason: '' });
  const isBad = useSignal(false);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const meetings = [...(now.value?.on_air ?? []), ...(now.value?.upcoming ?? [])];
  const set = (more: Partial<Wish>) => (wish.value = { ...wish.value, ...more });
  const send = async () => {
    const body = inputOf(wish.value);
    isBad.value = body === null;
    if (!body) return;
    busy.value = true;
    const result = await call('POST /api/v1/leaves', { body });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t('mine.leave_sent'));
    onSent();
  };
  return (
    <FormDialog
      title={t('mine.leave_ask')}
      submit={t('mine.leave_send')}
      busy={busy.value}
      failure={failure.value}
      onSubmit={() => void send()}
      onClose={onClose}
    >
      {isBad.value && <Notice tone="bad">{t('mine.leave_bad_days')}</Notice>}
      <Select
        label={t('mine.leave_what')}
        value={wish.value.isDays ? 'days' : 'event'}
        choices={[
          { value: 'days', text: t('mine.leave_days') },
          { value: 'event', text: t('mine.leave_event') },
        ]}
        onChange={(value) => set({ isDays: value === 'days', meeting: wish.value.meeting || (meetings[0]?.id ?? '') })}
      />
      <Which wish={wish.value} meetings={meetings} set={set} />
      <WordsField
        id="leave-reason"
        label={t('mine.leave_reason')}
        hint={t('mine.leave_reason_hint')}
        value={wish.value.reason}
        most={REASON_MOST_CHARS}
        onInput={(reason) => set({ reason })}
      />
    </FormDialog>
  );
}
