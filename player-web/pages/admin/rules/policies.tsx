import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { ButtonLink } from '../../../components/button.tsx';
import { Card, Facts } from '../../../components/card.tsx';
import { SkeletonLines } from '../../../components/desk/empty.tsx';
import { PlaceTabs } from '../../../components/desk/place-tabs.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { call } from '../../../shared/api-client.ts';
import type { PolicyList, PolicyRow } from '../../../shared/contract/policies.ts';
import { calendarDay } from '../../../shared/format.ts';
import { go, linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { may, mayEverywhere, me } from '../../../shared/self.ts';
import { loadUnits } from '../../../shared/units.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { fieldKeys, fieldName, fieldText } from './policy-fields.ts';
import { countingRow, KINDS, kindOf, othersOf, versionsOf, type PolicyKind } from './policy-list.ts';

/* Whose policies are looked at first: everywhere, or the unit that one looks after. */
export function firstUnit(): string {
  return mayEverywhere('policy.see') ? '' : (me.value?.appointments[0]?.unit_id ?? '');
}

function whereText(row: PolicyRow): string {
  return row.unit_name ?? t('rules.whole_tree');
}

function whoText(row: PolicyRow): string {
  if (!row.made_at) return t('rules.came_with');
  return t('rules.made_by', { name: row.made_by, day: calendarDay(Date.parse(row.made_at)) });
}

function fromText(row: PolicyRow, isOwn: boolean): string {
  if (isOwn && !row.unit_id) return t('rules.from_all');
  return t(isOwn ? 'rules.from_here' : 'rules.from_above', { unit: whereText(row), year: String(row.from_year) });
}

function CountingCard({ row, unit, kind }: { row: PolicyRow; unit: string; kind: PolicyKind }) {
  const isOwn = (row.unit_id ?? '') === unit;
  const query = { unit, kind };
  const word = unit === '' || isOwn ? 'rules.change' : 'rules.make_own';
  return (
    <Card
      id="policy-counting"
      title={t('rules.counting')}
      aside={
        may('policy.change') && (unit !== '' || mayEverywhere('policy.change')) ? (
          <ButtonLink kind="primary" icon="edit" href={linkTo('rules', 'change', query)}>
            {t(word)}
          </ButtonLink>
        ) : undefined
      }
    >
      <p class="policy-from" data-from={row.unit_id ?? 'all'}>
        {fromText(row, isOwn)}
      </p>
      <Facts rows={fieldKeys(kind).map((key) => [fieldName(key), fieldText(key, row)] as const)} />
    </Card>
  );
}

function changedKeys(row: PolicyRow, before: PolicyRow | undefined, kind: PolicyKind) {
  if (!before) return [];
  return fieldKeys(kind).filter((key) => row[key] !== before[key]);
}

function Version(props: { row: PolicyRow; before: PolicyRow | undefined; kind: PolicyKind; counts: boolean }) {
  const { row, before, kind } = props;
  const changed = changedKeys(row, before, kind);
  return (
    <li data-version={row.version}>
      <p>
        <b>{t('rules.version', { version: row.version, year: String(row.from_year) })}</b>
        {props.counts && <span class="policy-now">{t('rules.counts_now')}</span>}
      </p>
      <p class="timeline-when">{whoText(row)}</p>
      {row.made_at && <p>{t('rules.because', { reason: row.reason })}</p>}
      {changed.length > 0 && before && (
        <ul class="policy-changes">
          {changed.map((key) => (
            <li key={key}>
              {t('rules.changed', { name: fieldName(key), before: fieldText(key, before), after: fieldText(key, row) })}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Versions({ list, row, kind }: { list: PolicyList; row: PolicyRow; kind: PolicyKind }) {
  const versions = versionsOf(list, row.id);
  return (
    <Card id="policy-versions" title={t('rules.versions', { unit: whereText(row) })}>
      <ol class="timeline">
        {versions.map((one, i) => (
          <Version
            key={one.version}
            row={one}
            before={versions[i + 1]}
            kind={kind}
            counts={one.version === row.version}
          />
        ))}
      </ol>
    </Card>
  );
}

function Others({ rows, kind }: { rows: readonly PolicyRow[]; kind: PolicyKind }) {
  return (
    <Card id="policy-others" title={t('rules.others')}>
      {rows.length === 0 && <p class="soft">{t('rules.no_others')}</p>}
      <ul class="plain-list">
        {rows.map((row) => (
          <li key={row.id}>
            <a href={linkTo('rules', '', { unit: row.unit_id ?? '', kind })}>{whereText(row)}</a>
            <span class="plain-note">{t('rules.version', { version: row.version, year: String(row.from_year) })}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/* What attendance is worth for a unit, where that comes from, who said so and why. */
export function Policies({ query }: { query: Readonly<Record<string, string>> }) {
  const kind = kindOf(query['kind']);
  const unit = query['unit'] ?? firstUnit();
  const shown = useSignal('');
  useEffect(() => void loadUnits(), []);
  const loaded = useLoaded(async () => {
    const result = await call('GET /api/v1/policies', { query: { unit, kind } });
    if (result.ok) shown.value = `${unit} ${kind}`;
    return result;
  }, `${unit} ${kind}`);
  const list = shown.value === `${unit} ${kind}` ? loaded.value : null;
  const row = list && countingRow(list, kind);
  return (
    <>
      <p class="section-lead">{t('rules.lead')}</p>
      <div class="filters rules-filters">
        <PlaceTabs
          label={t('rules.kind')}
          current={kind}
          tabs={KINDS.map((one) => ({
            id: one,
            text: t(`rules.kind_${one}`),
            href: linkTo('rules', '', { unit, kind: one }),
          }))}
        />
        <UnitPicker
          label={t('rules.unit')}
          hint={t('rules.unit_hint')}
          optional
          value={unit}
          onPick={(id) => go('rules', '', { unit: id, kind })}
        />
      </div>
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      {!list && !loaded.failure && <SkeletonLines count={8} />}
      {list && row && (
        <div class="policy-cards">
          <CountingCard row={row} unit={unit} kind={kind} />
          <div class="section">
            <Versions list={list} row={row} kind={kind} />
            <Others rows={othersOf(list, kind, row.id)} kind={kind} />
          </div>
        </div>
      )}
    </>
  );
}
