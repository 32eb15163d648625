/* Who is here, who waits, whose turn it is, who is expected; for hosts also what they may do with each. */
import { signal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { Dialog } from '../../components/desk/dialog.tsx';
import { Icon } from '../../components/icon.tsx';
import type { RoomPerson } from '../../shared/contract/rooms.ts';
import { t } from '../../shared/i18n/locale.ts';
import { handsOf, listOf, type RoomNow } from '../../shared/room/room-state.ts';
import { Expected } from './expected.tsx';
import { HostTools, PersonTools } from './host-tools.tsx';
import { act, isHost, self } from './store.ts';

const managed = signal<string | null>(null);

function Lobby({ now }: { now: RoomNow }) {
  const mayAdmit = isHost.value || now.kind === 'talk';
  if (!mayAdmit || now.lobby.length === 0) return null;
  const admit = (admitted: boolean, session?: string) =>
    void act((id) => ({ type: 'room.admit', id, admitted, ...(session === undefined ? {} : { session }) }));
  return (
    <section class="panel-part" aria-labelledby="lobby-title">
      <div class="panel-part-head">
        <h3 id="lobby-title">{t('room.lobby')}</h3>
        {now.lobby.length > 1 && <Button onPress={() => admit(true)}>{t('room.admit_all')}</Button>}
      </div>
      <ul class="panel-list">
        {now.lobby.map(({ session, display_name, guest }) => (
          <li key={session} class="panel-row">
            <span class="panel-name">
              {display_name}
              {guest && <span class="soft">{` · ${t('room.guest')}`}</span>}
            </span>
            <Button kind="primary" label={`${t('room.admit')} ${display_name}`} onPress={() => admit(true, session)}>
              {t('room.admit')}
            </Button>
            <Button kind="danger" label={`${t('room.refuse')} ${display_name}`} onPress={() => admit(false, session)}>
              {t('room.refuse')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Hands({ now }: { now: RoomNow }) {
  const hands = handsOf(now.people);
  if (hands.length === 0) return null;
  return (
    <section class="panel-part" aria-labelledby="hands-title">
      <div class="panel-part-head">
        <h3 id="hands-title">{t('room.hands')}</h3>
        {isHost.value && hands.length > 1 && (
          <Button onPress={() => void act((id) => ({ type: 'room.lower', id }))}>{t('room.hands_lower')}</Button>
        )}
      </div>
      <ol class="panel-list">
        {hands.map(({ session, display_name }, i) => (
          <li key={session} class="panel-row">
            <span class="panel-turn numbers">{i + 1}</span>
            <span class="panel-name">{display_name}</span>
            {isHost.value && (
              <Button label={`${t('room.lower')} ${display_name}`} onPress={() => void act((id) => ({ type: 'room.lower', id, session }))}>
                {t('room.lower')}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function PersonRow({ person, isSpeaking }: { person: RoomPerson; isSpeaking: boolean }) {
  const isSelf = person === self.value;
  const isMuted = !person.on.includes('microphone');
  return (
    <li class={person.away ? 'panel-row panel-away' : 'panel-row'} data-session={person.session}>
      <Icon name={isMuted ? 'mic_off' : isSpeaking ? 'sound' : 'mic'} />
      <span class="panel-name">
        {person.display_name}
        {isSelf && <span class="soft">{` · ${t('room.you')}`}</span>}
        {person.guest && <span class="soft">{` · ${t('room.guest')}`}</span>}
        {person.role !== 'speaker' && <span class="soft">{` · ${t(`room.role_${person.role}`)}`}</span>}
        {(isMuted || isSpeaking) && <span class="visually-hidden">{t(isMuted ? 'room.muted' : 'room.speaking')}</span>}
        {person.away && <span class="panel-note">{t('room.away')}</span>}
      </span>
      {isHost.value && !isSelf && (
        <Button label={t('room.manage', { name: person.display_name })} onPress={() => (managed.value = person.session)}>
          {t('room.manage_short')}
        </Button>
      )}
    </li>
  );
}

export function PeoplePanel({ now }: { now: RoomNow }) {
  const present = now.people.filter(({ away }) => !away).length;
  const chosen = now.people.find(({ session }) => session === managed.value);
  return (
    <>
      <Lobby now={now} />
      <Hands now={now} />
      {isHost.value && <HostTools now={now} />}
      <section class="panel-part" aria-labelledby="present-title">
        <h3 id="present-title" class="numbers">
          {t('room.present', { count: present })}
        </h3>
        <ul class="panel-list">
          {listOf(now.people).map((person) => (
            <PersonRow key={person.session} person={person} isSpeaking={now.speakers.includes(person.session)} />
          ))}
        </ul>
      </section>
      {isHost.value && <Expected room={now.room} present={present} />}
      {chosen && isHost.value && (
        <Dialog title={chosen.display_name} onClose={() => (managed.value = null)}>
          <PersonTools person={chosen} onDone={() => (managed.value = null)} />
        </Dialog>
      )}
    </>
  );
}
