/* On /pc and /phone: meetings among themselves that are open, each one press away. */
import './rooms.css';
import '../../../shared/i18n/words-rooms.ts';

import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { ButtonLink } from '../../../components/button.tsx';
import { Icon } from '../../../components/icon.tsx';
import { call } from '../../../shared/api-client.ts';
import type { MeetingRow } from '../../../shared/contract/live.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { onNews } from '../../../shared/live.ts';

const open = signal<readonly MeetingRow[]>([]);

async function look(): Promise<void> {
  const result = await call('GET /api/v1/meetings', { query: { state: 'open' } });
  if (result.ok) open.value = result.value.meetings.filter(({ kind, state }) => kind !== 'broadcast' && state === 'open');
}

const ASK_EVERY_MS = 60000;

export function Rooms() {
  useEffect(() => {
    void look();
    const stop = onNews(['meeting.open', 'meeting.changed'], () => void look());
    const timer = setInterval(() => !document.hidden && void look(), ASK_EVERY_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, []);
  if (open.value.length === 0) return null;
  return (
    <section class="meetings" aria-labelledby="rooms-title">
      <h2 id="rooms-title">{t('rooms.title')}</h2>
      <div class="on-air-list">
        {open.value.map((row) => (
          <a key={row.id} class="on-air" href={`/room#/${row.id}`} data-room={row.id}>
            <span class="on-air-sign on-air-enter" aria-hidden="true">
              <Icon name="people" />
            </span>
            <span class="on-air-words">
              <span class="on-air-state">{row.unit_name}</span>
              <strong class="on-air-title">{row.title}</strong>
              <span class="on-air-note">{t('rooms.enter')}</span>
            </span>
          </a>
        ))}
      </div>
      <p class="rooms-check">
        <ButtonLink href={`/check#${location.pathname}`} icon="pulse">
          {t('rooms.check')}
        </ButtonLink>
      </p>
    </section>
  );
}
