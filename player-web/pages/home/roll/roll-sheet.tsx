/* The roll call of one place: sums, ticks, who comes besides, notes. After the event it takes a printed list. */
import { useSignal } from '@preact/signals';

import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Field } from '../../../components/field.tsx';
import { Loading } from '../../../components/loading.tsx';
import { Notice } from '../../../components/notice.tsx';
import type { Register, RollPerson } from '../../../shared/contract/registers.ts';
import { dateAndTime } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import type { RollRow, RollSums } from '../../../shared/roll-book.ts';
import { spanOf, wholeEvent, type PaperSpan, type PaperTimes } from './paper-times.ts';
import { CardReader } from './card-reader.tsx';
import { Confirmations, HeadCount } from './roll-notes.tsx';
import { RollLine } from './roll-row.tsx';
import { Elsewhere } from './roll-search.tsx';
import { useRoll } from './use-roll.ts';

const RUNNING: PaperSpan = { from: '', until: '' };

function Sums({ sums, excused, guests }: { sums: RollSums; excused: number; guests: number }) {
  const rows: readonly (readonly [string, number])[] = [
    [t('roll.here'), sums.here], [t('roll.expected'), sums.expected],
    [t('roll.excused'), excused], [t('roll.guests'), guests],
  ];
  return (
    <dl class="roll-sums" aria-live="polite">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface PaperProps {
  register: Register;
  times: PaperTimes;
  isWrong: boolean;
  onTimes: (times: PaperTimes) => void;
}

function Paper({ register, times, isWrong, onTimes }: PaperProps) {
  return (
    <section class="roll-paper" aria-label={t('roll.paper')}>
      <Notice tone="info" title={t('roll.paper')}>
        {t('roll.paper_text', { time: dateAndTime(Date.parse(register.closes_at ?? register.began_at)) })}
      </Notice>
      <div class="roll-times">
        <Field id="paper-from" type="time" label={t('roll.paper_from')} value={times.from} onInput={(from) => onTimes({ ...times, from })} />
        <Field
          id="paper-until"
          type="time"
          label={t('roll.paper_until')}
          value={times.until}
          error={isWrong ? t('roll.paper_wrong') : null}
          onInput={(until) => onTimes({ ...times, until })}
        />
      </div>
    </section>
  );
}

/* Typed as it comes: 王建国, wangjianguo, wjg. */
export function fits(row: RollRow, query: string): boolean {
  const wanted = query.toLowerCase().replace(/\s+/g, '');
  return row.name.includes(query) || row.letters.split(' ').some((word) => word.startsWith(wanted)) || row.letters.replace(/\s+/g, '').includes(wanted);
}

function Line({ count, isStuck }: { count: number; isStuck: boolean }) {
  if (count === 0) return null;
  if (isStuck) return <Notice tone="warn">{t('roll.waiting', { count })}</Notice>;
  return <p class="roll-note" role="status">{t('roll.sending', { count })}</p>;
}

export function RollSheet({ registerId, placeId }: { registerId: string; placeId: string }) {
  const { book, page, failure, refused, reload } = useRoll(registerId, placeId);
  const typed = useSignal('');
  const times = useSignal<PaperTimes | null>(null);
  if (!page || !book.isLoaded) {
    if (failure?.status === 404) return <Notice tone="warn">{t('roll.gone')}</Notice>;
    return failure ? <FailureNotice failure={failure} /> : <Loading />;
  }
  const { register } = page;
  const query = typed.value.trim();
  const paper = times.value ?? wholeEvent(register);
  const span = register.ended_at ? spanOf(paper, register) : RUNNING;
  const guests = book.guestRows();
  const persons = new Map(book.persons().map((one) => [one.member_id, one]));
  const rows = [...book.rows(), ...guests].filter((row) => query === '' || fits(row, query));

  function enter(person: RollPerson | undefined): void {
    if (person && span) book.enter(person, span.from, span.until);
    typed.value = '';
  }
  function enterGuest(name: string): void {
    if (span) book.enterGuest(name, span.from, span.until);
    typed.value = '';
  }

  return (
    <div class="roll">
      <div class="roll-main">
        <Sums sums={book.sums()} excused={book.rows().filter((row) => row.isExcused).length} guests={guests.length} />
        {register.ended_at && (
          <Paper register={register} times={paper} isWrong={span === null} onTimes={(next) => (times.value = next)} />
        )}
        <Field id="roll-search" label={t('roll.search')} value={typed.value} onInput={(value) => (typed.value = value)} />
        <Line count={book.acts.all.length} isStuck={book.acts.isStuck} />
        {refused && <Notice tone="bad">{t('roll.refused', { name: refused.name, reason: refused.reason })}</Notice>}
        {rows.length === 0 && <p>{query === '' ? t('roll.empty') : t('roll.none_found', { query })}</p>}
        <ul class="roll-list">
          {rows.map((row) => {
            const person = persons.get(row.id);
            return (
              <RollLine
                key={row.id}
                row={row}
                elsewhere={person ? book.elsewhere(person) : ''}
                mayLeave={!register.ended_at}
                onEnter={() => (row.isGuest ? enterGuest(row.name) : enter(person))}
                onLeft={() => book.leave(row, new Date(book.nowMs()).toISOString())}
                onWithdraw={() => book.withdraw(row)}
              />
            );
          })}
        </ul>
        {query !== '' && (
          <Elsewhere
            key={query}
            registerId={registerId}
            placeId={placeId}
            query={query}
            known={new Set(persons.keys())}
            onPerson={enter}
            onGuest={enterGuest}
          />
        )}
      </div>
      <div class="roll-side">
        {!register.ended_at && <CardReader page={page} placeId={placeId} reload={reload} />}
        <Confirmations page={page} placeId={placeId} reload={reload} />
        <HeadCount page={page} placeId={placeId} reload={reload} />
      </div>
    </div>
  );
}
