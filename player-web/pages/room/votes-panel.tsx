/* The vote that is open, with its ballot; results; for hosts: opening and closing. */
import { useSignal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { ask } from '../../components/desk/dialog.tsx';
import type { RoomVote } from '../../shared/contract/rooms.ts';
import { t } from '../../shared/i18n/locale.ts';
import type { RoomNow } from '../../shared/room/room-state.ts';
import { countsOf, MAJORITY_WORDS, ownPart, QUORUM_WORDS, RESULT_WORDS, voteToShow } from '../../shared/room/votes.ts';
import { act, isHost, self } from './store.ts';
import { TallyForm } from './tally-form.tsx';
import { VoteForm } from './vote-form.tsx';

function Ballot({ vote }: { vote: RoomVote }) {
  const cast = async (choice: string, i: number) => {
    const yes = await ask({ title: t('room.vote_confirm', { choice }), text: t('room.vote_confirm_text'), yes: t('room.vote_cast') });
    if (yes) await act((id) => ({ type: 'vote.cast', id, vote: vote.vote, choice: i }));
  };
  return (
    <div class="ballot">
      <p>{t('room.vote_ask')}</p>
      {vote.choices.map((choice, i) => (
        <Button key={choice} wide onPress={() => void cast(choice, i)}>
          {choice}
        </Button>
      ))}
    </div>
  );
}

function Result({ vote }: { vote: RoomVote }) {
  if (!vote.result) return null;
  const rows = countsOf(vote);
  return (
    <>
      <p class={`vote-result vote-${vote.result}`}>{t(RESULT_WORDS[vote.result])}</p>
      {vote.counts ? (
        <dl class="vote-counts">
          {rows.map(({ choice, count }) => (
            <div key={choice}>
              <dt>{choice}</dt>
              <dd class="numbers">{t('room.vote_count', { count: count ?? 0 })}</dd>
            </div>
          ))}
        </dl>
      ) : (
        vote.secret && vote.result !== 'no_quorum' && <p class="soft">{t('room.vote_few')}</p>
      )}
    </>
  );
}

function VoteCard({ now, vote }: { now: RoomNow; vote: RoomVote }) {
  const part = ownPart(vote, self.value);
  const isOpen = vote.state === 'open';
  const close = async () => {
    const yes = await ask({ title: t('room.vote_close_title'), text: vote.question, yes: t('room.vote_close') });
    if (yes) await act((id) => ({ type: 'vote.close', id, vote: vote.vote }));
  };
  return (
    <article class="vote" data-vote={vote.vote} data-state={vote.state}>
      <h3>{vote.question}</h3>
      <p class="soft">
        {t(vote.secret ? 'room.vote_is_secret' : 'room.vote_is_open')}
        {` · ${t('room.vote_rule', { name: t('room.vote_majority'), rule: t(MAJORITY_WORDS[vote.majority]) })}`}
        {vote.quorum !== 'none' && ` · ${t('room.vote_rule', { name: t('room.vote_quorum'), rule: t(QUORUM_WORDS[vote.quorum]) })}`}
      </p>
      <p class="numbers">{t('room.vote_voted', { count: vote.n_voted, expected: vote.expected })}</p>
      {isOpen && part === 'may' && <Ballot vote={vote} />}
      {part === 'has' && isOpen && <p class="vote-done">{t('room.vote_has')}</p>}
      {part === 'no_right' && <p class="soft">{t('room.vote_no_right')}</p>}
      {isOpen && self.value && vote.tellers.includes(self.value.account) && <TallyForm now={now} vote={vote} />}
      <Result vote={vote} />
      {isOpen && isHost.value && (
        <Button kind="primary" onPress={() => void close()}>
          {t('room.vote_close')}
        </Button>
      )}
    </article>
  );
}

export function VotesPanel({ now }: { now: RoomNow }) {
  const isOpening = useSignal(false);
  const shown = voteToShow(now.votes);
  const earlier = now.votes.filter((vote) => vote !== shown).reverse();
  return (
    <div class="votes">
      {isHost.value && !isOpening.value && (
        <Button icon="add" onPress={() => (isOpening.value = true)}>
          {t('room.vote_open')}
        </Button>
      )}
      {isOpening.value && <VoteForm now={now} onDone={() => (isOpening.value = false)} />}
      {shown ? <VoteCard now={now} vote={shown} /> : <p class="soft">{t('room.votes_none')}</p>}
      {earlier.length > 0 && <h3>{t('room.vote_earlier')}</h3>}
      {earlier.map((vote) => (
        <VoteCard key={vote.vote} now={now} vote={vote} />
      ))}
    </div>
  );
}
