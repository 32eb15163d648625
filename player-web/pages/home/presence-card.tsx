import { Card } from '../../components/card.tsx';
import { ConnectionPill } from '../../components/connection-pill.tsx';
import { PersonList } from '../../components/person-list.tsx';
import { t } from '../../shared/i18n/locale.ts';
import { connection, people, unlisted } from '../../shared/live.ts';

function countText(count: number): string {
  return count === 1 ? t('presence.count_one') : t('presence.count', { count });
}

/* Who is here now, live over the WebSocket. */
export function PresenceCard() {
  const online = connection.value.kind === 'online';
  const list = people.value;
  return (
    <Card id="presence" title={t('presence.heading')} aside={<ConnectionPill />}>
      <div class={online ? 'presence' : 'presence presence-stale'}>
        <p class="presence-count numbers" aria-live="polite">
          {list.length > 0 && countText(list.length + unlisted.value)}
        </p>
        {!online && list.length > 0 && <p class="presence-note">{t('presence.stale')}</p>}
        <PersonList people={list} unlisted={unlisted.value} />
        {online && list.length === 1 && <p class="presence-note">{t('presence.empty')}</p>}
      </div>
    </Card>
  );
}
