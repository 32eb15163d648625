/* What a host may do: with the whole room, and with one person. */
import { useSignal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { ask } from '../../components/desk/dialog.tsx';
import { Select } from '../../components/desk/select.tsx';
import { Check } from '../../components/field.tsx';
import { Icon } from '../../components/icon.tsx';
import type { RoomChat, RoomPerson, RoomRole, RoomSettings, RoomSource } from '../../shared/contract/rooms.ts';
import { t } from '../../shared/i18n/locale.ts';
import type { RoomNow } from '../../shared/room/room-state.ts';
import { LinksSlot } from './links-slot.tsx';
import { act } from './store.ts';

const CHATS: readonly RoomChat[] = ['everyone', 'hosts', 'nobody'];

async function end(): Promise<void> {
  const yes = await ask({ title: t('room.end_title'), text: t('room.end_text'), yes: t('room.end'), danger: true });
  if (yes) await act((id) => ({ type: 'room.end', id }));
}

const muteAll = (held: boolean) => void act((id) => ({ type: 'room.mute', id, sources: ['microphone'], held }));

function Settings({ settings }: { settings: RoomSettings }) {
  const set = (more: Partial<RoomSettings>) => void act((id) => ({ type: 'room.settings', id, ...settings, ...more }));
  return (
    <div class="panel-settings">
      <Select
        label={t('room.setting_chat')}
        value={settings.chat}
        choices={CHATS.map((chat) => ({ value: chat, text: t(`room.chat_${chat}`) }))}
        onChange={(chat) => set({ chat: chat as RoomChat })}
      />
      <Check id="setting-lobby" label={t('room.setting_lobby')} checked={settings.lobby} onChange={(lobby) => set({ lobby })} />
      <Check
        id="setting-screens"
        label={t('room.setting_screens')}
        checked={settings.screens === 'many'}
        onChange={(isMany) => set({ screens: isMany ? 'many' : 'one' })}
      />
    </div>
  );
}

export function HostTools({ now }: { now: RoomNow }) {
  const isOpen = useSignal(false);
  const isInviting = useSignal(false);
  return (
    <section class="panel-part" aria-labelledby="tools-title">
      <h3 id="tools-title" class="visually-hidden">
        {t('room.tools')}
      </h3>
      <Button expanded={isOpen.value} onPress={() => (isOpen.value = !isOpen.value)}>
        {t('room.tools')}
      </Button>
      {isOpen.value && (
        <>
          <div class="panel-tools">
            <Button icon="mic_off" onPress={() => muteAll(true)}>
              {t('room.mute_all')}
            </Button>
            <Button icon="mic" onPress={() => muteAll(false)}>
              {t('room.unmute_all')}
            </Button>
            <Button icon={now.locked ? 'unlock' : 'lock'} onPress={() => void act((id) => ({ type: 'room.lock', id, locked: !now.locked }))}>
              {t(now.locked ? 'room.unlock' : 'room.lock')}
            </Button>
            {now.kind === 'group' && (
              <Button icon="add" onPress={() => (isInviting.value = true)}>
                {t('room.links')}
              </Button>
            )}
            <Button icon="stop" kind="danger" onPress={() => void end()}>
              {t('room.end')}
            </Button>
          </div>
          {now.locked && (
            <p class="panel-note">
              <Icon name="lock" />
              {t('room.locked')}
            </p>
          )}
          <Settings settings={now.settings} />
        </>
      )}
      {isInviting.value && <LinksSlot meeting={now.room} title={now.title} onClose={() => (isInviting.value = false)} />}
    </section>
  );
}

/* Hosts are neither muted nor removed: another role comes first. */
export function PersonTools({ person, onDone }: { person: RoomPerson; onDone: () => void }) {
  const { session, held, role, display_name: name } = person;
  const hold = (source: RoomSource) => {
    onDone();
    void act((id) => ({ type: 'room.mute', id, session, sources: [source], held: !held.includes(source) }));
  };
  const give = (to: RoomRole) => {
    onDone();
    void act((id) => ({ type: 'room.role', id, session, role: to }));
  };
  const remove = async (ban: boolean) => {
    onDone();
    const yes = t(ban ? 'room.ban' : 'room.remove');
    if (await ask({ title: t('room.remove_title', { name }), text: '', yes, danger: true })) {
      await act((id) => ({ type: 'room.remove', id, session, ban }));
    }
  };
  const isHost = role === 'host';
  return (
    <div class="person-tools">
      {!isHost && (
        <>
          <Button wide icon={held.includes('microphone') ? 'mic' : 'mic_off'} onPress={() => hold('microphone')}>
            {t(held.includes('microphone') ? 'room.unmute' : 'room.mute')}
          </Button>
          <Button wide icon={held.includes('camera') ? 'camera' : 'camera_off'} onPress={() => hold('camera')}>
            {t(held.includes('camera') ? 'room.free_camera' : 'room.hold_camera')}
          </Button>
          {!person.guest && (
            <Button wide icon="flag" onPress={() => give('host')}>
              {t('room.make_host')}
            </Button>
          )}
        </>
      )}
      {role !== 'speaker' && (
        <Button wide icon="user" onPress={() => give('speaker')}>
          {t('room.make_speaker')}
        </Button>
      )}
      {role === 'speaker' && (
        <Button wide icon="headphones" onPress={() => give('audience')}>
          {t('room.make_audience')}
        </Button>
      )}
      {!isHost && (
        <>
          <Button wide kind="danger" icon="sign_out" onPress={() => void remove(false)}>
            {t('room.remove')}
          </Button>
          <Button wide kind="danger" icon="cross" onPress={() => void remove(true)}>
            {t('room.ban')}
          </Button>
        </>
      )}
    </div>
  );
}
