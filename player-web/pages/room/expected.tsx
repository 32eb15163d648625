/* For hosts: who is expected at this meeting and has neither come in nor been ticked by a roll call. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { call } from '../../shared/api-client.ts';
import type { RoomAttendee } from '../../shared/contract/room_book.ts';
import { t } from '../../shared/i18n/locale.ts';
import { onNews } from '../../shared/live.ts';

const ASK_EVERY_MS = 30000;

const isAwaited = ({ is_expected, is_excused }: RoomAttendee) => is_expected && !is_excused;
const isMissing = ({ is_here, has_come, is_ticked }: RoomAttendee) => !is_here && !has_come && !is_ticked;

/* `present`: how many are in; another number is a reason to ask again. */
export function Expected({ room, present }: { room: string; present: number }) {
  const people = useSignal<readonly RoomAttendee[]>([]);
  useEffect(() => {
    let isLeft = false;
    const load = () =>
      void call('GET /api/v1/meetings/{id}/people', { path: { id: room } }).then((found) => {
        if (!isLeft && found.ok) people.value = found.value.people.filter(isAwaited);
      });
    load();
    const stop = onNews(['register.changed'], load);
    const timer = setInterval(load, ASK_EVERY_MS);
    return () => {
      isLeft = true;
      stop();
      clearInterval(timer);
    };
  }, [room, present]);
  const all = people.value;
  if (all.length === 0) return null;
  const missing = all.filter(isMissing);
  return (
    <section class="panel-part" aria-labelledby="expected-title">
      <h3 id="expected-title" class="numbers">
        {t('room.expected', { count: all.length })}
        {missing.length > 0 && ` · ${t('room.missing', { count: missing.length })}`}
      </h3>
      {missing.length === 0 ? (
        <p class="soft">{t('room.expected_all')}</p>
      ) : (
        <ul class="panel-missing" aria-label={t('room.missing_list')}>
          {missing.map(({ member_id, name }) => (
            <li key={member_id ?? name}>{name}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
