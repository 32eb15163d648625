/* Opinions that people who cannot be here have sent before the meeting: a host enters whose, and what each says. They are
 * named by their accounts. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { Select } from '../../components/desk/select.tsx';
import { call } from '../../shared/api-client.ts';
import type { RoomAttendee } from '../../shared/contract/room_book.ts';
import { t } from '../../shared/i18n/locale.ts';
import type { Opinion } from '../../shared/room/votes.ts';

interface WrittenPartProps {
  room: string;
  opinions: readonly Opinion[];
  choices: readonly string[];
  isWrong: boolean;
  onChange: (opinions: readonly Opinion[]) => void;
}

const mayHaveSent = ({ is_expected, is_here, account_id }: RoomAttendee) => is_expected && !is_here && account_id !== undefined;

export function WrittenPart({ room, opinions, choices, isWrong, onChange }: WrittenPartProps) {
  const absent = useSignal<readonly RoomAttendee[]>([]);
  const chosen = useSignal('');
  useEffect(() => {
    void call('GET /api/v1/meetings/{id}/people', { path: { id: room } }).then((found) => {
      if (found.ok) absent.value = found.value.people.filter(mayHaveSent);
    });
  }, [room]);
  const left = absent.value.filter(({ account_id }) => !opinions.some(({ account }) => account === account_id));
  if (absent.value.length === 0) return null;
  const add = () => {
    const person = left.find(({ account_id }) => account_id === chosen.value) ?? left[0];
    if (person?.account_id) onChange([...opinions, { account: person.account_id, name: person.name, choice: '' }]);
    chosen.value = '';
  };
  const rows = [{ value: '', text: t('room.written_choose') }, ...choices.map((choice) => ({ value: choice, text: choice }))];
  return (
    <fieldset class="vote-tellers">
      <legend class="field-label">{t('room.written')}</legend>
      <p class="field-note">{t(isWrong ? 'room.written_wrong' : 'room.written_hint')}</p>
      {opinions.map(({ account, name, choice }) => (
        <div key={account} class="written-row">
          <Select
            label={name}
            value={choices.includes(choice) ? choice : ''}
            choices={rows}
            onChange={(said) => onChange(opinions.map((one) => (one.account === account ? { ...one, choice: said } : one)))}
          />
          <Button label={t('room.written_drop_of', { name })} onPress={() => onChange(opinions.filter((one) => one.account !== account))}>
            {t('room.written_drop')}
          </Button>
        </div>
      ))}
      {left.length > 0 && (
        <div class="written-row">
          <Select
            label={t('room.written_who')}
            value={chosen.value || (left[0]?.account_id ?? '')}
            choices={left.map(({ account_id = '', name }) => ({ value: account_id, text: name }))}
            onChange={(account) => (chosen.value = account)}
          />
          <Button icon="add" onPress={add}>
            {t('room.written_add')}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
