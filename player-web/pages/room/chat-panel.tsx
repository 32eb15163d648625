/* What was written to all, and one line to write. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import type { RoomSaid } from '../../shared/contract/rooms.ts';
import { hourAndMinute } from '../../shared/format.ts';
import { t } from '../../shared/i18n/locale.ts';
import { maySpeakInChat, type RoomNow } from '../../shared/room/room-state.ts';
import { act, isHost, self } from './store.ts';

const TEXT_MAX = 300;

function Said({ said }: { said: RoomSaid }) {
  const isOwn = said.account === self.value?.account;
  const name = said.display_name;
  return (
    <li class={isOwn ? 'said said-own' : 'said'}>
      <p class="said-head">
        <strong>{isOwn ? t('room.you') : name}</strong>
        <span class="numbers">{hourAndMinute(said.at_us / 1000)}</span>
      </p>
      <p class="said-text">{said.text}</p>
      {(isOwn || isHost.value) && (
        <button
          type="button"
          class="said-remove"
          aria-label={isOwn ? undefined : t('room.chat_remove_of', { name })}
          onClick={() => void act((id) => ({ type: 'room.chat_remove', id, message: said.message }))}
        >
          {t('room.chat_remove')}
        </button>
      )}
    </li>
  );
}

export function ChatPanel({ now }: { now: RoomNow }) {
  const text = useSignal('');
  const isBusy = useSignal(false);
  const list = useRef<HTMLDivElement>(null);
  const newest = now.said[now.said.length - 1]?.message ?? 0;
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [newest]);
  const send = async () => {
    const said = text.value.trim();
    if (said === '' || isBusy.value) return;
    isBusy.value = true;
    if (await act((id) => ({ type: 'room.chat', id, text: said }))) text.value = '';
    isBusy.value = false;
  };
  return (
    <div class="chat">
      {now.kind === 'talk' && <p class="soft">{t('room.chat_kept_out')}</p>}
      <div ref={list} class="chat-list" role="log" aria-label={t('room.chat')}>
        {now.said.length === 0 && <p class="soft">{t('room.chat_empty')}</p>}
        <ul>
          {now.said.map((said) => (
            <Said key={said.message} said={said} />
          ))}
        </ul>
      </div>
      {maySpeakInChat(now, self.value) ? (
        <form
          class="chat-form"
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          <input
            class="field-input"
            id="chat-text"
            aria-label={t('room.chat_label')}
            placeholder={t('room.chat_label')}
            maxLength={TEXT_MAX}
            autocomplete="off"
            value={text.value}
            onInput={(event) => (text.value = event.currentTarget.value)}
          />
          <Button type="submit" kind="primary" busy={isBusy.value}>
            {t('room.chat_send')}
          </Button>
        </form>
      ) : (
        <p class="soft">{t('room.chat_closed')}</p>
      )}
    </div>
  );
}
