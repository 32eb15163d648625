/* For who comes by a link and is not signed in: a name is enough, and whoever has an account may sign in. */
import '../../shared/i18n/words-invite.ts';
import './room.css';

import { useSignal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { Field, focusField } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { call, type Failure } from '../../shared/api-client.ts';
import { failureText } from '../../shared/failure-text.ts';
import { t } from '../../shared/i18n/locale.ts';
import { goToSignIn } from '../../shared/session.ts';
import { roomId } from './store.ts';
import { guestName, hideLink, link, takeGuest } from './link.ts';

const NAME_MAX_CHARS = 32;

function signIn(): void {
  hideLink();
  goToSignIn('none');
}

function Refusal({ failure }: { failure: Failure }) {
  const { code } = failure;
  const words = code === 'not_found' ? t('room.refused_link') : code === 'rate_limited' ? t('room.guest_often') : failureText(failure);
  return <Notice tone="bad">{words}</Notice>;
}

export function GuestDoor() {
  const name = useSignal(guestName.value);
  const isWrong = useSignal(false);
  const isBusy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isBusy.value) return;
    const given = name.value.trim();
    isWrong.value = given === '' || [...given].length > NAME_MAX_CHARS;
    if (isWrong.value) return focusField('guest-name');
    isBusy.value = true;
    failure.value = null;
    const result = await call('POST /api/v1/rooms/{meeting}/guests', { path: { meeting: roomId.value }, body: { link: link.value, name: given } });
    isBusy.value = false;
    if (result.ok) takeGuest(result.value);
    else failure.value = result.failure;
  };
  return (
    <div class="room-out room-guest">
      <h1>{t('room.guest_title')}</h1>
      <p class="room-lead">{t('room.guest_lead')}</p>
      <form class="room-guest-form" noValidate onSubmit={(event) => void submit(event)}>
        <Field
          id="guest-name"
          label={t('room.guest_name')}
          hint={t('room.guest_name_hint')}
          error={isWrong.value ? t('room.guest_name_wrong') : null}
          value={name.value}
          autocomplete="name"
          onInput={(text) => (name.value = text)}
        />
        {failure.value && <Refusal failure={failure.value} />}
        <Button kind="primary" type="submit" wide busy={isBusy.value}>
          {t('room.guest_enter')}
        </Button>
      </form>
      <Button onPress={signIn}>{t('room.guest_sign_in')}</Button>
    </div>
  );
}
