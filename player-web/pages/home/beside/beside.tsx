/* Several people round one screen of somebody's own: each says so with the own name and password, as often as somebody sits down. */
import '../../../shared/i18n/words-beside.ts';
import './beside.css';

import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Card } from '../../../components/card.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import { failureText } from '../../../shared/failure-text.ts';
import { hourAndMinute } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { newUuid } from '../../../shared/uuid.ts';
import { keepBeside, keptBeside, type Beside } from './kept-beside.ts';

const NAME = 'beside-name';
const PASSWORD = 'beside-password';

/* A wrong password is the other person's: who watches stays signed in. */
function textOf(failure: Failure): string {
  return failure.status === 401 ? t('beside.wrong') : failureText(failure);
}

interface FormProps {
  account: string;
  viewing: () => string;
  onEntered: (one: Beside) => void;
  onClose: () => void;
}

function BesideForm({ account, viewing, onEntered, onClose }: FormProps) {
  const name = useSignal(account);
  const password = useSignal('');
  const wrong = useSignal('');
  const busy = useSignal(false);
  const send = async () => {
    const id = viewing();
    if (name.value.trim() === '' || password.value === '') wrong.value = t('beside.missing');
    else if (id === '') wrong.value = t('beside.not_yet');
    else {
      busy.value = true;
      const body = { name: name.value.trim(), password: password.value, id: newUuid() };
      const result = await call('POST /api/v1/viewings/{id}/beside', { path: { id }, body });
      busy.value = false;
      password.value = '';
      if (result.ok) {
        const { id: presence, from, name: called } = result.value;
        return onEntered({ viewing: id, presence, account: body.name, name: called ?? body.name, from });
      }
      wrong.value = textOf(result.failure);
    }
    focusField(name.value.trim() === '' ? NAME : PASSWORD);
  };
  return (
    <form
      class="beside-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy.value) void send();
      }}
    >
      {wrong.value && <Notice tone="bad">{wrong.value}</Notice>}
      <Field id={NAME} label={t('beside.name')} value={name.value} onInput={(value) => (name.value = value)} />
      <Field id={PASSWORD} type="password" label={t('beside.password')} value={password.value} onInput={(value) => (password.value = value)} />
      <div class="beside-acts">
        <Button type="submit" kind="primary" busy={busy.value}>
          {t('beside.send')}
        </Button>
        <Button onPress={onClose}>{t('beside.cancel')}</Button>
      </div>
    </form>
  );
}

interface EarlierProps {
  people: readonly Beside[];
  onAgain: (one: Beside) => void;
  onGone: (one: Beside) => void;
}

/* Who sat there before the page was loaded anew, or at another film: not counted until they say so again. */
function Earlier({ people, onAgain, onGone }: EarlierProps) {
  return (
    <>
      <p>{t('beside.again_lead')}</p>
      <ul class="beside-people">
        {people.map((one) => (
          <li key={one.presence}>
            <span>{one.name}</span>
            <span class="beside-acts">
              <Button label={t('beside.again_of', { name: one.name })} onPress={() => onAgain(one)}>
                {t('beside.again')}
              </Button>
              <Button label={t('beside.left_of', { name: one.name })} onPress={() => onGone(one)}>
                {t('beside.left')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

/* `viewing`: the id of the one behind the player now; '' while there is none. */
export function BesideCard({ viewing }: { viewing: () => string }) {
  const people = useSignal<readonly Beside[]>(keptBeside());
  const adding = useSignal<string | null>(null); // the name to begin with
  const failure = useSignal<Failure | null>(null);
  const now = viewing();
  const here = people.value.filter((one) => one.viewing === now);
  const earlier = now === '' ? [] : people.value.filter((one) => one.viewing !== now);
  const keep = (next: readonly Beside[]) => {
    people.value = next;
    keepBeside(next);
  };
  const leave = async (one: Beside) => {
    const path = { id: one.viewing, presence: one.presence };
    const result = await call('DELETE /api/v1/viewings/{id}/beside/{presence}', { path });
    failure.value = result.ok ? null : result.failure;
    if (result.ok) keep(people.value.filter((other) => other.presence !== one.presence));
  };
  return (
    <Card id="beside" title={t('beside.title')}>
      <p class="card-lead">{t('beside.lead')}</p>
      {failure.value && <Notice tone="bad">{textOf(failure.value)}</Notice>}
      {here.length > 0 && (
        <ul class="beside-people">
          {here.map((one) => (
            <li key={one.presence}>
              <span>{t('beside.here', { name: one.name, time: hourAndMinute(Date.parse(one.from)) })}</span>
              <Button label={t('beside.left_of', { name: one.name })} onPress={() => void leave(one)}>
                {t('beside.left')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {earlier.length > 0 && (
        <Earlier
          people={earlier}
          onAgain={(one) => (adding.value = one.account)}
          onGone={(one) => keep(people.value.filter((other) => other !== one))}
        />
      )}
      {adding.value !== null ? (
        <BesideForm
          key={adding.value}
          account={adding.value}
          viewing={viewing}
          onEntered={(one) => {
            adding.value = null;
            keep([...people.value.filter((other) => other.account !== one.account), one]);
          }}
          onClose={() => (adding.value = null)}
        />
      ) : (
        <div>
          <Button icon="add" expanded={false} onPress={() => (adding.value = '')}>
            {t('beside.open')}
          </Button>
        </div>
      )}
    </Card>
  );
}
