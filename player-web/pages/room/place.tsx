/* Which part of a meeting the person is in: before it, in the lobby, inside, or out again. */
import '../../components/desk/desk.css';
import '../../components/icon-room.ts';
import '../../shared/i18n/words-desk.ts';
import './room.css';

import { Button, ButtonLink } from '../../components/button.tsx';
import { QuestionHost } from '../../components/desk/dialog.tsx';
import { ToastHost } from '../../components/desk/toast.tsx';
import type { RoomRemoval } from '../../shared/contract/rooms.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import { CheckLink } from './check-link.tsx';
import { Check } from './check.tsx';
import { Inside } from './inside.tsx';
import { enter, hasLeft, isEntering, leaveRoom, phase } from './store.ts';

const OVER: Readonly<Record<RoomRemoval, PlainKey>> = {
  removed: 'room.over_removed',
  banned: 'room.over_banned',
  ended: 'room.over_ended',
  moved: 'room.over_moved',
  refused: 'room.over_refused',
};
/* After which one may try again. */
const AGAIN: readonly RoomRemoval[] = ['removed', 'moved', 'refused'];

function Out({ words, isAgain, takesOver }: { words: PlainKey; isAgain: boolean; takesOver: boolean }) {
  return (
    <div class="room-out">
      <h1>{t(words)}</h1>
      <div class="room-out-ways">
        {isAgain && (
          <Button kind="primary" wide busy={isEntering.value} onPress={() => void enter(takesOver)}>
            {t(takesOver ? 'room.take_over' : 'room.again')}
          </Button>
        )}
        {isAgain && <CheckLink />}
        <ButtonLink href="/">{t('room.home')}</ButtonLink>
      </div>
    </div>
  );
}

function Lobby() {
  return (
    <div class="room-out" role="status">
      <h1>{t('room.waiting_title')}</h1>
      <p class="room-lead">{t('room.waiting_text')}</p>
      <Button onPress={leaveRoom}>{t('room.leave')}</Button>
    </div>
  );
}

function Part() {
  const here = phase.value;
  if (here.kind === 'inside') return <Inside now={here.now} />;
  if (here.kind === 'waiting') return <Lobby />;
  if (here.kind === 'over') {
    return <Out words={OVER[here.why]} isAgain={AGAIN.includes(here.why)} takesOver={here.why === 'moved'} />;
  }
  return hasLeft.value ? <Out words="room.over_left" isAgain takesOver={false} /> : <Check />;
}

export function Place() {
  return (
    <>
      <Part />
      <ToastHost />
      <QuestionHost />
    </>
  );
}
