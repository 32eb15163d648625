/* /room without a meeting: those that one may enter, those that are planned; for who runs them also opening and planning. */
import '../../components/desk/desk.css';
import '../../shared/i18n/words-desk.ts';
import '../../shared/i18n/words-studio.ts';
import './list.css';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button, ButtonLink } from '../../components/button.tsx';
import { ask, QuestionHost } from '../../components/desk/dialog.tsx';
import { Empty, SkeletonLines } from '../../components/desk/empty.tsx';
import { showToast, ToastHost } from '../../components/desk/toast.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { call, type Result } from '../../shared/api-client.ts';
import type { MeetingRow, MeetingStep } from '../../shared/contract/live.ts';
import { failureText } from '../../shared/failure-text.ts';
import { go, linkTo } from '../../shared/hash-route.ts';
import { t } from '../../shared/i18n/locale.ts';
import { mayAt } from '../../shared/reach.ts';
import { loadSelf, may } from '../../shared/self.ts';
import { loadUnits } from '../../shared/units.ts';
import { MeetingFormSlot } from '../studio/meeting-form-slot.tsx';
import { usePolled } from '../studio/polled.ts';
import { WhenText } from '../studio/when-text.tsx';
import { LinksSlot } from './links-slot.tsx';

const REFRESH_MS = 8000;

interface Lists {
  open: readonly MeetingRow[];
  planned: readonly MeetingRow[];
}

const hasRoom = ({ kind }: MeetingRow) => kind !== 'broadcast';

async function load(): Promise<Result<Lists>> {
  const [open, planned] = await Promise.all([
    call('GET /api/v1/meetings', { query: { state: 'open' } }),
    call('GET /api/v1/meetings', { query: { state: 'scheduled', from: new Date().toISOString() } }),
  ]);
  if (!open.ok) return open;
  if (!planned.ok) return planned;
  return { ...open, value: { open: open.value.meetings.filter(hasRoom), planned: planned.value.meetings.filter(hasRoom) } };
}

async function step(row: MeetingRow, word: MeetingStep): Promise<boolean> {
  const result = await call('POST /api/v1/meetings/{id}/steps', { path: { id: row.id }, body: { step: word } });
  if (!result.ok) showToast(failureText(result.failure), { tone: 'bad' });
  return result.ok;
}

/* Opens it and goes in. */
function RunButtons({ row, onChange }: { row: MeetingRow; onChange: () => void }) {
  const busy = useSignal(false);
  const begin = async () => {
    busy.value = true;
    if (await step(row, 'open')) go(row.id);
    busy.value = false;
  };
  const cancel = async () => {
    const yes = await ask({ title: t('room.cancel_title'), text: row.title, yes: t('room.cancel'), danger: true });
    if (yes && (await step(row, 'cancel'))) onChange();
  };
  return (
    <>
      <Button kind="primary" busy={busy.value} onPress={() => void begin()}>
        {t('room.begin')}
      </Button>
      <Button kind="danger" label={`${t('room.cancel')} ${row.title}`} onPress={() => void cancel()}>
        {t('room.cancel')}
      </Button>
    </>
  );
}

function Row({ row, onChange }: { row: MeetingRow; onChange: () => void }) {
  const isInviting = useSignal(false);
  const isOpen = row.state === 'open';
  const mayRun = mayAt('room.run', row.unit_id);
  return (
    <li class="room-row" data-meeting={row.id}>
      <span class="room-row-words">
        <strong class="room-row-title">{row.title}</strong>
        <span class="soft">
          {row.unit_name}
          {!isOpen && ' · '}
          {!isOpen && <WhenText from={row.starts_at} to={row.ends_at} />}
        </span>
      </span>
      <span class="room-row-ways">
        {isOpen && (
          <ButtonLink kind="primary" href={linkTo(row.id)}>
            {t('room.enter')}
          </ButtonLink>
        )}
        {mayRun && row.kind === 'group' && (
          <Button label={`${t('room.links')} ${row.title}`} onPress={() => (isInviting.value = true)}>
            {t('room.links')}
          </Button>
        )}
        {!isOpen && mayRun && <RunButtons row={row} onChange={onChange} />}
      </span>
      {isInviting.value && <LinksSlot meeting={row.id} title={row.title} onClose={() => (isInviting.value = false)} />}
    </li>
  );
}

function Group({ title, rows, onChange }: { title: string; rows: readonly MeetingRow[]; onChange: () => void }) {
  if (rows.length === 0) return null;
  return (
    <section class="room-group">
      <h2>{title}</h2>
      <ul>
        {rows.map((row) => (
          <Row key={row.id} row={row} onChange={onChange} />
        ))}
      </ul>
    </section>
  );
}

export function RoomList() {
  const isNew = useSignal(false);
  const list = usePolled(load, REFRESH_MS, 'all');
  useEffect(() => {
    void loadSelf().then(() => (may('room.run') ? loadUnits() : undefined));
  }, []);
  const { value } = list;
  const isEmpty = value !== null && value.open.length + value.planned.length === 0;
  return (
    <div class="room-lists">
      <div class="room-lists-head">
        <h1>{t('room.list_title')}</h1>
        {may('room.run') && (
          <Button kind="primary" icon="add" onPress={() => (isNew.value = true)}>
            {t('room.new')}
          </Button>
        )}
      </div>
      {list.failure && <FailureNotice failure={list.failure} />}
      {!value && !list.failure && <SkeletonLines count={4} />}
      {isEmpty && (
        <Empty icon="people" title={t('room.list_none')}>
          <p>{t('room.list_none_text')}</p>
        </Empty>
      )}
      {value && (
        <>
          <Group title={t('room.list_open')} rows={value.open} onChange={list.again} />
          <Group title={t('room.list_planned')} rows={value.planned} onChange={list.again} />
        </>
      )}
      {isNew.value && (
        <MeetingFormSlot
          kind="group"
          onClose={() => (isNew.value = false)}
          onDone={() => {
            isNew.value = false;
            list.again();
          }}
        />
      )}
      <ToastHost />
      <QuestionHost />
    </div>
  );
}
