import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { StatusPill, type PillTone } from '../../../components/status-pill.tsx';
import { call } from '../../../shared/api-client.ts';
import type { ObjectionRow } from '../../../shared/contract/policies.ts';
import { ago, calendarDay, remaining } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { serverNowMs } from '../../../shared/live.ts';
import { may } from '../../../shared/self.ts';
import { AnswerDialog } from './answer-dialog.tsx';
import { LIST_ROWS, QueueList } from './queue-list.tsx';

const TONES: Record<ObjectionRow['state'], PillTone> = {
  open: 'calm',
  granted: 'ok',
  refused: 'bad',
  withdrawn: 'calm',
};

/* Three days before its end, an answer is urgent. */
const SOON_MS = 3 * 86400000;

function DuePill({ row }: { row: ObjectionRow }) {
  const due = Date.parse(row.due_at);
  const now = serverNowMs.value;
  if (row.state !== 'open') return <StatusPill tone={TONES[row.state]} text={t(`queue.objection_${row.state}`)} />;
  if (row.is_overdue || due < now) {
    return <StatusPill tone="bad" text={t('queue.overdue', { day: calendarDay(due) })} />;
  }
  return <StatusPill tone={due - now < SOON_MS ? 'warn' : 'calm'} text={t('queue.due', { left: remaining(due, now) })} />;
}

function Objection({ row, onDone }: { row: ObjectionRow; onDone: () => Promise<void> }) {
  const isAnswering = useSignal(false);
  const isOpen = row.state === 'open';
  return (
    <li class="queue-item" data-objection={row.id} data-state={row.state} data-overdue={row.is_overdue}>
      <div class="plain-words">
        <p class="queue-title">
          <b>{row.member_name}</b> <span>{row.title}</span>
          <DuePill row={row} />
        </p>
        <blockquote class="queue-quote">{row.text}</blockquote>
        <p class="plain-note">
          {t('queue.raised', { unit: row.unit_name, time: ago(Date.parse(row.raised_at), serverNowMs.value) })}
        </p>
        {row.answer && <p>{t('queue.answered', { answer: row.answer })}</p>}
        {isOpen && row.is_mine && <p class="plain-note">{t('queue.own_objection')}</p>}
      </div>
      {isOpen && !row.is_mine && may('objection.decide') && (
        <div class="card-actions">
          <Button
            kind="primary"
            label={t('queue.answer_label', { name: row.member_name, title: row.title })}
            onPress={() => (isAnswering.value = true)}
          >
            {t('queue.answer')}
          </Button>
        </div>
      )}
      {isAnswering.value && (
        <AnswerDialog
          row={row}
          onClose={() => (isAnswering.value = false)}
          onDone={() => {
            isAnswering.value = false;
            void onDone();
          }}
        />
      )}
    </li>
  );
}

/* What members say against their records: the first to be due comes first. */
export function Objections() {
  return (
    <>
      <p class="section-lead">{t('queue.objections_lead')}</p>
      <QueueList
        id="objections"
        waitingState="open"
        load={(state) => call('GET /api/v1/objections', { query: { state, limit: LIST_ROWS } })}
        sort={(a, b) =>
          Number(b.state === 'open') - Number(a.state === 'open') || Date.parse(a.due_at) - Date.parse(b.due_at)
        }
        item={(row, reload) => <Objection key={row.id} row={row} onDone={reload} />}
      />
    </>
  );
}
