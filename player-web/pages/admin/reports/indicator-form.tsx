import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { FormDialog } from '../../../components/desk/dialog.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { Button } from '../../../components/button.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { call, type Failure, type Result } from '../../../shared/api-client.ts';
import type { Indicator, IndicatorAnswer, IndicatorChange } from '../../../shared/contract/indicators.ts';
import type { UnitRow } from '../../../shared/contract/units.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { isWithin } from '../../../shared/unit-tree.ts';
import { forest, loadUnits } from '../../../shared/units.ts';
import { cellsOf, textOf, type Cell } from './indicator-cells.ts';
import { MOST_WEIGHT, numberIn } from './report-ask.ts';

interface Draft {
  name: string;
  measure: string;
  source: string;
  weight: string;
  isHigher: boolean;
  cells: string;
}

function draftOf(row: Indicator | null): Draft {
  if (!row) return { name: '', measure: '', source: '', weight: '20', isHigher: true, cells: '' };
  const { name, measure, source, weight } = row;
  return { name, measure, source, weight: String(weight), isHigher: row.is_higher_better, cells: textOf(row) };
}

/* Units that may have a value. */
function unitsBelow(unit: string): UnitRow[] {
  const all = [...forest.value.byId.values()];
  return unit === '' ? all : all.filter((one) => one.id !== unit && isWithin(forest.value, one.id, unit));
}

export interface IndicatorPlace {
  unit: string; // empty: the whole tree
  year: number;
}

function send(place: IndicatorPlace, row: Indicator | null, body: IndicatorChange): Promise<Result<IndicatorAnswer>> {
  if (row) return call('PUT /api/v1/indicators/{id}', { path: { id: row.id }, body });
  return call('POST /api/v1/indicators', {
    body: { ...body, year: place.year, ...(place.unit === '' ? {} : { unit_id: place.unit }) },
  });
}

interface Judged {
  cells: Cell[];
  problems: { line: number; name: string; text: string }[];
}

/* What this page finds wrong by itself. */
function judge(text: string, unit: string): Judged {
  const cells = cellsOf(text, unitsBelow(unit));
  const problems = cells.flatMap(({ line, name, fault }) => (fault ? [{ line, name, text: t(`reports.${fault}`) }] : []));
  return { cells, problems };
}

function Preview({ judged }: { judged: Judged }) {
  const { cells, problems } = judged;
  return (
    <div role="status" class="indicator-preview">
      <p class="numbers">{t('reports.cells_read', { good: cells.length - problems.length, bad: problems.length })}</p>
      <ul>
        {problems.map((one) => (
          <li key={one.line} data-bad={one.line}>
            {t('reports.cells_bad', { line: one.line, name: one.name, problem: one.text })}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface IndicatorFormProps {
  place: IndicatorPlace;
  row: Indicator | null; // the draft that is changed
  onStored: () => void;
  onClose: () => void;
}

/* An indicator with its values, pasted out of a spreadsheet; kept as a draft. */
export function IndicatorForm({ place, row, onStored, onClose }: IndicatorFormProps) {
  const draft = useSignal(draftOf(row));
  const judged = useSignal<Judged | null>(null);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const wrong = useSignal<'name' | 'weight' | 'source' | null>(null);
  useEffect(() => void loadUnits(), []);
  const now = draft.value;
  const change = (part: Partial<Draft>) => (draft.value = { ...draft.value, ...part });
  const errorOf = (field: 'name' | 'weight' | 'source') =>
    wrong.value === field ? t(field === 'weight' ? 'reports.indicator_weight_wrong' : 'reports.indicator_missing') : null;

  function faultOf(): typeof wrong.value {
    if (now.name.trim() === '') return 'name';
    if (numberIn(now.weight, 0, MOST_WEIGHT) === null) return 'weight';
    return now.source.trim() === '' ? 'source' : null;
  }

  /* The server judges as well; it stores nothing for a look, nor when one row is bad. */
  async function submit(isPreview: boolean): Promise<void> {
    wrong.value = faultOf();
    if (wrong.value) return focusField(`indicator-${wrong.value}`);
    const found = judge(now.cells, place.unit);
    judged.value = found;
    if (found.cells.length === 0) return focusField('indicator-cells');
    if (found.problems.length > 0) return;
    busy.value = true;
    const { name, measure, source } = now;
    const result = await send(place, row, {
      name, measure, source, weight: Number(now.weight), is_higher_better: now.isHigher, is_preview: isPreview,
      values: found.cells.flatMap((cell) => cell.value ?? []),
    });
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    judged.value = {
      cells: found.cells,
      problems: result.value.faults.map((fault) => ({
        line: found.cells[fault.row]?.line ?? 0, name: found.cells[fault.row]?.name ?? '', text: fault.problem,
      })),
    };
    if (!result.value.is_stored) return;
    showToast(t('reports.indicator_kept'));
    onStored();
  }

  return (
    <FormDialog
      title={t(row ? 'reports.indicator_change' : 'reports.indicator_add')}
      submit={t('reports.indicator_keep')}
      busy={busy.value}
      failure={failure.value}
      wide
      onSubmit={() => void submit(false)}
      onClose={onClose}
    >
      <div class="form-pair">
        <Field id="indicator-name" label={t('reports.indicator_name')} value={now.name} error={errorOf('name')} onInput={(name) => change({ name })} />
        <Field
          id="indicator-measure"
          label={t('reports.indicator_measure')}
          hint={t('reports.indicator_measure_hint')}
          value={now.measure}
          onInput={(measure) => change({ measure })}
        />
        <Field
          id="indicator-weight"
          type="number"
          label={t('reports.indicator_weight')}
          value={now.weight}
          error={errorOf('weight')}
          onInput={(weight) => change({ weight })}
        />
        <Select
          label={t('reports.indicator_better')}
          value={now.isHigher ? 'higher' : 'lower'}
          choices={[
            { value: 'higher', text: t('reports.indicator_higher') },
            { value: 'lower', text: t('reports.indicator_lower') },
          ]}
          onChange={(value) => change({ isHigher: value === 'higher' })}
        />
      </div>
      <Field
        id="indicator-source"
        label={t('reports.indicator_source')}
        hint={t('reports.indicator_source_hint')}
        value={now.source}
        error={errorOf('source')}
        onInput={(source) => change({ source })}
      />
      <div class="field">
        <label class="field-label" for="indicator-cells">
          {t('reports.cells')}
        </label>
        <textarea
          class="field-input"
          id="indicator-cells"
          rows={6}
          value={now.cells}
          aria-describedby="indicator-cells-note"
          onInput={(event) => change({ cells: event.currentTarget.value })}
        />
        <p class="field-note" id="indicator-cells-note">
          {t('reports.cells_hint')}
        </p>
      </div>
      {judged.value && <Preview judged={judged.value} />}
      <Button onPress={() => void submit(true)}>{t('reports.cells_look')}</Button>
    </FormDialog>
  );
}
