import './person-list.css';

import { t } from '../shared/i18n/locale.ts';
import type { ClientKind } from '../shared/contract.ts';
import { initials } from '../shared/initials.ts';
import type { Person } from '../shared/presence.ts';
import { Icon, type IconName } from './icon.tsx';

const CLIENT_ICONS: Record<ClientKind, IconName> = {
  tv: 'tv',
  pc: 'pc',
  phone: 'phone',
  studio: 'wall',
  interpret: 'user',
  admin: 'pc',
  wall: 'wall',
};

function PersonRow({ person }: { person: Person }) {
  return (
    <li class={person.away ? 'person person-away' : 'person'} data-account={person.account}>
      <span class="person-sign" aria-hidden="true">
        {initials(person.displayName)}
      </span>
      <span class="person-name">
        {person.displayName}
        {person.self && <span class="person-tag">{t('presence.you')}</span>}
        {person.away && <span class="person-tag">{t('presence.away')}</span>}
      </span>
      <span class="person-clients">
        {person.clients.map((kind) => (
          <span class="person-client" key={kind}>
            <Icon name={CLIENT_ICONS[kind]} />
            <span>{t(`client.${kind}`)}</span>
          </span>
        ))}
      </span>
    </li>
  );
}

interface PersonListProps {
  people: readonly Person[];
  unlisted: number;
}

export function PersonList({ people, unlisted }: PersonListProps) {
  return (
    <>
      <ul class="people" aria-label={t('presence.list')}>
        {people.map((person) => (
          <PersonRow key={person.account} person={person} />
        ))}
      </ul>
      {unlisted > 0 && <p class="people-more">{t('presence.more', { count: unlisted })}</p>}
    </>
  );
}
