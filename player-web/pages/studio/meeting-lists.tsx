import './lists.css';
import '../../shared/i18n/words-studio.ts';

import { useSignal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { Empty, SkeletonLines } from '../../components/desk/empty.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Icon } from '../../components/icon.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { call } from '../../shared/api-client.ts';
import type { MeetingRow } from '../../shared/contract/live.ts';
import { go, linkTo } from '../../shared/hash-route.ts';
import { t } from '../../shared/i18n/locale.ts';
import { groupsOf } from './list-groups.ts';
import { autonymOf } from './languages.ts';
import { MeetingFormSlot } from './meeting-form-slot.tsx';
import { usePolled } from './polled.ts';
import { STATE_TONES } from './steps.ts';
import { WhenText } from './when-text.tsx';

const REFRESH_MS = 8000;

function Row({ row }: { row: MeetingRow }) {
  return (
    <li>
      <a
        class={`meeting-line meeting-line-${row.state}`}
        href={row.kind === 'broadcast' ? linkTo('meeting', row.id) : `/room${row.state === 'open' ? linkTo(row.id) : ''}`}
      >
        <span class="meeting-line-words">
          <strong class="meeting-line-title">{row.title}</strong>
          <span class="meeting-line-note">
            <WhenText from={row.starts_at} to={row.ends_at} />
            {` · ${row.unit_name} · ${row.languages.map((one) => autonymOf(one.tag)).join(' / ')}`}
          </span>
        </span>
        <StatusPill
          tone={STATE_TONES[row.state]}
          {...(row.state === 'live' ? { icon: 'live' as const } : {})}
          text={t(`studio.state_${row.state}`)}
        />
        <Icon name="chevron" />
      </a>
    </li>
  );
}

function Group({ title, rows, none }: { title: string; rows: readonly MeetingRow[]; none?: string }) {
  if (rows.length === 0 && !none) return null;
  return (
    <section class="meeting-group">
      <h2>{title}</h2>
      {rows.length === 0 && <p class="soft">{none}</p>}
      <ul>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ul>
    </section>
  );
}

/* What is on air, what comes, what is over: a press opens its desk. */
export default function MeetingLists() {
  const isNew = useSignal(false);
  const list = usePolled(() => call('GET /api/v1/meetings'), REFRESH_MS, 'all');
  const groups = groupsOf(list.value?.meetings ?? []);
  const isEmpty = list.value?.meetings.length === 0;
  return (
    <div class="studio-lists">
      <div class="studio-head">
        <h1 class="studio-title">{t('title.studio')}</h1>
        <Button kind="primary" icon="add" onPress={() => (isNew.value = true)}>
          {t('studio.new_meeting')}
        </Button>
      </div>
      {list.failure && <FailureNotice failure={list.failure} />}
      {!list.value && !list.failure && <SkeletonLines count={6} />}
      {isEmpty && (
        <Empty icon="calendar" title={t('studio.no_meetings_title')}>
          <p>{t('studio.no_meetings_text')}</p>
        </Empty>
      )}
      {list.value && !isEmpty && (
        <>
          <Group title={t('studio.group_on_air')} rows={groups.onAir} none={t('studio.nothing_on_air')} />
          <Group title={t('studio.group_upcoming')} rows={groups.upcoming} />
          <Group title={t('studio.group_past')} rows={groups.past} />
        </>
      )}
      {isNew.value && (
        <MeetingFormSlot
          onClose={() => (isNew.value = false)}
          onDone={(meeting) => {
            isNew.value = false;
            if (meeting.kind === 'broadcast') go('meeting', meeting.id);
            else location.assign('/room');
          }}
        />
      )}
    </div>
  );
}
