/* The roll call of one register in one place, followed live: the list with what was entered here laid over it, the notes
 * beside it, and what the server refused. */
import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

import { call, type Failure, type Result } from '../../../shared/api-client.ts';
import type { RegisterPage } from '../../../shared/contract/registers.ts';
import { failureText } from '../../../shared/failure-text.ts';
import { onNews, networkUp } from '../../../shared/live.ts';
import type { RollAnswer } from '../../../shared/roll-acts.ts';
import { RollBook } from '../../../shared/roll-book.ts';

export interface Refused {
  name: string;
  reason: string;
}

export interface Roll {
  book: RollBook;
  page: RegisterPage | null;
  failure: Failure | null;
  refused: Refused | null;
  reload: () => void;
}

const ASK_EVERY_MS = 15000;

/* The list speaks with televisions too, which know no Result. */
function answerTo<T>(done: (answer: RollAnswer) => void, failures: Map<RollAnswer, Failure>): (result: Result<T>) => void {
  return (result) => {
    if (result.ok) return done({ status: 200, body: result.value, detail: '', retryAfterMs: 0 });
    const { failure } = result;
    const answer = { status: failure.status, body: null, detail: failure.detail, retryAfterMs: (failure.retryAfterS ?? 0) * 1000 };
    failures.set(answer, failure);
    done(answer);
    failures.delete(answer);
  };
}

interface Told {
  onChange: () => void;
  onRefused: (refused: Refused) => void;
}

function makeBook(registerId: string, placeId: string, told: Told): RollBook {
  const id = { id: registerId };
  const failures = new Map<RollAnswer, Failure>();
  return new RollBook({
    registerId,
    placeId,
    how: 'phone',
    list: (done) => void call('GET /api/v1/registers/{id}/people', { path: id, query: { place: placeId } }).then(answerTo(done, failures)),
    enter: (body, done) => void call('POST /api/v1/registers/{id}/presences', { path: id, body }).then(answerTo(done, failures)),
    left: (presence, body, done) =>
      void call('POST /api/v1/registers/{id}/presences/{presence}/left', { path: { ...id, presence }, body }).then(answerTo(done, failures)),
    withdraw: (presence, done) =>
      void call('POST /api/v1/registers/{id}/presences/{presence}/withdraw', { path: { ...id, presence }, body: {} }).then(answerTo(done, failures)),
    onChange: told.onChange,
    onRefused: (name, answer) => {
      const failure = failures.get(answer);
      told.onRefused({ name, reason: failure ? failureText(failure) : answer.detail });
    },
  });
}

export function useRoll(registerId: string, placeId: string): Roll {
  const turn = useSignal(0);
  const page = useSignal<RegisterPage | null>(null);
  const failure = useSignal<Failure | null>(null);
  const refused = useSignal<Refused | null>(null);
  const book = useMemo(
    () => makeBook(registerId, placeId, { onChange: () => (turn.value += 1), onRefused: (told) => (refused.value = told) }),
    [registerId, placeId],
  );

  async function reloadPage(): Promise<void> {
    const result = await call('GET /api/v1/registers/{id}', { path: { id: registerId }, query: { place: placeId } });
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    const { register, presences } = result.value;
    page.value = result.value;
    book.beganMs = Date.parse(register.began_at);
    book.isOver = register.ended_at !== undefined;
    book.guests = presences.filter((one) => one.member_id === undefined && one.place_id === placeId && !one.is_withdrawn);
    turn.value += 1;
  }

  function reload(): void {
    book.look();
    void reloadPage();
  }

  useEffect(() => {
    reload();
    const stop = onNews(['register.changed'], reload);
    const timer = setInterval(reload, ASK_EVERY_MS);
    const stopNetwork = networkUp.subscribe((isUp) => {
      if (isUp) book.acts.retryNow();
    });
    return () => {
      stop();
      stopNetwork();
      clearInterval(timer);
      book.acts.stop();
    };
  }, [registerId, placeId]);
  void turn.value; // what the book holds has changed
  return { book, page: page.value, failure: failure.value, refused: refused.value, reload };
}
