/* A host opens a vote. */
import { useSignal } from '@preact/signals';

import { FormDialog } from '../../components/desk/dialog.tsx';
import { Select } from '../../components/desk/select.tsx';
import { Check, Field } from '../../components/field.tsx';
import type { VoteMajority, VoteQuorum } from '../../shared/contract/rooms.ts';
import { t } from '../../shared/i18n/locale.ts';
import type { RoomNow } from '../../shared/room/room-state.ts';
import { choicesIn, faultsIn, MAJORITY_WORDS, QUORUM_WORDS, type VoteDraft } from '../../shared/room/votes.ts';
import { act } from './store.ts';
import { WrittenPart } from './written-part.tsx';

function keysOf<K extends string>(table: Readonly<Record<K, unknown>>): K[] {
  return Object.keys(table) as K[];
}

export function VoteForm({ now, onDone }: { now: RoomNow; onDone: () => void }) {
  const draft = useSignal<VoteDraft>({
    question: '',
    choices: t('room.vote_choices_default').split(',').join('\n'),
    secret: false,
    majority: 'expected_half',
    quorum: 'half',
    tellers: [],
    written: [],
  });
  const isBusy = useSignal(false);
  const isChecked = useSignal(false);
  const change = (more: Partial<VoteDraft>) => (draft.value = { ...draft.value, ...more });
  const mayCount = now.people.filter(({ role, guest }) => role !== 'site' && !guest);
  const faults = isChecked.value ? faultsIn(draft.value) : {};
  const submit = async () => {
    isChecked.value = true;
    if (Object.keys(faultsIn(draft.value)).length > 0) return;
    const { question, secret, majority, quorum, tellers } = draft.value;
    const choices = choicesIn(draft.value.choices);
    const written = draft.value.written.map(({ account, choice }) => ({ account, choice: choices.indexOf(choice) }));
    isBusy.value = true;
    const isDone = await act((id) => ({
      type: 'vote.open', id, question: question.trim(), choices, secret, majority, quorum, tellers: [...tellers], written,
    }));
    isBusy.value = false;
    if (isDone) onDone();
  };
  return (
    <FormDialog title={t('room.vote_open')} submit={t('room.vote_open')} busy={isBusy.value} failure={null} onSubmit={() => void submit()} onClose={onDone}>
      <Field
        id="vote-question"
        label={t('room.vote_question')}
        value={draft.value.question}
        onInput={(question) => change({ question })}
        error={faults.question ? t(faults.question) : null}
      />
      <div class={faults.choices ? 'field field-wrong' : 'field'}>
        <label class="field-label" for="vote-choices">
          {t('room.vote_choices')}
        </label>
        <textarea
          class="field-input vote-choices"
          id="vote-choices"
          rows={4}
          value={draft.value.choices}
          aria-invalid={faults.choices ? true : undefined}
          aria-describedby={faults.choices ? 'vote-choices-note' : undefined}
          onInput={(event) => change({ choices: event.currentTarget.value })}
        />
        {faults.choices && (
          <p class="field-note" id="vote-choices-note">
            {t(faults.choices)}
          </p>
        )}
      </div>
      <Check id="vote-secret" label={t('room.vote_secret')} checked={draft.value.secret} onChange={(secret) => change({ secret })} />
      <Select
        label={t('room.vote_majority')}
        value={draft.value.majority}
        choices={keysOf(MAJORITY_WORDS).map((value) => ({ value, text: t(MAJORITY_WORDS[value]) }))}
        onChange={(majority) => change({ majority: majority as VoteMajority })}
      />
      <Select
        label={t('room.vote_quorum')}
        value={draft.value.quorum}
        choices={keysOf(QUORUM_WORDS).map((value) => ({ value, text: t(QUORUM_WORDS[value]) }))}
        onChange={(quorum) => change({ quorum: quorum as VoteQuorum })}
      />
      {mayCount.length > 1 && (
        <fieldset class="vote-tellers">
          <legend class="field-label">{t('room.vote_tellers')}</legend>
          <p class="field-note">{t(faults.tellers ?? 'room.vote_tellers_hint')}</p>
          {mayCount.map(({ account, display_name }) => (
            <Check
              key={account}
              id={`teller-${account}`}
              label={display_name}
              checked={draft.value.tellers.includes(account)}
              onChange={(isIn) => {
                const others = draft.value.tellers.filter((one) => one !== account);
                change({ tellers: isIn ? [...others, account] : others });
              }}
            />
          ))}
        </fieldset>
      )}
      <WrittenPart
        room={now.room}
        opinions={draft.value.written}
        choices={choicesIn(draft.value.choices)}
        isWrong={faults.written !== undefined}
        onChange={(written) => change({ written })}
      />
    </FormDialog>
  );
}
