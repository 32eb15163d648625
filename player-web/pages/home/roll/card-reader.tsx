/* Cards at the room's computer: a reader types a number and Enter, as a keyboard does. The number stays nowhere, so nothing of it
 * waits for a network: what was not entered is read again. */
import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { Presence, RegisterPage } from '../../../shared/contract/registers.ts';
import { failureText } from '../../../shared/failure-text.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { newUuid } from '../../../shared/uuid.ts';

const FIELD = 'roll-card';

const MOST_SAID = 5;

interface Said {
  id: string;
  tone: 'ok' | 'info' | 'bad';
  text: string;
}

function enteredText(presence: Presence): Omit<Said, 'id'> {
  const name = presence.name ?? '';
  if (presence.outcome === 'already') return { tone: 'info', text: t('roll.cards_already', { name }) };
  return { tone: 'ok', text: t('roll.cards_entered', { name }) };
}

function failedText(failure: Failure): Omit<Said, 'id'> {
  if (failure.status === 404) return { tone: 'bad', text: t('roll.cards_unknown') };
  const isAway = failure.status === 0 || failure.status >= 500;
  return { tone: 'bad', text: isAway ? t('roll.cards_again') : failureText(failure) };
}

export function CardReader(props: { page: RegisterPage; placeId: string; reload: () => void }) {
  const number = useSignal('');
  const said = useSignal<readonly Said[]>([]);
  /* The next card may come before this answer. */
  async function read(): Promise<void> {
    const body = { id: newUuid(), place_id: props.placeId, number: number.value.trim() };
    number.value = '';
    focusField(FIELD);
    if (body.number === '') return;
    const result = await call('POST /api/v1/registers/{id}/cards', { path: { id: props.page.register.id }, body });
    const one = { id: body.id, ...(result.ok ? enteredText(result.value) : failedText(result.failure)) };
    said.value = [one, ...said.value].slice(0, MOST_SAID);
    if (result.ok) props.reload();
  }
  return (
    <Card id="roll-cards" title={t('roll.cards')}>
      <p class="card-lead">{t('roll.cards_lead')}</p>
      <form
        class="roll-heads"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void read();
        }}
      >
        <Field id={FIELD} label={t('roll.cards_label')} value={number.value} onInput={(value) => (number.value = value)} />
        <Button type="submit">{t('roll.cards_send')}</Button>
      </form>
      {said.value.map((one) => (
        <Notice key={one.id} tone={one.tone}>{one.text}</Notice>
      ))}
    </Card>
  );
}
