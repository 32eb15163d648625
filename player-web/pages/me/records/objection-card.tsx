import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { focusField } from '../../../components/field.tsx';
import { StatusPill, type PillTone } from '../../../components/status-pill.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { AttendanceRecord, ObjectionRow } from '../../../shared/contract/policies.ts';
import { dayTextOf } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { WordsField } from './words-field.tsx';

const TONES: Record<ObjectionRow['state'], PillTone> = {
  open: 'warn',
  granted: 'ok',
  refused: 'bad',
  withdrawn: 'calm',
};
const FIELD = 'mine-objection';
const MOST_CHARS = 1000;

function Answer({ row }: { row: ObjectionRow }) {
  if (row.state === 'open') {
    const params = { unit: row.unit_name, day: dayTextOf(row.due_at) };
    return (
      <p class="plain-note">{t(row.is_overdue ? 'mine.objection_overdue' : 'mine.objection_due', params)}</p>
    );
  }
  return (
    <>
      {row.answer && <p>{t('mine.objection_answer', { answer: row.answer })}</p>}
      {row.state === 'granted' && <p class="plain-note">{t('mine.objection_correct')}</p>}
    </>
  );
}

function Objection({ row, onChange }: { row: ObjectionRow; onChange: () => void }) {
  const failure = useSignal<Failure | null>(null);
  const withdraw = async () => {
    const yes = await ask({
      title: t('mine.objection_back'),
      text: t('mine.objection_back_ask'),
      yes: t('mine.objection_back'),
    });
    if (!yes) return;
    const result = await call('DELETE /api/v1/objections/{id}', { path: { id: row.id } });
    failure.value = result.ok ? null : result.failure;
    if (result.ok) showToast(t('mine.objection_was_withdrawn'));
    onChange();
  };
  return (
    <li>
      <div class="plain-words">
        <p class="mine-said">{row.text}</p>
        <p class="plain-note">{dayTextOf(row.raised_at)}</p>
        <Answer row={row} />
        {failure.value && <FailureNotice failure={failure.value} />}
      </div>
      <StatusPill tone={TONES[row.state]} text={t(`mine.objection_${row.state}`)} />
      {row.state === 'open' && (
        <Button icon="undo" onPress={() => void withdraw()}>
          {t('mine.objection_back')}
        </Button>
      )}
    </li>
  );
}

function ObjectionForm({ record, onSent }: { record: AttendanceRecord; onSent: () => void }) {
  const text = useSignal('');
  const isEmpty = useSignal(false);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const send = async () => {
    isEmpty.value = text.value.trim() === '';
    if (isEmpty.value) return focusField(FIELD);
    busy.value = true;
    const body = { text: text.value.trim() };
    const result = await call('POST /api/v1/records/{id}/objections', { path: { id: record.id }, body });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t('mine.object_sent'));
    onSent();
  };
  return (
    <form
      class="mine-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy.value) void send();
      }}
    >
      {failure.value && <FailureNotice failure={failure.value} />}
      <WordsField
        id={FIELD}
        label={t('mine.object_text')}
        hint={t('mine.object_hint')}
        error={isEmpty.value ? t('mine.object_empty') : null}
        value={text.value}
        most={MOST_CHARS}
        onInput={(value) => (text.value = value)}
      />
      <div class="card-actions">
        <Button type="submit" kind="primary" busy={busy.value}>
          {t('mine.object_send')}
        </Button>
      </div>
    </form>
  );
}

interface ObjectionCardProps {
  record: AttendanceRecord;
  rows: readonly ObjectionRow[]; // of this record and those it replaces
  onChange: () => void;
}

/* The member's word against this number: what was said, what was answered, and a new one. */
export function ObjectionCard({ record, rows, onChange }: ObjectionCardProps) {
  const isWriting = useSignal(false);
  const mayObject = record.is_newest && rows.every((row) => row.state !== 'open');
  return (
    <Card id="mine-object" title={t('mine.object')}>
      <p class="plain-note">{t('mine.object_lead')}</p>
      {rows.length > 0 && (
        <ul class="plain-list">
          {rows.map((row) => (
            <Objection key={row.id} row={row} onChange={onChange} />
          ))}
        </ul>
      )}
      {mayObject && !isWriting.value && (
        <div class="card-actions">
          <Button icon="edit" expanded={false} onPress={() => (isWriting.value = true)}>
            {t('mine.object')}
          </Button>
        </div>
      )}
      {mayObject && isWriting.value && (
        <ObjectionForm
          record={record}
          onSent={() => {
            isWriting.value = false;
            onChange();
          }}
        />
      )}
    </Card>
  );
}
