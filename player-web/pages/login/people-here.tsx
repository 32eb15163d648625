import { useSignal } from '@preact/signals';

import { failureText } from '../../components/failure-notice.tsx';
import { Notice } from '../../components/notice.tsx';
import type { PersonHere } from '../../shared/contract/activation.ts';
import { t } from '../../shared/i18n/locale.ts';
import { initials } from '../../shared/initials.ts';
import { peopleHere, switchTo } from '../../shared/people-here.ts';
import { setSignedInHint } from '../../shared/settings.ts';

/* People who are signed in on this device: one press each, no password. */
export function PeopleHere({ next }: { next: string }) {
  const busy = useSignal(false);
  const trouble = useSignal<(() => string) | null>(null);
  const people = peopleHere.value;

  async function enter(person: PersonHere): Promise<void> {
    if (busy.value) return;
    busy.value = true;
    if (person.current) {
      setSignedInHint(true);
      location.replace(next);
      return;
    }
    const result = await switchTo(person.session_id, next);
    busy.value = false;
    if (result.ok) return;
    const { failure } = result;
    trouble.value =
      failure.code === 'not_found' ? () => t('login.gone') : () => failureText(failure);
  }

  return (
    <>
      {trouble.value && <Notice tone="warn">{trouble.value()}</Notice>}
      {people.length > 0 && (
        <section class="here" aria-labelledby="here-title">
          <h2 class="here-title" id="here-title">
            {t('login.here')}
          </h2>
          <ul class="here-list">
            {people.map((person) => (
              <li key={person.session_id}>
                <button
                  type="button"
                  class="here-person"
                  aria-disabled={busy.value}
                  onClick={() => void enter(person)}
                >
                  <span class="here-sign" aria-hidden="true">
                    {initials(person.display_name)}
                  </span>
                  <span class="here-name">{person.display_name}</span>
                  <span class="here-enter">{t('login.enter_as')}</span>
                </button>
              </li>
            ))}
          </ul>
          <p class="here-or">
            <span>{t('login.here_or')}</span>
          </p>
        </section>
      )}
    </>
  );
}
