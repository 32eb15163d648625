import './desk.css';
import '../../shared/i18n/words-studio.ts';

import { signal } from '@preact/signals';

import { ButtonLink } from '../../components/button.tsx';
import { Empty, SkeletonLines } from '../../components/desk/empty.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Notice } from '../../components/notice.tsx';
import { call } from '../../shared/api-client.ts';
import { monotonicMs } from '../../shared/browser-host.ts';
import type { Meeting, MeetingHealth } from '../../shared/contract/live.ts';
import { linkTo, route } from '../../shared/hash-route.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import { tick } from '../../shared/live.ts';
import { AgendaPanel } from './agenda-panel.tsx';
import { DeskHead } from './desk-head.tsx';
import { InfoPanel } from './info-panel.tsx';
import { InputsPanel } from './inputs-panel.tsx';
import { Levels } from './levels.tsx';
import { Outputs } from './outputs.tsx';
import { usePolled, type Polled } from './polled.ts';
import { PreviewSlot } from './preview-slot.tsx';
import { RecordingPanel } from './recording-panel.tsx';
import { SitesPanel } from './sites-panel.tsx';
import { isOver, isRunning } from './steps.ts';

const MEETING_EVERY_MS = 5000;
const HEALTH_EVERY_MS = 1000;
/* A blink of the line is no news. */
const SILENT_AFTER_MS = 3500;

/* Where the preview stands: media time for trimming. */
const previewMs = signal<number | null>(null);

const TABS = ['inputs', 'sites', 'agenda', 'recording', 'info'] as const;
type Tab = (typeof TABS)[number];

const TAB_TEXTS: Record<Tab, PlainKey> = {
  inputs: 'studio.tab_inputs',
  sites: 'studio.tab_sites',
  agenda: 'studio.tab_agenda',
  recording: 'studio.tab_recording',
  info: 'studio.tab_info',
};

function tabsOf(meeting: Meeting): Tab[] {
  return TABS.filter((tab) => tab !== 'recording' || (meeting.is_recorded && isOver(meeting.state)));
}

/* Chosen by hand, or what the meeting's state makes likely. */
function tabNow(meeting: Meeting): Tab {
  const wished = route.value.query['tab'] ?? '';
  const tabs = tabsOf(meeting);
  const found = tabs.find((tab) => tab === wished);
  return found ?? (tabs.includes('recording') ? 'recording' : 'inputs');
}

function NoNews({ polled }: { polled: Pick<Polled<unknown>, 'newsAtMs'> }) {
  tick.value; // once a second
  const silentMs = monotonicMs() - polled.newsAtMs;
  if (silentMs < SILENT_AFTER_MS) return null;
  return (
    <p class="no-news" data-no-news>
      <span class="visually-hidden" role="alert">
        {t('studio.no_news_now')}
      </span>
      <span aria-hidden="true">{t('studio.no_news', { seconds: Math.round(silentMs / 1000) })}</span>
    </p>
  );
}

interface PanelProps {
  tab: Tab;
  meeting: Meeting;
  health: MeetingHealth | null;
  onMeeting: (meeting: Meeting) => void;
}

function Panel({ tab, meeting, health, onMeeting }: PanelProps) {
  switch (tab) {
    case 'inputs':
      return <InputsPanel meeting={meeting} health={health} />;
    case 'sites':
      return <SitesPanel meeting={meeting} />;
    case 'agenda':
      return <AgendaPanel meeting={meeting} onMeeting={onMeeting} />;
    case 'recording':
      return <RecordingPanel meeting={meeting} positionMs={previewMs} />;
    case 'info':
      return <InfoPanel meeting={meeting} onMeeting={onMeeting} />;
  }
}

function Side(props: Omit<PanelProps, 'tab'>) {
  const { meeting } = props;
  const now = tabNow(meeting);
  return (
    <div class="desk-side">
      <nav class="desk-tabs" aria-label={t('studio.tabs')}>
        {tabsOf(meeting).map((tab) => (
          <a
            key={tab}
            class="desk-tab"
            href={linkTo('meeting', meeting.id, { tab })}
            aria-current={tab === now ? 'true' : undefined}
          >
            {t(TAB_TEXTS[tab])}
          </a>
        ))}
      </nav>
      <div class="desk-panel" tabIndex={-1}>
        <Panel key={now} tab={now} {...props} />
      </div>
    </div>
  );
}

function Gone() {
  return (
    <Empty icon="calendar" title={t('studio.gone_title')}>
      <ButtonLink href={linkTo('')}>{t('studio.back')}</ButtonLink>
    </Empty>
  );
}

/* The desk of one meeting: head, picture with sound at the left, everything else at the right. */
function MeetingDesk({ meetingId }: { meetingId: string }) {
  const path = { id: meetingId };
  const polled = usePolled(() => call('GET /api/v1/meetings/{id}', { path }), MEETING_EVERY_MS, meetingId);
  const meeting = polled.value;
  const runs = meeting !== null && isRunning(meeting.state);
  const health = usePolled(
    () => call('GET /api/v1/meetings/{id}/health', { path }),
    HEALTH_EVERY_MS,
    runs ? meetingId : '',
  );
  if (!meeting) {
    if (polled.failure?.status === 404) return <Gone />;
    return polled.failure ? <FailureNotice failure={polled.failure} /> : <SkeletonLines count={8} />;
  }
  const now = runs ? health.value : null;
  return (
    <div class="meeting-desk">
      <DeskHead meeting={meeting} health={now} onMeeting={polled.put} />
      <div class="desk-main-row">
        <div class="desk-picture">
          <PreviewSlot meeting={meeting} onPosition={(ms) => (previewMs.value = ms)} />
          {runs && <NoNews polled={health} />}
          {now?.is_recording_stopped && <Notice tone="bad">{t('studio.recording_stopped_text')}</Notice>}
          {now && <Levels levels={now.levels} />}
          {now && <Outputs meeting={meeting} health={now} />}
        </div>
        <Side meeting={meeting} health={now} onMeeting={polled.put} />
      </div>
    </div>
  );
}

export default function Desk() {
  const { id } = route.value;
  return <MeetingDesk key={id} meetingId={id} />;
}
