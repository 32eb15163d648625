import { useComputed, useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button, ButtonLink } from '../../../components/button.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { Check } from '../../../components/field.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { StatusPill, type PillTone } from '../../../components/status-pill.tsx';
import { call, type Failure, type Result } from '../../../shared/api-client.ts';
import type { CorrectionRow } from '../../../shared/contract/policies.ts';
import { ago } from '../../../shared/format.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { serverNowMs } from '../../../shared/live.ts';
import { may, me } from '../../../shared/self.ts';
import { correctionText } from './correction-words.ts';
import { DecideDialog } from './decide-dialog.tsx';
import { LIST_ROWS, QueueList } from './queue-list.tsx';

const TONES: Record<CorrectionRow['state'], PillTone> = {
  asked: 'calm',
  approved: 'ok',
  refused: 'bad',
  withdrawn: 'calm',
};

type PlaceName = (id: string) => string;

/* Nobody decides what he asked for, nor what is about himself. */
function isForOther(row: CorrectionRow): boolean {
  return row.is_mine || row.member_id === me.value?.member?.id;
}

interface Deciding {
  rows: readonly CorrectionRow[];
  isApproved: boolean;
}

interface ItemProps {
  row: CorrectionRow;
  placeName: PlaceName;
  chosen: Signal<ReadonlySet<string>>;
  onDecide: (deciding: Deciding) => void;
  onDone: () => Promise<void>;
}

function Acts({ row, chosen, onDecide }: ItemProps) {
  const words = { name: row.member_name };
  const isChosen = useComputed(() => chosen.value.has(row.id));
  return (
    <div class="card-actions">
      <Check
        id={`choose-${row.id}`}
        label={t('queue.choose')}
        checked={isChosen.value}
        onChange={(checked) => {
          const next = new Set(chosen.value);
          if (checked) next.add(row.id);
          else next.delete(row.id);
          chosen.value = next;
        }}
      />
      <Button label={t('queue.refuse_label', words)} onPress={() => onDecide({ rows: [row], isApproved: false })}>
        {t('queue.refuse_correction')}
      </Button>
      <Button kind="primary" label={t('queue.approve_label', words)} onPress={() => onDecide({ rows: [row], isApproved: true })}>
        {t('queue.approve')}
      </Button>
    </div>
  );
}

/* Who asked may take it back. */
function TakeBack({ row, onDone }: ItemProps) {
  const failure = useSignal<Failure | null>(null);
  async function withdraw(): Promise<void> {
    const result = await call('DELETE /api/v1/corrections/{id}', { path: { id: row.id } });
    failure.value = result.ok ? null : result.failure;
    if (result.ok) showToast(t('queue.withdrawn'));
    await onDone();
  }
  return (
    <div class="card-actions">
      {failure.value && <FailureNotice failure={failure.value} />}
      <Button label={t('queue.withdraw_label', { name: row.member_name })} onPress={() => void withdraw()}>
        {t('queue.withdraw')}
      </Button>
    </div>
  );
}

function Correction(props: ItemProps) {
  const { row } = props;
  const isWaiting = row.state === 'asked';
  const isOther = isForOther(row);
  return (
    <li class="queue-item" data-correction={row.id} data-state={row.state} data-kind={row.kind}>
      <div class="plain-words">
        <p class="queue-title">
          <b>{row.member_name}</b> <span>{row.title ?? ''}</span>
          {!isWaiting && <StatusPill tone={TONES[row.state]} text={t(`queue.correction_${row.state}`)} />}
        </p>
        <p>{correctionText(row, props.placeName)}</p>
        <p class="plain-note">{t('queue.because', { reason: row.reason })}</p>
        <p class="plain-note">
          {t('queue.asked_by', { name: row.asked_by, time: ago(Date.parse(row.asked_at), serverNowMs.value) })}
        </p>
        {row.decided_by && <p class="plain-note">{t('queue.decided_by', { name: row.decided_by })}</p>}
        {row.answer && <p>{t('queue.answered', { answer: row.answer })}</p>}
        {isWaiting && isOther && <p class="queue-other">{t('queue.other_decides')}</p>}
      </div>
      {isWaiting && !isOther && <Acts {...props} />}
      {isWaiting && row.is_mine && <TakeBack {...props} />}
    </li>
  );
}

function ManyBar(props: { rows: readonly CorrectionRow[]; chosen: Signal<ReadonlySet<string>>; onDecide: (deciding: Deciding) => void }) {
  const open = props.rows.filter((row) => row.state === 'asked' && !isForOther(row));
  const rows = open.filter((row) => props.chosen.value.has(row.id));
  if (open.length < 2) return null;
  return (
    <>
      <Check
        id="choose-all"
        label={t('queue.choose_all', { count: open.length })}
        checked={rows.length === open.length}
        onChange={(checked) => (props.chosen.value = new Set(checked ? open.map((row) => row.id) : []))}
      />
      {rows.length > 0 && (
        <>
          <Button onPress={() => props.onDecide({ rows, isApproved: false })}>
            {t('queue.refuse_many', { count: rows.length })}
          </Button>
          <Button kind="primary" onPress={() => props.onDecide({ rows, isApproved: true })}>
            {t('queue.approve_many', { count: rows.length })}
          </Button>
        </>
      )}
    </>
  );
}

/* The names of places come only when a correction names one. */
function usePlaceNames() {
  const names = useSignal<ReadonlyMap<string, string>>(new Map());
  const wanted = useSignal(false);
  useEffect(() => {
    if (!wanted.value) return;
    void call('GET /api/v1/places').then((result) => {
      if (result.ok) names.value = new Map(result.value.map((place) => [place.id, place.name]));
    });
  }, [wanted.value]);
  const note = (result: Result<CorrectionRow[]>) => {
    if (result.ok && result.value.some((row) => row.kind === 'presence')) wanted.value = true;
    return result;
  };
  return { placeName: (id: string) => names.value.get(id) ?? t('queue.a_place'), note };
}

/* What waits for the second person, and what one has asked for oneself. */
export function Corrections() {
  const chosen = useSignal<ReadonlySet<string>>(new Set());
  const deciding = useSignal<(Deciding & { reload: () => Promise<void> }) | null>(null);
  const { placeName, note } = usePlaceNames();
  return (
    <>
      <p class="section-lead">{t('queue.corrections_lead')}</p>
      {may('correction.ask') && (
        <div>
          <ButtonLink icon="sheet" href={linkTo('queue', 'carried')}>
            {t('queue.carry')}
          </ButtonLink>
        </div>
      )}
      <QueueList
        id="corrections"
        waitingState="asked"
        load={(state) => call('GET /api/v1/corrections', { query: { state, limit: LIST_ROWS } }).then(note)}
        head={(rows, reload) => (
          <ManyBar rows={rows} chosen={chosen} onDecide={(what) => (deciding.value = { ...what, reload })} />
        )}
        item={(row, reload) => (
          <Correction
            key={row.id}
            row={row}
            placeName={placeName}
            chosen={chosen}
            onDecide={(what) => (deciding.value = { ...what, reload })}
            onDone={reload}
          />
        )}
      />
      {deciding.value && (
        <DecideDialog
          {...deciding.value}
          placeName={placeName}
          onClose={() => (deciding.value = null)}
          onDone={() => {
            const { reload } = deciding.value ?? {};
            deciding.value = null;
            chosen.value = new Set();
            void reload?.();
          }}
        />
      )}
    </>
  );
}
