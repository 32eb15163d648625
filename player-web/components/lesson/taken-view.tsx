import '../watch/watch.css';
import './lesson.css';
import './taken.css';
import '../../shared/i18n/words-watch.ts';
import '../../shared/i18n/words-lessons.ts';

import { useSignal, type Signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { leftOverCount } from '../../player/web-host.ts';
import { NativeEngine } from '../../player/native-engine.ts';
import type { PlayerHost } from '../../player/player.ts';
import { megabytes } from '../../shared/course-facts.ts';
import { calendarDay } from '../../shared/format.ts';
import { t } from '../../shared/i18n/locale.ts';
import { Button } from '../button.tsx';
import { Icon } from '../icon.tsx';
import { ControlBar } from '../watch/control-bar.tsx';
import { LESSON_KEYS } from '../watch/shortcuts.ts';
import { StageWords } from '../watch/stage-words.tsx';
import { Stage } from '../watch/stage.tsx';
import { useStage } from '../watch/use-stage.ts';
import { LESSON_TEXTS } from './lesson-texts.ts';
import { LessonEnd } from './lesson-end.tsx';
import { dropShell, keepShell } from './offline-shell.ts';
import { fileOf, forgetOld, forgetTaken, roomNow, setPlace, taken, type Room, type Taken } from './taken.ts';

const UNTOLD_EVERY_MS = 3000;

/* Its viewing was opened when it was taken along; nothing is asked for, and it takes nobody from another screen. */
function offlineHost(host: PlayerHost, one: Taken, address: string): PlayerHost {
  const { onTurn: _onTurn, takePerson: _takePerson, ...own } = host;
  return {
    ...own,
    beats: { ...host.beats, owner: () => one.owner },
    recall: () => ({ ...one.viewing, expires_at: new Date(Date.now() + 86400000).toISOString() }),
    remember: (_id, viewing) => setPlace(one.id, viewing ? viewing.resume_ms : 0),
    makeEngine: (options) => ({ engine: new NativeEngine(options, null, one.language), address }),
  };
}

function Player({ one, address, client }: { one: Taken; address: string; client: 'pc' | 'phone' }) {
  const link = useStage({
    what: { kind: 'lesson', id: one.id, durationMs: one.durationMs, dress: (host) => offlineHost(host, one, address) },
    client,
    title: one.title,
    keys: LESSON_KEYS,
  });
  const { player, state } = link;
  return (
    <Stage
      link={link}
      label={t('lesson.stage')}
      words={
        <>
          {one.isSound && state.phase !== 'touch' && state.phase !== 'ended' && (
            <div class="stage-words stage-sound">
              <Icon name="headphones" />
              <p>{one.title}</p>
            </div>
          )}
          <StageWords
            state={state}
            player={player}
            texts={LESSON_TEXTS}
            ended={<LessonEnd next={null} onNext={() => undefined} onAgain={() => player?.seek(0)} />}
          />
        </>
      }
      bar={
        player && (
          <ControlBar state={state} player={player} chapters={[]} isPhone={client === 'phone'} isFull={link.isFull} onFull={link.fill} />
        )
      }
    />
  );
}

/* The file as an address of the browser's own, for as long as it is shown. */
function useAddress(id: string): string | null | undefined {
  const address = useSignal<string | null | undefined>(undefined);
  useEffect(() => {
    let made = '';
    let isOver = false;
    void fileOf(id).then((blob) => {
      if (isOver) return;
      made = blob ? URL.createObjectURL(blob) : '';
      address.value = made || null;
    });
    return () => {
      isOver = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [id]);
  return address.value;
}

function Opened({ one, client }: { one: Taken; client: 'pc' | 'phone' }) {
  const address = useAddress(one.id);
  if (address === undefined) return null;
  if (address === null) return <p class="lesson-none" role="status">{t('lesson.taken_gone')}</p>;
  return <Player one={one} address={address} client={client} />;
}

/* Of how many viewings the server still has to be told. */
function useUntold(): Signal<number> {
  const count = useSignal(leftOverCount());
  useEffect(() => {
    const timer = window.setInterval(() => (count.value = leftOverCount()), UNTOLD_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return count;
}

/* What this device has taken along: to play without a line, until its day. */
export function TakenView({ client, onHome }: { client: 'pc' | 'phone'; onHome: () => void }) {
  const openId = useSignal('');
  const room = useSignal<Room | null>(null);
  const untold = useUntold();
  const list = taken.value;
  useEffect(() => {
    void forgetOld(Date.now());
    if (navigator.onLine && taken.value.length > 0) void keepShell().catch(() => undefined);
  }, []);
  useEffect(() => {
    void roomNow().then((now) => (room.value = now));
    if (list.length === 0) void dropShell().catch(() => undefined);
  }, [list.length]);
  const open = list.find((one) => one.id === openId.value);
  return (
    <div class="taken">
      <div class="watch-head">
        <Button icon="undo" kind="quiet" onPress={onHome}>
          {t('lesson.home')}
        </Button>
        <h1 class="watch-title">{t('lesson.taken')}</h1>
      </div>
      {open && <Opened key={open.id} one={open} client={client} />}
      {list.length === 0 && <p class="lesson-none">{t('lesson.taken_none')}</p>}
      {untold.value > 0 && <p class="lesson-notice" role="status">{t('lesson.taken_untold', { count: untold.value })}</p>}
      <ul class="taken-list">
        {list.map((one) => (
          <li key={one.id} class="taken-row">
            <span class="lesson-words">
              <strong>{one.title}</strong>
              <span class="lesson-note">
                <span class="autonym" lang={one.language}>{one.autonym}</span>
                <span>{t(one.isSound ? 'lesson.taken_sound' : 'lesson.taken_video')}</span>
                <span class="numbers">{t('lesson.size_mb', { size: megabytes(one.bytes) })}</span>
                <span>{t('lesson.taken_until', { day: calendarDay(one.untilMs) })}</span>
              </span>
            </span>
            <Button icon="play" label={t('lesson.taken_play', { title: one.title })} onPress={() => (openId.value = one.id)}>
              {t('watch.play')}
            </Button>
            <Button icon="close" kind="quiet" label={t('lesson.taken_delete_one', { title: one.title })} onPress={() => void forgetTaken(one.id)}>
              {t('lesson.taken_delete')}
            </Button>
          </li>
        ))}
      </ul>
      {room.value && (
        <p class="lesson-notice">
          {room.value.freeBytes === null
            ? t('lesson.taken_used', { used: megabytes(room.value.usedBytes) })
            : t('lesson.taken_room', { used: megabytes(room.value.usedBytes), free: megabytes(room.value.freeBytes) })}
        </p>
      )}
    </div>
  );
}
