import './person-menu.css';

import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import type { PersonHere } from '../shared/contract/activation.ts';
import { t } from '../shared/i18n/locale.ts';
import { initials } from '../shared/initials.ts';
import { addPersonPath, loadPeopleHere, peopleHere, switchTo } from '../shared/people-here.ts';
import { session, signOut } from '../shared/session.ts';
import { Icon } from './icon.tsx';

const HOME = '/';

function OtherPerson({ person }: { person: PersonHere }) {
  const busy = useSignal(false);
  return (
    <li>
      <button
        type="button"
        class="person-menu-item"
        aria-disabled={busy.value}
        onClick={() => {
          if (busy.value) return;
          busy.value = true;
          void switchTo(person.session_id, HOME).then(() => (busy.value = false));
        }}
      >
        <span class="person-menu-sign" aria-hidden="true">
          {initials(person.display_name)}
        </span>
        <span>{t('people.go_on_as', { name: person.display_name })}</span>
      </button>
    </li>
  );
}

function Panel({ shared }: { shared: boolean }) {
  const leaving = useSignal(false);
  useEffect(() => void loadPeopleHere(), []);
  const others = peopleHere.value.filter((person) => !person.current);
  return (
    <div class="person-menu-panel">
      {shared && <p class="person-menu-note">{t('people.shared_note')}</p>}
      {!shared && (
        <ul class="person-menu-list" aria-label={t('people.here')}>
          {others.map((person) => (
            <OtherPerson key={person.session_id} person={person} />
          ))}
          <li>
            <a class="person-menu-item" href={addPersonPath()}>
              <Icon name="add" />
              <span>{t('people.add')}</span>
            </a>
          </li>
        </ul>
      )}
      <button
        type="button"
        class="person-menu-item person-menu-out"
        aria-disabled={leaving.value}
        onClick={() => {
          if (leaving.value) return;
          leaving.value = true;
          void signOut().then(() => (leaving.value = false));
        }}
      >
        <Icon name="sign_out" />
        <span>{leaving.value ? t('home.signing_out') : t('people.sign_out')}</span>
      </button>
    </div>
  );
}

/* Closes by Escape, by a press elsewhere, and when the focus goes elsewhere. */
function useClosing(close: (giveFocusBack: boolean) => void) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const onPress = (event: Event) => {
      if (event.target instanceof Node && !box.current?.contains(event.target)) close(false);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close(true);
    };
    document.addEventListener('pointerdown', onPress);
    document.addEventListener('focusin', onPress);
    document.addEventListener('keydown', onKey);
    return () => {
      document.removeEventListener('pointerdown', onPress);
      document.removeEventListener('focusin', onPress);
      document.removeEventListener('keydown', onKey);
    };
  }, []);
  return box;
}

/* Who is signed in; behind it: others on this device, somebody more, signing out. */
export function PersonMenu() {
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const box = useClosing((giveFocusBack) => {
    if (!open.value) return;
    open.value = false;
    if (giveFocusBack) button.current?.focus();
  });
  const current = session.value;
  if (!current) return null;
  const name = current.account.display_name || current.account.name;
  return (
    <div class="person-menu" ref={box}>
      <button
        ref={button}
        type="button"
        class="switch person-menu-button"
        aria-expanded={open.value}
        aria-label={t('people.menu', { name })}
        onClick={() => (open.value = !open.value)}
      >
        <span class="person-menu-sign" aria-hidden="true">
          {initials(name)}
        </span>
        <span class="person-menu-name">{name}</span>
        {current.shared && <span class="person-menu-tag">{t('people.shared_tag')}</span>}
      </button>
      {open.value && <Panel shared={current.shared} />}
    </div>
  );
}
