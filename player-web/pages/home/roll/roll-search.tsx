/* Who is not in the list of the place: somebody of another unit, found in the whole roster, or a guest. */
import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { RollPerson } from '../../../shared/contract/registers.ts';
import { t } from '../../../shared/i18n/locale.ts';

interface SearchProps {
  registerId: string;
  placeId: string;
  query: string;
  known: ReadonlySet<string>; // members of the list
  onPerson: (person: RollPerson) => void;
  onGuest: (name: string) => void;
}

export function Elsewhere({ registerId, placeId, query, known, onPerson, onGuest }: SearchProps) {
  const found = useSignal<readonly RollPerson[] | null>(null);
  const isBusy = useSignal(false);
  const failure = useSignal<Failure | null>(null);

  async function look(): Promise<void> {
    isBusy.value = true;
    const result = await call('GET /api/v1/registers/{id}/people', { path: { id: registerId }, query: { place: placeId, q: query } });
    isBusy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) found.value = result.value.people;
  }

  const others = found.value?.filter((one) => !known.has(one.member_id)) ?? [];
  return (
    <section class="roll-elsewhere" aria-label={t('roll.elsewhere_title')}>
      {failure.value && <FailureNotice failure={failure.value} />}
      {found.value && others.length === 0 && <p>{t('roll.nobody')}</p>}
      <ul class="roll-list">
        {others.map((person) => (
          <li class="roll-person" key={person.member_id}>
            <span class="roll-words">
              <b>{person.name}</b>
              <span class="roll-note">{person.unit_name ?? ''}</span>
            </span>
            <Button kind="primary" label={t('roll.tick', { name: person.name })} onPress={() => onPerson(person)}>{t('roll.add')}</Button>
          </li>
        ))}
      </ul>
      <div class="roll-steps">
        {!found.value && <Button icon="search" busy={isBusy.value} onPress={() => void look()}>{t('roll.look_elsewhere')}</Button>}
        <Button icon="add" onPress={() => onGuest(query)}>{t('roll.as_guest', { name: query })}</Button>
      </div>
    </section>
  );
}
