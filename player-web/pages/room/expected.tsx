/* For who calls the roll: who is expected at this meeting and has not signed in yet, out of its attendance register. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { call } from '../../shared/api-client.ts';
import type { RollPerson } from '../../shared/contract/registers.ts';
import { t } from '../../shared/i18n/locale.ts';
import { onNews } from '../../shared/live.ts';
import { loadSelf, may } from '../../shared/self.ts';

const ASK_EVERY_MS = 30000;

/* null: nobody knows, or nothing to tell. */
async function expectedOf(room: string): Promise<readonly RollPerson[] | null> {
  await loadSelf();
  if (!may('attendance.roll')) return null;
  const found = await call('GET /api/v1/registers', { query: { event: room } });
  const register = found.ok ? found.value.registers.find(({ event_id }) => event_id === room) : undefined;
  if (!register) return null;
  const list = await call('GET /api/v1/registers/{id}/people', { path: { id: register.id } });
  return list.ok ? list.value.people.filter(({ is_expected, is_excused }) => is_expected && !is_excused) : null;
}

export function Expected({ room }: { room: string }) {
  const people = useSignal<readonly RollPerson[] | null>(null);
  useEffect(() => {
    let isLeft = false;
    const load = () =>
      void expectedOf(room).then((found) => {
        if (!isLeft) people.value = found;
      });
    load();
    const stop = onNews(['register.changed'], load);
    const timer = setInterval(load, ASK_EVERY_MS);
    return () => {
      isLeft = true;
      stop();
      clearInterval(timer);
    };
  }, [room]);
  const all = people.value;
  if (!all || all.length === 0) return null;
  const missing = all.filter(({ presence }) => !presence);
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
            <li key={member_id}>{name}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
