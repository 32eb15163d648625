/* Inside a meeting: its head, the pictures, what one can do, and a panel beside them (on a phone: over them). */
import './panels.css';

import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { ask, Dialog } from '../../components/desk/dialog.tsx';
import { dismissToast, showToast } from '../../components/desk/toast.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import { handsOf, type RoomNow } from '../../shared/room/room-state.ts';
import { ChatPanel } from './chat-panel.tsx';
import { CheckLink } from './check-link.tsx';
import { camera, microphone, type DeviceKind } from './devices.ts';
import { canShareScreen, isNarrow, line, mode, onlyListens, screenTrack, shareScreen, stopScreen, toggle, wantsPictures } from './media.ts';
import { PeoplePanel } from './people-panel.tsx';
import { OwnPicture, Stage } from './stage.tsx';
import { act, isHost, leaveRoom, self } from './store.ts';
import { VotesPanel } from './votes-panel.tsx';

type PanelName = 'people' | 'chat' | 'votes';

const panel = signal<PanelName | null>(null);
const isLineOpen = signal(false);
const seenMessage = signal(0);

const PANEL_TITLES: Readonly<Record<PanelName, PlainKey>> = {
  people: 'room.people',
  chat: 'room.chat',
  votes: 'room.votes',
};

/* The state of the line in a word; pressed, in sentences, with the way to less data. */
function LineBadge() {
  const { tone, short } = line.value;
  return (
    <button type="button" class={`line-badge line-${tone}`} data-line={short} onClick={() => (isLineOpen.value = true)}>
      <Icon name={tone === 'ok' ? 'pulse' : tone === 'calm' ? 'info' : 'alert'} />
      <span role="status">{t(short)}</span>
    </button>
  );
}

function LineDialog() {
  if (!isLineOpen.value) return null;
  const close = () => (isLineOpen.value = false);
  const swap = () => {
    wantsPictures.value = !wantsPictures.value;
    close();
  };
  return (
    <Dialog
      title={t('room.line_title')}
      onClose={close}
      actions={
        <>
          <Button onPress={swap}>{t(wantsPictures.value ? 'room.sound_only' : 'room.with_pictures')}</Button>
          <CheckLink words="room.line_check" />
        </>
      }
    >
      <p>{t(line.value.long)}</p>
    </Dialog>
  );
}

function Head({ now }: { now: RoomNow }) {
  const present = now.people.filter(({ away }) => !away).length;
  return (
    <header class="room-head">
      <h1 class="room-title">{now.title || t('title.room')}</h1>
      <span class="room-count numbers">{t('room.present', { count: present })}</span>
      {now.locked && (
        <span class="room-lock">
          <Icon name="lock" />
          <span class="visually-hidden">{t('room.locked')}</span>
        </span>
      )}
      <LineBadge />
      <div class="room-views" role="group" aria-label={t('room.view_label')}>
        <button type="button" class="chip" aria-pressed={mode.value === 'grid'} onClick={() => (mode.value = 'grid')}>
          {t('room.view_grid')}
        </button>
        <button type="button" class="chip" aria-pressed={mode.value === 'speaker'} onClick={() => (mode.value = 'speaker')}>
          {t('room.view_speaker')}
        </button>
      </div>
    </header>
  );
}

interface BarButtonProps {
  icon: IconName;
  text: string;
  note?: string;
  label?: string;
  isOn?: boolean;
  isOff?: boolean;
  isWayOut?: boolean;
  isBusy?: boolean;
  mark?: number;
  onPress: () => void;
}

function BarButton(props: BarButtonProps) {
  return (
    <button
      type="button"
      class={props.isOff ? 'bar-button bar-off' : props.isWayOut ? 'bar-button bar-out' : 'bar-button'}
      aria-label={props.label}
      aria-pressed={props.isOn}
      aria-disabled={props.isBusy}
      onClick={() => !props.isBusy && props.onPress()}
    >
      <Icon name={props.icon} />
      <span class="bar-text">{props.text}</span>
      {props.note && <span class="bar-note">{props.note}</span>}
      {props.mark !== undefined && props.mark > 0 && <span class="bar-mark-count numbers">{props.mark}</span>}
    </button>
  );
}

function DeviceButton({ kind }: { kind: DeviceKind }) {
  const device = (kind === 'camera' ? camera : microphone).value;
  const isHeld = self.value?.held.includes(kind) ?? false;
  const isOn = device.track !== null;
  const icons: readonly [IconName, IconName] = kind === 'camera' ? ['camera', 'camera_off'] : ['mic', 'mic_off'];
  const press = async () => {
    if (isHeld && !isOn) return void showToast(t('room.fail_held'), { tone: 'info' });
    await toggle(kind);
    const { problem } = (kind === 'camera' ? camera : microphone).value;
    if (!problem) return;
    const isPlain = problem === 'insecure' || problem === 'old';
    const said = isPlain ? t(`room.problem_${problem}`) : t(`room.problem_${problem}`, { device: t(`room.${kind}`) });
    showToast(said, { tone: 'bad' });
  };
  return (
    <BarButton
      icon={icons[isOn ? 0 : 1]}
      text={t(`room.${kind}`)}
      note={t(isHeld ? 'room.state_held' : isOn ? 'room.state_on' : 'room.state_off')}
      label={t(isOn ? `room.${kind}_stop` : `room.${kind}_start`)}
      isOff={!isOn}
      isBusy={device.isBusy}
      onPress={() => void press()}
    />
  );
}

function HandButton({ now }: { now: RoomNow }) {
  const isUp = self.value?.hand !== undefined;
  const turn = handsOf(now.people).findIndex((person) => person === self.value) + 1;
  return (
    <BarButton
      icon="hand"
      text={t(isUp ? 'room.hand_down' : 'room.hand_up')}
      {...(isUp ? { note: t('room.hand_turn', { number: turn }) } : {})}
      isOn={isUp}
      onPress={() => void act((id) => ({ type: 'room.hand', id, raised: !isUp }))}
    />
  );
}

async function leave(): Promise<void> {
  const yes = await ask({ title: t('room.leave_title'), text: t('room.leave_text'), yes: t('room.leave') });
  if (yes) leaveRoom();
}

function PanelButton({ name, icon, mark = 0 }: { name: PanelName; icon: IconName; mark?: number }) {
  return (
    <BarButton
      icon={icon}
      text={t(PANEL_TITLES[name])}
      isOn={panel.value === name}
      mark={mark}
      onPress={() => (panel.value = panel.value === name ? null : name)}
    />
  );
}

function Bar({ now }: { now: RoomNow }) {
  const newest = now.said[now.said.length - 1]?.message ?? 0;
  useEffect(() => {
    if (panel.value === 'chat') seenMessage.value = newest;
  }, [panel.value, newest]);
  const unread = now.said.filter(({ message, session }) => message > seenMessage.value && session !== self.value?.session).length;
  const toCast = now.votes.filter((vote) => vote.state === 'open' && self.value?.has_vote && !vote.voted.includes(self.value.account)).length;
  const isTalk = now.kind === 'talk';
  const toCall = now.lobby.length + (isHost.value ? handsOf(now.people).filter((person) => person !== self.value).length : 0);
  return (
    <nav class="room-bar" aria-label={t('room.bar_label')}>
      {!isNarrow.value && <OwnPicture />}
      {onlyListens.value ? (
        <p class="bar-words">{t('room.only_listens')}</p>
      ) : (
        <>
          <DeviceButton kind="microphone" />
          <DeviceButton kind="camera" />
        </>
      )}
      {!isTalk && <HandButton now={now} />}
      {canShareScreen && !onlyListens.value && (
        <BarButton
          icon="screen"
          text={t(screenTrack.value ? 'room.screen_stop' : 'room.screen_start')}
          isOn={screenTrack.value !== null}
          onPress={() => (screenTrack.value ? stopScreen() : void shareScreen())}
        />
      )}
      <PanelButton name="people" icon="people" mark={toCall} />
      <PanelButton name="chat" icon="chat" mark={unread} />
      {!isTalk && <PanelButton name="votes" icon="vote" mark={toCast} />}
      <BarButton icon="sign_out" text={t('room.leave')} isWayOut onPress={() => void leave()} />
    </nav>
  );
}

function Panel({ now }: { now: RoomNow }) {
  const name = panel.value;
  if (!name) return null;
  return (
    <aside class="room-panel" aria-label={t(PANEL_TITLES[name])} onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('.dialog') && (panel.value = null)}>
      <div class="panel-head">
        <h2>{t(PANEL_TITLES[name])}</h2>
        {isNarrow.value && line.value.tone === 'bad' && <LineBadge />}
        <Button icon="close" kind="quiet" onPress={() => (panel.value = null)}>
          {t('room.close_panel')}
        </Button>
      </div>
      <div class="panel-body">
        {name === 'people' && <PeoplePanel now={now} />}
        {name === 'chat' && <ChatPanel now={now} />}
        {name === 'votes' && <VotesPanel now={now} />}
      </div>
    </aside>
  );
}

/* Until it is seen or done with; not over what somebody fills in, and not where the list shows it. */
function tell(text: string): (() => void) | undefined {
  if (panel.value === 'people' || document.querySelector('.dialog')) return undefined;
  const toast = showToast(text, { tone: 'info' });
  return () => dismissToast(toast);
}

/* Tells a host who knocks and who raises a hand, and everybody of a vote, without taking away what he writes; never twice. */
function useNews(now: RoomNow): void {
  const host = isHost.value;
  const knock = now.lobby[now.lobby.length - 1];
  const hands = handsOf(now.people);
  const hand = hands[hands.length - 1];
  const vote = now.votes.find((one) => one.state === 'open' && self.value?.has_vote && !one.voted.includes(self.value.account));
  useEffect(() => (host && knock ? tell(t('room.told_knock', { name: knock.display_name })) : undefined), [knock?.session]);
  useEffect(
    () => (host && hand && hand !== self.value ? tell(t('room.told_hand', { name: hand.display_name })) : undefined),
    [hand?.hand],
  );
  const role = self.value?.role;
  const before = useRef(role);
  useEffect(() => {
    if (before.current === 'audience' && role && role !== 'audience') showToast(t('room.told_speaker'), { tone: 'info' });
    before.current = role;
  }, [role]);
  useEffect(() => {
    if (!vote) return;
    const show = () => (panel.value = 'votes');
    if (panel.value === null || panel.value === 'votes') show();
    else showToast(t('room.vote_new'), { tone: 'info', actions: [{ text: t('room.vote_go'), run: show }] });
  }, [vote?.vote]);
}

export function Inside({ now }: { now: RoomNow }) {
  useNews(now);
  return (
    <div class="room" data-panel={panel.value ?? 'none'}>
      <Head now={now} />
      <div class="room-middle">
        <Stage now={now} />
        <Panel now={now} />
      </div>
      <Bar now={now} />
      <LineDialog />
    </div>
  );
}
