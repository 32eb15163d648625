import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { Button, ButtonLink } from '../../../components/button.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { addressOf, call, type Failure } from '../../../shared/api-client.ts';
import type { Import, ImportCounts, ImportRow, RowOutcome } from '../../../shared/contract/sheets.ts';
import { wholeNumber } from '../../../shared/format.ts';
import { locale, t } from '../../../shared/i18n/locale.ts';
import { language, rowsVersion } from './run.ts';

interface Tile {
  outcome: RowOutcome;
  icon: IconName;
  count: (counts: ImportCounts) => number;
}

const TILES: readonly Tile[] = [
  { outcome: 'new', icon: 'add', count: (counts) => counts.created },
  { outcome: 'changed', icon: 'edit', count: (counts) => counts.changed },
  { outcome: 'same', icon: 'check', count: (counts) => counts.same },
  { outcome: 'wrong', icon: 'alert', count: (counts) => counts.wrong },
  { outcome: 'skipped', icon: 'close', count: (counts) => counts.skipped },
];

const PAGE_ROWS = 50;

interface TilesProps {
  counts: ImportCounts;
  chosen: RowOutcome | null;
  onChoose: (outcome: RowOutcome) => void;
}

function Tiles({ counts, chosen, onChoose }: TilesProps) {
  return (
    <div class="tiles" role="group" aria-label={t('import.tiles')}>
      {TILES.map((tile) => (
        <button
          key={tile.outcome}
          type="button"
          class={`tile tile-${tile.outcome}`}
          data-outcome={tile.outcome}
          data-count={tile.count(counts)}
          aria-pressed={chosen === tile.outcome}
          onClick={() => onChoose(tile.outcome)}
        >
          <span class="tile-count numbers">{wholeNumber(tile.count(counts))}</span>
          <span class="tile-name">
            <Icon name={tile.icon} />
            {t(`import.outcome_${tile.outcome}`)}
          </span>
        </button>
      ))}
    </div>
  );
}

function RowItem({ row }: { row: ImportRow }) {
  return (
    <li class={`import-row import-row-${row.outcome}`} data-row={row.row}>
      <span class="import-row-number numbers">{t('import.row', { row: row.row })}</span>
      <div class="import-row-words">
        <p class="import-row-name">
          <b>{row.name || t('import.row_unnamed')}</b>
          {row.unit && <span>{row.unit}</span>}
        </p>
        {row.problems.map((problem) => (
          <p key={problem} class="import-problem">
            {problem}
          </p>
        ))}
      </div>
      <span class="import-row-outcome">{t(`import.outcome_${row.outcome}`)}</span>
    </li>
  );
}

/* The rows of one outcome, page by page. */
function Rows({ id, outcome }: { id: string; outcome: RowOutcome }) {
  const rows = useSignal<ImportRow[] | null>(null);
  const more = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const turn = useRef(0);

  async function load(after: number | undefined): Promise<void> {
    const mine = ++turn.current;
    const result = await call('GET /api/v1/imports/{id}/rows', {
      path: { id },
      query: { outcome, after, limit: PAGE_ROWS, ...language() },
    });
    if (mine !== turn.current) return;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    rows.value = after === undefined ? result.value : [...(rows.value ?? []), ...result.value];
    more.value = result.value.length === PAGE_ROWS;
  }

  useSignalEffect(() => {
    void rowsVersion.value;
    void locale.value;
    void load(undefined);
  });

  const list = rows.value;
  return (
    <div class="import-rows">
      {failure.value && <FailureNotice failure={failure.value} />}
      {list?.length === 0 && <p class="section-empty">{t('import.rows_none')}</p>}
      {list && list.length > 0 && (
        <ol class="import-row-list" aria-label={t(`import.outcome_${outcome}`)}>
          {list.map((row) => (
            <RowItem key={row.row} row={row} />
          ))}
        </ol>
      )}
      {more.value && (
        <div>
          <Button onPress={() => void load(list?.at(-1)?.row)}>{t('list.more')}</Button>
        </div>
      )}
    </div>
  );
}

export function ReportLinks({ id }: { id: string }) {
  const address = (format: string) =>
    addressOf('/api/v1/imports/{id}/report', { id }, { format, ...language() });
  return (
    <div class="import-report">
      <p>{t('import.report')}</p>
      <ButtonLink href={address('csv')} icon="download" download="">
        {t('import.report_csv')}
      </ButtonLink>
      <ButtonLink href={address('xlsx')} icon="download" download="">
        {t('import.report_xlsx')}
      </ButtonLink>
    </div>
  );
}

/* What would happen, row by row; nothing has been changed yet. Mistakes are shown first. */
export function Preview({ now }: { now: Import }) {
  const picked = useSignal<RowOutcome | null>(null);
  const first: RowOutcome = now.counts.wrong > 0 ? 'wrong' : now.counts.created > 0 ? 'new' : 'changed';
  const outcome = picked.value ?? first;
  return (
    <section class="card" aria-labelledby="import-preview-title">
      <div class="card-head">
        <h2 class="card-title" id="import-preview-title">
          {t('import.preview_heading', { rows: wholeNumber(now.counts.rows) })}
        </h2>
      </div>
      <p class="card-lead">{t('import.preview_lead')}</p>
      <Tiles counts={now.counts} chosen={outcome} onChoose={(next) => (picked.value = next)} />
      <Rows key={`${now.id} ${outcome}`} id={now.id} outcome={outcome} />
      {now.counts.wrong > 0 && <ReportLinks id={now.id} />}
    </section>
  );
}
