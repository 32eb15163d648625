/* Ballots on paper, of a room before one screen or in letters of people without an account: a teller enters what was
 * counted; a second one must enter the same. */
import { effect, useSignal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { Select } from '../../components/desk/select.tsx';
import { Check, Field } from '../../components/field.tsx';
import type { RoomVote } from '../../shared/contract/rooms.ts';
import { t } from '../../shared/i18n/locale.ts';
import type { RoomNow } from '../../shared/room/room-state.ts';
import { tallyOf } from '../../shared/room/votes.ts';
import { act, now as nowHere } from './store.ts';

/* Rooms whose totals waited for a second teller: which waits no more, counts. No message says it. */
const waited = new Set<string>();
const keyOf = (vote: RoomVote, site: string) => `${vote.vote} ${site}`;
effect(() => {
  for (const vote of nowHere.value?.votes ?? []) for (const site of vote.waiting) waited.add(keyOf(vote, site));
});

export function TallyForm({ now, vote }: { now: RoomNow; vote: RoomVote }) {
  const places = now.people
    .filter(({ role }) => role === 'site')
    .map(({ account, display_name }) => ({ value: account, text: display_name }))
    .concat({ value: vote.vote, text: t('room.tally_letters') });
  const chosen = useSignal('');
  const counts = useSignal<readonly string[]>(vote.choices.map(() => ''));
  const voters = useSignal<readonly string[]>([]);
  const isWrong = useSignal(false);
  const isBusy = useSignal(false);
  const place = places.find(({ value }) => value === chosen.value) ?? places[0]!;
  const isOfLetters = place.value === vote.vote;
  const isCounted = waited.has(keyOf(vote, place.value)) && !vote.waiting.includes(place.value);
  const mayHave = now.people.filter(
    ({ has_vote, role, account }) => !isOfLetters && has_vote && role !== 'site' && !vote.voted.includes(account),
  );
  const hint = isOfLetters ? 'room.tally_letters_hint' : 'room.tally_hint';
  const submit = async () => {
    const tally = tallyOf(counts.value, voters.value);
    isWrong.value = tally === null;
    if (!tally) return;
    isBusy.value = true;
    const isDone = await act((id) => ({ type: 'vote.tally', id, vote: vote.vote, site: place.value, ...tally }));
    isBusy.value = false;
    if (!isDone) return;
    counts.value = vote.choices.map(() => '');
    voters.value = [];
  };
  return (
    <form
      class="tally"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isBusy.value) void submit();
      }}
    >
      <h4>{isOfLetters ? place.text : t('room.tally_title', { name: place.text })}</h4>
      {isCounted ? (
        <p class="vote-done">{t('room.tally_done')}</p>
      ) : (
        <p class="soft">{t(vote.waiting.includes(place.value) ? 'room.tally_second' : hint)}</p>
      )}
      {places.length > 1 && (
        <Select
          label={t('room.tally_site')}
          value={place.value}
          choices={places}
          onChange={(value) => {
            chosen.value = value;
            voters.value = [];
          }}
        />
      )}
      {!isCounted && (
        <>
          {vote.choices.map((choice, i) => (
            <Field
              key={choice}
              id={`tally-${i}`}
              type="number"
              label={choice}
              value={counts.value[i] ?? ''}
              onInput={(text) => (counts.value = counts.value.map((old, k) => (k === i ? text : old)))}
              error={isWrong.value && i === 0 ? t('room.tally_wrong') : null}
            />
          ))}
          {mayHave.length > 0 && <p>{t('room.tally_voters')}</p>}
          {mayHave.map(({ account, display_name }) => (
            <Check
              key={account}
              id={`tally-${account}`}
              label={display_name}
              checked={voters.value.includes(account)}
              onChange={(isIn) => (voters.value = isIn ? [...voters.value, account] : voters.value.filter((one) => one !== account))}
            />
          ))}
          <Button type="submit" kind="primary" busy={isBusy.value}>
            {t('room.tally_send')}
          </Button>
        </>
      )}
    </form>
  );
}
