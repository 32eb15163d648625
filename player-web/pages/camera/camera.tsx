/* Behind the code that a television shows by a key press there (/camera#…): this telephone becomes its camera and microphone. */
import './camera.css';
import '../../components/icon-room.ts';
import '../../shared/i18n/words-camera.ts';
import '../../shared/theme/theme.css';
import './awake.ts';

import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { Button, ButtonLink } from '../../components/button.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { Notice } from '../../components/notice.tsx';
import type { ServerMessages } from '../../shared/contract.ts';
import type { CameraDevice } from '../../shared/contract/rooms.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import { startLive } from '../../shared/live.ts';
import { goToSignIn, requireSession, sessionFailure } from '../../shared/session.ts';
import { camera, hasTwo, isFront, microphone, open, shut, turn } from './devices.ts';
import { end, held, line, phase, start, trouble, type LineState, type Over } from './store.ts';

const DEVICES = { camera, microphone } as const;

const OVER: Readonly<Record<Over, PlainKey>> = {
  ended: 'camera.over_ended',
  moved: 'camera.over_moved',
  left: 'camera.over_left',
  over: 'camera.over_over',
  old: 'camera.over_old',
  barred: 'camera.over_barred',
  own: 'camera.over_own',
};
const LINES: Readonly<Record<LineState, { tone: 'ok' | 'warn' | 'bad'; says: PlainKey }>> = {
  good: { tone: 'ok', says: 'camera.line_good' },
  off: { tone: 'warn', says: 'camera.line_off' },
  connecting: { tone: 'warn', says: 'camera.line_connecting' },
  lost: { tone: 'bad', says: 'camera.line_lost' },
  offline: { tone: 'bad', says: 'camera.line_offline' },
  away: { tone: 'bad', says: 'camera.line_away' },
};

function Problem({ kind }: { kind: CameraDevice }) {
  const { problem } = DEVICES[kind].value;
  return problem && <Notice tone="warn">{t(`camera.problem_${problem}`)}</Notice>;
}

function Preview() {
  const { track } = camera.value;
  const stream = useMemo(() => (track ? new MediaStream([track]) : null), [track]);
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return;
    video.srcObject = stream;
    if (stream) void video.play().catch(() => undefined); // it begins when the browser lets it
  }, [stream]);
  return (
    <div class="camera-picture">
      <video ref={element} class={isFront.value ? 'camera-front' : ''} hidden={!stream} muted playsInline aria-label={t('camera.preview')} />
      {!stream && <p>{t(held.value.includes('camera') ? 'camera.camera_held' : 'camera.camera_is_off')}</p>}
    </div>
  );
}

function Switch({ kind }: { kind: CameraDevice }) {
  const { track, isBusy } = DEVICES[kind].value;
  const isHeld = held.value.includes(kind);
  const words: PlainKey = isHeld ? `camera.${kind}_held` : track ? `camera.${kind}_stop` : `camera.${kind}_start`;
  const icon = kind === 'camera' ? (track ? 'camera' : 'camera_off') : track ? 'mic' : 'mic_off';
  const isMain = kind === 'microphone' && !track;
  return (
    <Button icon={icon} kind={isMain ? 'primary' : 'plain'} wide busy={isBusy} disabled={isHeld} onPress={() => (track ? shut(kind) : void open(kind))}>
      {t(words)}
    </Button>
  );
}

function On({ set }: { set: ServerMessages['camera'] }) {
  const { tone, says } = LINES[line.value];
  const isTalking = microphone.value.track !== null;
  return (
    <>
      <h1>{t('camera.of', { name: set.display_name })}</h1>
      <p class="camera-line" data-tone={tone} role="status">
        {t(says)}
      </p>
      <Preview />
      <Problem kind="camera" />
      <div class="camera-talk">
        <Switch kind="microphone" />
        <p class="soft">{t(isTalking ? 'camera.talking' : 'camera.talk_hint')}</p>
      </div>
      <Problem kind="microphone" />
      <div class="camera-keys">
        <Switch kind="camera" />
        {hasTwo.value && camera.value.track && (
          <Button wide onPress={() => void turn()}>
            {t(isFront.value ? 'camera.turn_back' : 'camera.turn_front')}
          </Button>
        )}
      </div>
      <Button kind="danger" wide onPress={end}>
        {t('camera.end')}
      </Button>
    </>
  );
}

function Ready({ isAsking }: { isAsking: boolean }) {
  return (
    <>
      <h1>{t('camera.heading')}</h1>
      <p class="camera-lead">{t('camera.lead')}</p>
      <Problem kind="camera" />
      {trouble.value && <Notice tone="warn">{t(`camera.trouble_${trouble.value}`)}</Notice>}
      <div class="camera-talk">
        <Button kind="primary" icon="camera" wide busy={isAsking} onPress={() => void start()}>
          {t(isAsking ? 'camera.starting' : 'camera.start')}
        </Button>
      </div>
      <p class="soft">{t('camera.who')}</p>
    </>
  );
}

function CameraPage() {
  const isReady = useSignal(false);
  useEffect(() => {
    void requireSession().then((isSignedIn) => {
      isReady.value = isSignedIn;
      if (isSignedIn) startLive('phone', () => goToSignIn('ended'));
    });
  }, []);
  const now = phase.value;
  return (
    <AppShell page="other" nav={now.kind === 'over'}>
      <div class="camera">
        {sessionFailure.value && <FailureNotice failure={sessionFailure.value} />}
        {!isReady.value && <h1>{t('camera.heading')}</h1>}
        {!isReady.value && !sessionFailure.value && <Loading />}
        {isReady.value && now.kind === 'on' && <On set={now.set} />}
        {isReady.value && (now.kind === 'ready' || now.kind === 'asking') && <Ready isAsking={now.kind === 'asking'} />}
        {isReady.value && now.kind === 'over' && (
          <>
            <h1>{t(OVER[now.why])}</h1>
            <p class="camera-lead">{t('camera.over_again')}</p>
            <ButtonLink href="/">{t('camera.home')}</ButtonLink>
          </>
        )}
      </div>
    </AppShell>
  );
}

mountPage(CameraPage, 'title.camera');
