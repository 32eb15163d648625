import './units.css';
import '../../../shared/i18n/words-units.ts';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { Empty, SkeletonLines } from '../../../components/desk/empty.tsx';
import { SearchBox } from '../../../components/desk/search-box.tsx';
import { Tree } from '../../../components/desk/tree.tsx';
import type { DropTarget } from '../../../components/desk/tree-drag.ts';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import { dayText, today } from '../../../shared/days.ts';
import { wholeNumber } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { may, mayEverywhere } from '../../../shared/self.ts';
import { childrenOf, type TreeRow } from '../../../shared/unit-tree.ts';
import { forest, levels, loadUnits, units, unitsFailure } from '../../../shared/units.ts';
import { go, linkTo } from '../../../shared/hash-route.ts';
import type { SectionProps } from '../section-props.ts';
import { LevelsDialog } from './levels-dialog.tsx';
import { isPossible, moveUnit, type Spot } from './unit-actions.ts';
import { UnitDetailPane } from './unit-detail.tsx';
import { UnitForm } from './unit-dialogs.tsx';
import {
  asOf,
  found,
  isLoading,
  pastFailure,
  rows,
  search,
  showDay,
  shownForest,
  toggle,
  unfoldAbove,
  unfoldTo,
} from './units-state.ts';

/* Where a row that is dropped there would stand. */
function spotFor(target: DropTarget): Spot {
  if (target.where === 'into') return { parent: target.id, before: '' };
  const parent = forest.value.byId.get(target.id)?.parent_id ?? '';
  if (target.where === 'before') return { parent, before: target.id };
  const siblings = childrenOf(forest.value, parent || undefined);
  const at = siblings.findIndex((row) => row.id === target.id);
  return { parent, before: siblings[at + 1]?.id ?? '' };
}

const DROP_RULES = {
  accepts: (id: string, target: DropTarget) => target.id !== id && isPossible(id, spotFor(target)),
  onDrop: (id: string, target: DropTarget) => void moveUnit(id, spotFor(target)),
};

/* Its own people only: who belongs to two units below would count twice in a sum. */
function Count({ row: { unit } }: { row: TreeRow }) {
  return unit.members === 0 ? null : (
    <span class="tree-count">{t('units.people', { count: wholeNumber(unit.members) })}</span>
  );
}

function Levels() {
  return (
    <div class="unfold" role="group" aria-label={t('units.unfold')}>
      <span class="soft" aria-hidden="true">
        {t('units.unfold')}
      </span>
      {levels.value.slice(0, 6).map((level, i) => (
        <button key={level.id} type="button" class="chip" onClick={() => unfoldTo(i + 1)}>
          {level.name}
        </button>
      ))}
    </div>
  );
}

function DayField() {
  return (
    <div class="day-field">
      <label for="as-of">{t('units.as_of')}</label>
      <input
        class="field-input"
        id="as-of"
        type="date"
        max={today()}
        value={asOf.value}
        onChange={(event) => {
          const day = event.currentTarget.value;
          void showDay(day >= today() ? '' : day);
        }}
      />
    </div>
  );
}

function EmptyTree() {
  if (search.value.trim() !== '') {
    return (
      <Empty icon="search" title={t('units.none_found', { text: search.value })}>
        <Button onPress={() => (search.value = '')}>{t('units.search_clear')}</Button>
      </Empty>
    );
  }
  if (asOf.value !== '') return <Empty icon="history" title={t('units.none_then')} />;
  return (
    <Empty icon="tree" title={t('units.empty_title')}>
      <p>{mayEverywhere('unit.change') ? t('units.empty_text') : t('units.empty_reach')}</p>
    </Empty>
  );
}

function TreePane({ selected }: { selected: string }) {
  const isPast = asOf.value !== '';
  const failure = isPast ? pastFailure.value : unitsFailure.value;
  useEffect(() => {
    if (selected) unfoldAbove(selected);
  }, [selected, units.value]);
  return (
    <div class="tree-pane">
      <div class="tree-tools">
        <SearchBox
          label={t('units.search')}
          placeholder={t('units.search_hint')}
          value={search.value}
          atOnce
          onSearch={(text) => (search.value = text)}
          onEnter={() => {
            const first = found.value?.[0];
            if (first) go('units', first.id);
          }}
        />
        <Levels />
        <DayField />
      </div>
      {isPast && (
        <Notice tone="info">
          <p>{t('units.past_shown', { day: dayText(asOf.value) })}</p>
          <Button kind="quiet" onPress={() => void showDay('')}>
            {t('units.past_back')}
          </Button>
        </Notice>
      )}
      {failure && <FailureNotice failure={failure} />}
      {isLoading.value && !failure && <SkeletonLines count={10} />}
      {!isLoading.value && rows.value.length === 0 && <EmptyTree />}
      {!isLoading.value && rows.value.length > 0 && (
        <Tree
          label={t('admin.units')}
          rows={rows.value}
          selected={selected}
          onSelect={(id) => go('units', id)}
          onToggle={toggle}
          aside={(row) => <Count row={row} />}
          {...(mayEverywhere('unit.change') && !isPast ? { drop: DROP_RULES } : {})}
        />
      )}
      {rows.value.length > 0 && (
        <p class="tree-foot" role="status">
          {found.value
            ? t('units.found_count', { count: wholeNumber(found.value.length) })
            : t('units.count', { count: wholeNumber(shownForest.value.byId.size) })}
        </p>
      )}
    </div>
  );
}

export default function UnitsSection({ route }: SectionProps) {
  const dialog = useSignal<'none' | 'root' | 'levels'>('none');
  useEffect(() => void loadUnits(), []);
  const selected = route.id;
  const close = () => (dialog.value = 'none');
  return (
    <div class={selected ? 'units units-open' : 'units'}>
      <div class="section-head">
        <h1 class="section-title">{t('admin.units')}</h1>
        {may('level.change') && (
          <Button icon="list" onPress={() => (dialog.value = 'levels')}>
            {t('units.levels')}
          </Button>
        )}
        {mayEverywhere('unit.change') && (
          <Button icon="add" kind="primary" onPress={() => (dialog.value = 'root')}>
            {t('units.new_root')}
          </Button>
        )}
      </div>
      <div class="units-panes">
        <TreePane selected={selected} />
        {selected ? (
          <UnitDetailPane id={selected} />
        ) : (
          <div class="unit-detail unit-none">
            <Empty icon="tree" title={t('units.choose_title')}>
              <p>{t('units.choose_text')}</p>
            </Empty>
          </div>
        )}
      </div>
      {dialog.value === 'levels' && <LevelsDialog onClose={close} />}
      {dialog.value === 'root' && (
        <UnitForm
          parent=""
          onClose={close}
          onDone={(id) => {
            close();
            location.hash = linkTo('units', id);
          }}
        />
      )}
    </div>
  );
}
