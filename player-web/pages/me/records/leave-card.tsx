import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { StatusPill, type PillTone } from '../../../components/status-pill.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { LeaveRow } from '../../../shared/contract/policies.ts';
import { addDays, dayText, dayTextOf, today } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { me } from '../../../shared/self.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { LeaveForm } from './leave-form.tsx';

const TONES: Record<LeaveRow['state'], PillTone> = {
  asked: 'warn',
  granted: 'ok',
  refused: 'bad',
  withdrawn: 'calm',
};

function leaveText(row: LeaveRow): string {
  if (row.event_id) return row.event_title ?? t('mine.leave_event');
  const last = addDays(row.until ?? '', -1);
  return row.from === last
    ? dayText(last)
    : t('mine.leave_span', { from: dayText(row.from ?? ''), until: dayText(last) });
}

/* What lies behind stays as it is. */
function mayWithdraw(row: LeaveRow): boolean {
  const isOver = row.until !== undefined && row.until <= today();
  return row.state === 'asked' || (row.state === 'granted' && !isOver);
}

function Leave({ row, onChange }: { row: LeaveRow; onChange: () => void }) {
  const failure = useSignal<Failure | null>(null);
  const withdraw = async () => {
    const title = t('mine.leave_back');
    if (!(await ask({ title, text: t('mine.leave_back_ask'), yes: title }))) return;
    const result = await call('DELETE /api/v1/leaves/{id}', { path: { id: row.id } });
    failure.value = result.ok ? null : result.failure;
    if (result.ok) showToast(t('mine.leave_was_withdrawn'));
    onChange();
  };
  return (
    <li>
      <div class="plain-words">
        <p>{leaveText(row)}</p>
        <p class="plain-note">{dayTextOf(row.asked_at)}</p>
        {row.answer && <p>{t('mine.objection_answer', { answer: row.answer })}</p>}
        {failure.value && <FailureNotice failure={failure.value} />}
      </div>
      <StatusPill tone={TONES[row.state]} text={t(`mine.leave_${row.state}`)} />
      {mayWithdraw(row) && (
        <Button icon="undo" onPress={() => void withdraw()}>
          {t('mine.leave_back')}
        </Button>
      )}
    </li>
  );
}

/* One's own leaves; a clerk's list has those of others too. */
export function LeaveCard() {
  const isAsking = useSignal(false);
  const { value, failure, reload } = useLoaded(() => call('GET /api/v1/leaves'));
  const own = (value ?? []).filter((row) => row.member_id === me.value?.member?.id);
  return (
    <Card id="mine-leaves" title={t('mine.leaves')}>
      {failure && <FailureNotice failure={failure} />}
      {value && own.length === 0 && <p class="soft">{t('mine.leaves_none')}</p>}
      {own.length > 0 && (
        <ul class="plain-list">
          {own.map((row) => (
            <Leave key={row.id} row={row} onChange={() => void reload()} />
          ))}
        </ul>
      )}
      <div class="card-actions">
        <Button icon="calendar" onPress={() => (isAsking.value = true)}>
          {t('mine.leave_ask')}
        </Button>
      </div>
      {isAsking.value && (
        <LeaveForm
          onClose={() => (isAsking.value = false)}
          onSent={() => {
            isAsking.value = false;
            void reload();
          }}
        />
      )}
    </Card>
  );
}
