import './transfers.css';
import '../../../shared/i18n/words-members.ts';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Empty, SkeletonLines } from '../../../components/desk/empty.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Field } from '../../../components/field.tsx';
import { StatusPill, type PillTone } from '../../../components/status-pill.tsx';
import type { TransferRow, TransferState } from '../../../shared/contract/members.ts';
import { dayText } from '../../../shared/days.ts';
import { ago } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { serverNowMs } from '../../../shared/live.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { decide, loadTransfers, transfers, transfersFailure } from './transfers-state.ts';

type View = 'in' | 'out' | 'done';

const VIEWS: readonly View[] = ['in', 'out', 'done'];

function viewOf(row: TransferRow): View {
  if (row.state !== 'asked') return 'done';
  return row.mine_to_decide ? 'in' : 'out';
}

const TONES: Record<TransferState, PillTone> = {
  asked: 'calm',
  accepted: 'ok',
  refused: 'bad',
  withdrawn: 'calm',
};

function RefuseForm({ row, onClose }: { row: TransferRow; onClose: () => void }) {
  const reason = useSignal('');
  const busy = useSignal(false);
  return (
    <FormDialog
      title={t('transfers.refuse_title', { name: row.member_name })}
      submit={t('transfers.refuse')}
      danger
      busy={busy.value}
      failure={null}
      onSubmit={() => {
        busy.value = true;
        void decide(row, false, reason.value.trim()).then(onClose);
      }}
      onClose={onClose}
    >
      <Field
        id="refuse-reason"
        label={t('transfers.refuse_reason')}
        hint={t('transfers.refuse_hint')}
        value={reason.value}
        onInput={(value) => (reason.value = value)}
      />
    </FormDialog>
  );
}

function Transfer({ row }: { row: TransferRow }) {
  const busy = useSignal(false);
  const refusing = useSignal(false);
  return (
    <li class="transfer" data-transfer={row.id}>
      <div class="plain-words">
        <p class="transfer-name">
          <a href={linkTo('members', row.member_id)}>{row.member_name}</a>
          {row.state !== 'asked' && (
            <StatusPill tone={TONES[row.state]} text={t(`members.transfer_${row.state}`)} />
          )}
        </p>
        <p>{t('members.transfer_line', { from: row.from_unit.name, to: row.to_unit.name })}</p>
        <p class="plain-note">
          {t('transfers.asked_by', {
            name: row.asked_by,
            time: ago(Date.parse(row.asked_at), serverNowMs.value),
            day: dayText(row.from),
          })}
        </p>
        {row.reason && <p class="plain-note">{t('transfers.reason', { reason: row.reason })}</p>}
      </div>
      {row.mine_to_decide && (
        <div class="card-actions">
          <Button
            kind="primary"
            icon="check"
            busy={busy.value}
            onPress={() => {
              busy.value = true;
              void decide(row, true).then(() => (busy.value = false));
            }}
          >
            {t('transfers.accept')}
          </Button>
          <Button onPress={() => (refusing.value = true)}>{t('transfers.refuse')}</Button>
        </div>
      )}
      {refusing.value && <RefuseForm row={row} onClose={() => (refusing.value = false)} />}
    </li>
  );
}

function NoTransfers({ view }: { view: View }) {
  return (
    <Empty icon="transfer" title={t(`transfers.empty_${view}`)}>
      {view !== 'done' && <p>{t(`transfers.empty_${view}_text`)}</p>}
    </Empty>
  );
}

export default function TransfersSection() {
  const view = useSignal<View>('in');
  useEffect(() => void loadTransfers(), []);
  const all = transfers.value;
  const shown = (all ?? []).filter((row) => viewOf(row) === view.value);
  return (
    <>
      <div class="section-head">
        <h1 class="section-title">{t('admin.transfers')}</h1>
      </div>
      <p class="section-lead">{t('transfers.lead')}</p>
      <div class="filters" role="group" aria-label={t('transfers.filter')}>
        {VIEWS.map((one) => {
          const count = (all ?? []).filter((row) => viewOf(row) === one).length;
          return (
            <button
              key={one}
              type="button"
              class="chip"
              aria-pressed={one === view.value}
              onClick={() => (view.value = one)}
            >
              {t(`transfers.${one}`)} <span class="numbers">{count}</span>
            </button>
          );
        })}
      </div>
      {transfersFailure.value && <FailureNotice failure={transfersFailure.value} />}
      <div class="sheet">
        {!all && !transfersFailure.value && <SkeletonLines count={4} />}
        {all && shown.length === 0 && <NoTransfers view={view.value} />}
        <ul class="transfers">
          {shown.map((row) => (
            <Transfer key={row.id} row={row} />
          ))}
        </ul>
      </div>
    </>
  );
}
