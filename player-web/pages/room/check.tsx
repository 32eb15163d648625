/* Before entering: does the camera show me, does the microphone hear me, do I hear the others? */
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { Select } from '../../components/desk/select.tsx';
import { Icon } from '../../components/icon.tsx';
import { Notice } from '../../components/notice.tsx';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import type { Refused } from '../../shared/room/requests.ts';
import { camera, choose, level, microphone, playTones, switchOff, switchOn, type DeviceKind } from './devices.ts';
import { Picture } from './picture.tsx';
import { CheckLink } from './check-link.tsx';
import { guest, link } from './link.ts';
import { enter, isEntering, refusal } from './store.ts';

const DEVICES = { camera, microphone } as const;
const NAMES = { camera: 'room.check_camera', microphone: 'room.check_microphone' } as const;

export function Problem({ kind }: { kind: DeviceKind }) {
  const { problem } = DEVICES[kind].value;
  if (!problem) return null;
  const device = t(NAMES[kind]);
  if (problem === 'insecure' || problem === 'old') return <Notice tone="warn">{t(`room.problem_${problem}`)}</Notice>;
  return <Notice tone="warn">{t(`room.problem_${problem}`, { device })}</Notice>;
}

function Choice({ kind, words }: { kind: DeviceKind; words: PlainKey }) {
  const { choices, chosen, track } = DEVICES[kind].value;
  if (choices.length < 2) return null;
  const rows = choices.map((one, i) => ({ value: one.deviceId, text: one.label || t('room.device_number', { number: i + 1 }) }));
  const used = track?.getSettings().deviceId ?? chosen;
  return <Select label={t(words)} value={used} choices={rows} onChange={(id) => void choose(kind, id)} />;
}

function Switch({ kind }: { kind: DeviceKind }) {
  const { track, isBusy } = DEVICES[kind].value;
  const toggle = () => (track ? switchOff(kind) : void switchOn(kind));
  return (
    <Button icon={kind === 'camera' ? 'camera' : 'mic'} kind={track ? 'plain' : 'primary'} busy={isBusy} onPress={toggle}>
      {t(track ? `room.${kind}_stop` : `room.${kind}_start`)}
    </Button>
  );
}

function CameraCheck() {
  const { track } = camera.value;
  const stream = useMemo(() => (track ? new MediaStream([track]) : null), [track]);
  return (
    <section class="check-card" aria-labelledby="check-camera">
      <h2 id="check-camera">{t('room.check_camera')}</h2>
      <div class="check-picture">
        {stream ? (
          <Picture stream={stream} label={t('room.own_picture')} isOwn />
        ) : (
          <p>
            <Icon name="camera_off" />
            {t('room.check_camera_off')}
          </p>
        )}
      </div>
      <Problem kind="camera" />
      <Switch kind="camera" />
      <Choice kind="camera" words="room.choose_camera" />
    </section>
  );
}

function MicrophoneCheck() {
  const { track } = microphone.value;
  return (
    <section class="check-card" aria-labelledby="check-microphone">
      <h2 id="check-microphone">{t('room.check_microphone')}</h2>
      {track ? (
        <>
          <meter class="check-level" min={0} max={100} low={25} value={level.value} aria-label={t('room.check_level')} />
          <p class="soft">{t('room.check_level_hint')}</p>
        </>
      ) : (
        <p class="soft">{t('room.check_microphone_off')}</p>
      )}
      <Problem kind="microphone" />
      <Switch kind="microphone" />
      <Choice kind="microphone" words="room.choose_microphone" />
    </section>
  );
}

function SpeakerCheck() {
  const isPlaying = useSignal(false);
  const play = async () => {
    isPlaying.value = true;
    await playTones();
    isPlaying.value = false;
  };
  return (
    <section class="check-card" aria-labelledby="check-speaker">
      <h2 id="check-speaker">{t('room.check_speaker')}</h2>
      <p class="soft">{t('room.check_speaker_hint')}</p>
      <Button icon="sound" busy={isPlaying.value} onPress={() => void play()}>
        {t(isPlaying.value ? 'room.check_playing' : 'room.check_play')}
      </Button>
    </section>
  );
}

const REFUSALS: Readonly<Partial<Record<Refused['code'], PlainKey>>> = {
  forbidden: 'room.refused_banned',
  overloaded: 'room.refused_full',
  not_found: 'room.refused_none',
  gone: 'room.over_ended',
  unreachable: 'room.refused_line',
};

function Refusal({ code, tried }: { code: Refused['code']; tried: boolean }) {
  if (code === 'conflict' && !tried) return <Notice tone="warn">{t('room.refused_elsewhere')}</Notice>;
  if (code === 'conflict') return <Notice tone="warn">{t('room.refused_locked')}</Notice>;
  if (code === 'not_found' && link.value !== '') return <Notice tone="bad">{t('room.refused_link')}</Notice>;
  return <Notice tone="bad">{t(REFUSALS[code] ?? 'room.refused_other')}</Notice>;
}

/* A conflict is another screen of this account, or the lock; taking over tells which. */
export function Check() {
  const hasTried = useSignal(false);
  const code = refusal.value;
  const mayTake = code === 'conflict' && !hasTried.value;
  const press = () => {
    if (mayTake) hasTried.value = true;
    void enter(mayTake);
  };
  return (
    <div class="room-check">
      <h1>{t('room.check_title')}</h1>
      {guest.value && <p class="room-lead">{t('room.guest_as', { title: guest.value.title, name: guest.value.name })}</p>}
      <p>
        <CheckLink />
      </p>
      <div class="check-cards">
        <CameraCheck />
        <div class="check-side">
          <MicrophoneCheck />
          <SpeakerCheck />
        </div>
      </div>
      {code && <Refusal code={code} tried={hasTried.value} />}
      <div class="check-enter">
        <Button kind="primary" wide busy={isEntering.value} onPress={press}>
          {t(isEntering.value ? 'room.entering' : mayTake ? 'room.take_over' : 'room.enter')}
        </Button>
        <p class="soft">{t('room.enter_hint')}</p>
      </div>
    </div>
  );
}
