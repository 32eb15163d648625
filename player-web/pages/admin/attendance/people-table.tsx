import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { DataTable, type Column } from '../../../components/desk/data-table.tsx';
import { Empty } from '../../../components/desk/empty.tsx';
import { SearchBox } from '../../../components/desk/search-box.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { PersonStanding, RegisterStanding } from '../../../shared/contract/standing.ts';
import { shortTime } from '../../../shared/format.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { howText, lengthText, STATE_TONES, STATES, stateText, type StateWord } from './plain-words.ts';

const PAGE_ROWS = 100;

interface Wish {
  state: StateWord | '';
  q: string;
  unit: string;
}

function usePeople(register: string, wish: Wish, isClosed: boolean) {
  const answer = useSignal<RegisterStanding | null>(null);
  const people = useSignal<readonly PersonStanding[]>([]);
  const isBusy = useSignal(true);
  const failure = useSignal<Failure | null>(null);
  const turn = useRef(0);
  async function load(offset: number): Promise<void> {
    const mine = ++turn.current;
    isBusy.value = true;
    const query = { ...wish, q: wish.q.trim(), offset, limit: PAGE_ROWS };
    const result = await call('GET /api/v1/registers/{id}/figures', { path: { id: register }, query });
    if (mine !== turn.current) return;
    isBusy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    answer.value = result.value;
    people.value = offset === 0 ? result.value.people : [...people.value, ...result.value.people];
  }
  useEffect(() => {
    people.value = [];
    void load(0);
    return () => void (turn.current += 1);
  }, [register, wish.state, wish.q, wish.unit, isClosed]);
  const more = (answer.value?.found ?? 0) > people.value.length && !isBusy.value;
  return { answer, people, isBusy, failure, ...(more ? { next: () => void load(people.value.length) } : {}) };
}

function PersonLink({ row, register }: { row: PersonStanding; register: string }) {
  const query = row.record_id ? { record: row.record_id } : { person: row.member_id };
  return (
    <>
      {row.state === 'none' ? row.name : <a href={linkTo('attendance', register, query)}>{row.name}</a>}
      {row.is_visiting && <span class="attend-mark">{t('attend.visiting')}</span>}
      {!row.is_expected && <span class="attend-mark">{t('attend.unexpected')}</span>}
    </>
  );
}

function columns(register: string, requiredMs: number): Column<PersonStanding>[] {
  return [
    { id: 'name', title: t('attend.name'), lead: true, cell: (row) => <PersonLink row={row} register={register} /> },
    {
      id: 'unit',
      title: t('attend.unit'),
      cell: (row) => (row.group_name === row.unit_name ? row.unit_name : `${row.group_name} · ${row.unit_name}`),
    },
    {
      id: 'state',
      title: t('attend.state'),
      cell: (row) => <StatusPill tone={STATE_TONES[row.state]} text={stateText(row.state)} />,
    },
    {
      id: 'watched',
      title: t('attend.watched'),
      cell: (row) =>
        row.covered_ms === undefined ? '' : (
          <span class="numbers">
            {t('attend.of', { part: lengthText(row.covered_ms), whole: lengthText(requiredMs) })}
          </span>
        ),
    },
    {
      id: 'credited',
      title: t('attend.credited'),
      cell: (row) =>
        row.credited_ms === undefined ? '' : <span class="numbers">{lengthText(row.credited_ms)}</span>,
    },
    { id: 'how', title: t('attend.how'), cell: (row) => howText(row.how), spare: true },
    {
      id: 'confidence',
      title: t('attend.confidence'),
      spare: true,
      cell: (row) => (row.confidence ? t(`attend.conf_${row.confidence}`) : ''),
    },
  ];
}

interface StatesProps {
  answer: RegisterStanding;
  chosen: StateWord | '';
  onChoose: (state: StateWord | '') => void;
}

/* How many of each state; pressed, the list shows these. */
function States({ answer, chosen, onChoose }: StatesProps) {
  const all = STATES.reduce((sum, state) => sum + answer.counts[state], 0);
  const shown = STATES.filter((state) => answer.counts[state] > 0 || state === chosen);
  return (
    <div class="attend-states" role="group" aria-label={t('attend.state')}>
      <button type="button" class="attend-figure" aria-pressed={chosen === ''} onClick={() => onChoose('')}>
        <span class="attend-number numbers">{all}</span>
        <span>{t('attend.filter_all')}</span>
      </button>
      {shown.map((state) => (
        <button
          key={state}
          type="button"
          class={`attend-figure attend-${STATE_TONES[state]}`}
          aria-pressed={chosen === state}
          data-state={state}
          onClick={() => onChoose(chosen === state ? '' : state)}
        >
          <span class="attend-number numbers">{answer.counts[state]}</span>
          <span>{stateText(state)}</span>
        </button>
      ))}
    </div>
  );
}

/* Everybody of a register: with records, or with the figures as they stand. */
export function PeopleTable({ register, isClosed }: { register: string; isClosed: boolean }) {
  const wish = useSignal<Wish>({ state: '', q: '', unit: '' });
  const { answer, people, isBusy, failure, next } = usePeople(register, wish.value, isClosed);
  const change = (part: Partial<Wish>) => (wish.value = { ...wish.value, ...part });
  const now = answer.value;
  return (
    <section class="card" aria-labelledby="attend-people">
      <h2 class="card-title" id="attend-people">
        {t('attend.people')}
      </h2>
      {now && !now.is_closed && (
        <Notice tone="warn">{t('attend.not_closed', { time: shortTime(Date.parse(now.made_at)) })}</Notice>
      )}
      {now && now.required_ms > 0 && (
        <p class="soft">{t('attend.required', { time: lengthText(now.required_ms) })}</p>
      )}
      {now && <States answer={now} chosen={wish.value.state} onChoose={(state) => change({ state })} />}
      <div class="filters">
        <SearchBox
          label={t('attend.people_search')}
          value={wish.value.q}
          onSearch={(q) => change({ q })}
        />
        <UnitPicker
          label={t('attend.unit')}
          placeholder={t('attend.all_units')}
          value={wish.value.unit}
          inBar
          optional
          onPick={(unit) => change({ unit })}
        />
      </div>
      {failure.value && <FailureNotice failure={failure.value} />}
      <DataTable
        caption={t('attend.people')}
        columns={columns(register, now?.required_ms ?? 0)}
        rows={people.value}
        keyOf={(row) => row.member_id}
        loading={isBusy.value}
        {...(next ? { onEnd: next } : {})}
        empty={
          failure.value ? null : (
            <Empty icon="people" title={t('attend.people_none')}>
              <p>{t('attend.people_none_text')}</p>
            </Empty>
          )
        }
      />
    </section>
  );
}
