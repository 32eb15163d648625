import './audit.css';
import '../../../shared/i18n/words-rights.ts';

import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { DataTable, type Column } from '../../../components/desk/data-table.tsx';
import { Empty } from '../../../components/desk/empty.tsx';
import { SearchBox } from '../../../components/desk/search-box.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { AuditRow } from '../../../shared/contract.ts';
import { shortTime } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { actionText, FILTER_ACTIONS, outcomeOf } from './audit-words.ts';
import { KeepingPart } from './keeping-part.tsx';

const PAGE_ROWS = 50;

/* Whose entries are shown: typed as a sign-in name, or taken from a row. */
interface Actor {
  id: string;
  name: string;
}

const EVERYBODY: Actor = { id: '', name: '' };

function ActorCell({ row, onActor }: { row: AuditRow; onActor: (actor: Actor) => void }) {
  const { actor_id: id, actor_name: name } = row;
  if (!id) return <>{name || t('audit.nobody')}</>;
  return (
    <button
      type="button"
      class="audit-actor"
      aria-label={t('audit.only_label', { name })}
      onClick={() => onActor({ id, name })}
    >
      {name}
    </button>
  );
}

function Outcome({ row }: { row: AuditRow }) {
  const { tone, text } = outcomeOf(row);
  return <StatusPill tone={tone} text={text} />;
}

function columns(onActor: (actor: Actor) => void): readonly Column<AuditRow>[] {
  return [
    {
      id: 'action',
      title: t('audit.action'),
      lead: true,
      cell: (row) => actionText(row.action),
    },
    {
      id: 'actor',
      title: t('audit.actor'),
      cell: (row) => <ActorCell row={row} onActor={onActor} />,
    },
    {
      id: 'at',
      title: t('audit.at'),
      cell: (row) => (
        <time class="numbers audit-time" dateTime={row.at}>
          {shortTime(Date.parse(row.at))}
        </time>
      ),
    },
    { id: 'outcome', title: t('audit.outcome'), cell: (row) => <Outcome row={row} /> },
    { id: 'peer', title: t('audit.peer'), cell: (row) => row.peer ?? '', spare: true },
  ];
}

function useRows(action: string, actor: string) {
  const rows = useSignal<readonly AuditRow[]>([]);
  const more = useSignal(false);
  const busy = useSignal(true);
  const failure = useSignal<Failure | null>(null);
  const turn = useRef(0);

  async function load(after: string | undefined): Promise<void> {
    const mine = ++turn.current;
    busy.value = true;
    const result = await call('GET /api/v1/audit', { query: { action, actor, after, limit: PAGE_ROWS } });
    if (mine !== turn.current) return;
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    rows.value = after === undefined ? result.value : [...rows.value, ...result.value];
    more.value = result.value.length === PAGE_ROWS;
  }

  return { rows, more, busy, failure, load };
}

interface AuditListProps {
  action: string;
  actor: Actor;
  onActor: (actor: Actor) => void;
}

function AuditList({ action, actor, onActor }: AuditListProps) {
  const { rows, more, busy, failure, load } = useRows(action, actor.id);
  useSignalEffect(() => void load(undefined));
  return (
    <>
      {failure.value && <FailureNotice failure={failure.value} />}
      <DataTable
        caption={t('audit.heading')}
        columns={columns(onActor)}
        rows={rows.value}
        keyOf={(row) => row.id}
        loading={busy.value}
        empty={
          failure.value ? null : (
            <Empty icon="history" title={t('audit.none')}>
              <p>{t('audit.none_text')}</p>
            </Empty>
          )
        }
      />
      {more.value && (
        <div class="audit-more">
          <Button busy={busy.value} onPress={() => void load(rows.value.at(-1)?.id)}>
            {t('audit.older')}
          </Button>
        </div>
      )}
    </>
  );
}

/* What was done and looked at, newest first. Nobody can change these entries. */
export default function AuditSection() {
  const action = useSignal('');
  const actor = useSignal(EVERYBODY);
  const choices = [
    { value: '', text: t('audit.all_actions') },
    ...FILTER_ACTIONS.map((value) => ({ value, text: actionText(value) })),
  ];
  return (
    <div class="section audit">
      <div class="section-head">
        <h1 class="section-title">{t('audit.heading')}</h1>
      </div>
      <p class="section-lead">{t('audit.lead')}</p>
      <section class="card" aria-label={t('audit.heading')}>
        <div class="filters">
          <SearchBox
            label={t('audit.search')}
            value={actor.value.name}
            onSearch={(text) => (actor.value = { id: text.trim(), name: text.trim() })}
          />
          <Select
            label={t('audit.filter_action')}
            hideLabel
            value={action.value}
            choices={choices}
            onChange={(value) => (action.value = value)}
          />
        </div>
        <AuditList
          key={`${action.value} ${actor.value.id}`}
          action={action.value}
          actor={actor.value}
          onActor={(next) => (actor.value = next)}
        />
      </section>
      <KeepingPart />
    </div>
  );
}
