import './leaving-notice.css';

import { useEffect, useRef } from 'preact/hooks';

import { t } from '../shared/i18n/locale.ts';
import { leavingTaken, session, signOut } from '../shared/session.ts';
import { leavingInS, noteTouch, startSharedWatch, stopSharedWatch } from '../shared/shared-computer.ts';
import { Button } from './button.tsx';

function Countdown({ seconds }: { seconds: number }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div class="leaving">
      <div
        class="leaving-box"
        ref={box}
        role="alertdialog"
        aria-modal="true"
        aria-labelledby="leaving-title"
        aria-describedby="leaving-text"
        tabIndex={-1}
      >
        <h2 id="leaving-title">{t('people.leaving_title')}</h2>
        <p class="leaving-seconds numbers" role="timer">
          {seconds}
        </p>
        <p id="leaving-text">{t('people.leaving_text')}</p>
        <div class="leaving-actions">
          <Button kind="primary" onPress={noteTouch}>
            {t('people.stay')}
          </Button>
          <Button icon="sign_out" onPress={() => void signOut()}>
            {t('people.sign_out')}
          </Button>
        </div>
      </div>
    </div>
  );
}

/* Signing out takes away what this person has kept on the device. */
export function LeavingTaken() {
  const box = useRef<HTMLDivElement>(null);
  const asked = leavingTaken.value;
  useEffect(() => {
    if (asked) box.current?.focus();
  }, [asked]);
  if (!asked) return null;
  return (
    <div class="leaving">
      <div
        class="leaving-box"
        ref={box}
        role="alertdialog"
        aria-modal="true"
        aria-labelledby="leaving-taken-title"
        aria-describedby="leaving-taken-text"
        tabIndex={-1}
        onKeyDown={(event) => event.key === 'Escape' && asked.answer(false)}
      >
        <h2 id="leaving-taken-title">{t('people.taken_title')}</h2>
        <p id="leaving-taken-text">{t('people.taken_text', { count: asked.count })}</p>
        <div class="leaving-actions">
          <Button kind="primary" onPress={() => asked.answer(false)}>
            {t('people.taken_stay')}
          </Button>
          <Button icon="sign_out" onPress={() => asked.answer(true)}>
            {t('people.taken_go')}
          </Button>
        </div>
      </div>
    </div>
  );
}

/* On a shared computer: counts down before the page signs out by itself. */
export function LeavingNotice() {
  const shared = session.value?.shared ?? false;
  useEffect(() => {
    if (!shared) return undefined;
    startSharedWatch();
    return stopSharedWatch;
  }, [shared]);
  const seconds = leavingInS.value;
  return seconds === null ? null : <Countdown seconds={seconds} />;
}
