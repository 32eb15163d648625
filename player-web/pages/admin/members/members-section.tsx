import './members.css';
import '../../../shared/i18n/words-members.ts';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { DataTable, type Column } from '../../../components/desk/data-table.tsx';
import { Empty } from '../../../components/desk/empty.tsx';
import { SearchBox } from '../../../components/desk/search-box.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Check } from '../../../components/field.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import type { MemberRow } from '../../../shared/contract/members.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { may } from '../../../shared/self.ts';
import { shortPathText } from '../../../shared/unit-tree.ts';
import { forest, loadUnits } from '../../../shared/units.ts';
import { go, linkTo, replaceQuery } from '../../../shared/hash-route.ts';
import type { SectionProps } from '../section-props.ts';
import { KindsDialog } from './kinds-dialog.tsx';
import { MemberDetailView } from './member-detail.tsx';
import { MemberForm } from './member-form.tsx';
import {
  failure,
  filters,
  hasMore,
  isFiltered,
  isLoading,
  kindName,
  kinds,
  loadFirst,
  loadKinds,
  loadMore,
  NO_FILTERS,
  rows,
  setFilters,
  type Filters,
} from './members-state.ts';

/* The filters as they stand in the address; `below` is on unless said otherwise. */
function queryOf({ unit, below, query, kind, left }: Filters): Record<string, string> {
  return { unit, below: below ? '' : '0', query, kind, left: left ? '1' : '' };
}

function filtersOf(query: Readonly<Record<string, string>>): Filters {
  return {
    unit: query['unit'] ?? '',
    below: query['below'] !== '0',
    query: query['query'] ?? '',
    kind: query['kind'] ?? '',
    left: query['left'] === '1',
  };
}

function change(part: Partial<Filters>): void {
  setFilters(part);
  replaceQuery(queryOf(filters.value));
}

export function MemberState({ row }: { row: MemberRow }) {
  if (row.left_at) return <StatusPill tone="calm" icon="sign_out" text={t('members.left')} />;
  return (
    <span class="pills">
      {row.has_account ? (
        <StatusPill tone="ok" text={t('members.active')} />
      ) : (
        <StatusPill
          tone="calm"
          icon={row.has_code ? 'slip' : 'user'}
          text={t(row.has_code ? 'members.has_code' : 'members.no_account')}
        />
      )}
      {row.exempt && <StatusPill tone="warn" icon="calendar" text={t('members.exempt')} />}
    </span>
  );
}

function columns(): Column<MemberRow>[] {
  return [
    {
      id: 'name',
      title: t('members.name'),
      lead: true,
      cell: (row) => <a href={linkTo('members', row.id)}>{row.name}</a>,
    },
    { id: 'unit', title: t('members.unit'), cell: (row) => shortPathText(forest.value, row.unit_id) || row.unit_name },
    { id: 'kind', title: t('members.kind'), cell: (row) => kindName(row.kind_id) },
    {
      id: 'phone',
      title: t('members.phone'),
      spare: true,
      cell: (row) => <span class="numbers">{row.phone ?? ''}</span>,
    },
    { id: 'state', title: t('members.state'), cell: (row) => <MemberState row={row} /> },
  ];
}

function FilterBar() {
  const now = filters.value;
  return (
    <div class="filters">
      <SearchBox
        label={t('members.search')}
        placeholder={t('members.search_hint')}
        value={now.query}
        onSearch={(query) => change({ query })}
      />
      <UnitPicker
        label={t('members.unit')}
        placeholder={t('members.all_units')}
        value={now.unit}
        inBar
        optional
        onPick={(unit) => change({ unit })}
      />
      <Select
        label={t('members.kind')}
        hideLabel
        value={now.kind}
        choices={[
          { value: '', text: t('members.all_kinds') },
          ...kinds.value.map((kind) => ({ value: kind.id, text: kind.name })),
        ]}
        onChange={(kind) => change({ kind })}
      />
      {now.unit !== '' && (
        <Check
          id="members-below"
          label={t('members.below')}
          checked={now.below}
          onChange={(below) => change({ below })}
        />
      )}
      <Check
        id="members-left"
        label={t('members.with_left')}
        checked={now.left}
        onChange={(left) => change({ left })}
      />
    </div>
  );
}

function Nobody({ onAdd }: { onAdd: () => void }) {
  if (isFiltered.value) {
    return (
      <Empty icon="search" title={t('members.none_found')}>
        <p>{t('members.none_found_text')}</p>
        <Button onPress={() => change({ query: '', kind: '' })}>{t('members.search_clear')}</Button>
      </Empty>
    );
  }
  return (
    <Empty icon="people" title={t('members.empty_title')}>
      <p>{t('members.empty_text')}</p>
      {may('member.change') && (
        <Button kind="primary" icon="add" onPress={onAdd}>
          {t('members.add')}
        </Button>
      )}
    </Empty>
  );
}

function MemberList() {
  const dialog = useSignal<'none' | 'add' | 'kinds'>('none');
  const add = () => (dialog.value = 'add');
  const close = () => (dialog.value = 'none');
  return (
    <>
      <div class="section-head">
        <h1 class="section-title">{t('admin.members')}</h1>
        {may('level.change') && (
          <Button icon="list" onPress={() => (dialog.value = 'kinds')}>
            {t('members.kinds')}
          </Button>
        )}
        {may('member.change') && (
          <Button icon="add" kind="primary" onPress={add}>
            {t('members.add')}
          </Button>
        )}
      </div>
      <FilterBar />
      {failure.value && <FailureNotice failure={failure.value} />}
      <div class="sheet">
        <DataTable
          caption={t('admin.members')}
          columns={columns()}
          rows={rows.value}
          keyOf={(row) => row.id}
          loading={isLoading.value}
          {...(hasMore.value ? { onEnd: loadMore } : {})}
          empty={failure.value ? null : <Nobody onAdd={add} />}
        />
      </div>
      {dialog.value === 'kinds' && <KindsDialog onClose={close} />}
      {dialog.value === 'add' && (
        <MemberForm
          unit={filters.value.unit}
          onClose={close}
          onDone={(member) => {
            close();
            void loadFirst();
            go('members', member.id);
          }}
        />
      )}
    </>
  );
}

export default function MembersSection({ route }: SectionProps) {
  useEffect(() => {
    void loadUnits();
    void loadKinds();
  }, []);
  /* A link from elsewhere sets the filters; coming back from a member leaves them. */
  const wanted = JSON.stringify(filtersOf(route.query));
  useEffect(() => {
    if (route.id !== '') return;
    const isOther = wanted !== JSON.stringify(filters.value);
    const isBare = Object.keys(route.query).length === 0;
    if (isOther && !(isBare && rows.value.length > 0)) {
      setFilters({ ...NO_FILTERS, ...filtersOf(route.query) });
    } else if (rows.value.length === 0) void loadFirst();
  }, [wanted, route.id]);
  return route.id === '' ? <MemberList /> : <MemberDetailView id={route.id} />;
}
