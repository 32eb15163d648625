import { Select } from '../../../components/desk/select.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { t } from '../../../shared/i18n/locale.ts';
import { LISTED, yearsFor, type ReportAsk } from './report-ask.ts';

interface YearSelectProps {
  year: number;
  thisYear: number;
  onYear: (year: number) => void;
}

export function YearSelect({ year, thisYear, onYear }: YearSelectProps) {
  return (
    <Select
      label={t('reports.year')}
      hideLabel
      value={String(year)}
      choices={yearsFor(thisYear, year).map((one) => ({ value: String(one), text: t('reports.year_of', { year: one }) }))}
      onChange={(chosen) => onYear(Number(chosen))}
    />
  );
}

interface ReportFiltersProps {
  ask: ReportAsk;
  thisYear: number;
  onChange: (part: Partial<ReportAsk>) => void;
}

/* Which report, of when and of whom. What a report is about stands with the report. */
export function ReportFilters({ ask, thisYear, onChange }: ReportFiltersProps) {
  const { kind } = ask;
  return (
    <div class="filters">
      <Select
        label={t('reports.kind')}
        hideLabel
        value={kind}
        choices={LISTED.map((one) => ({ value: one, text: t(`reports.kind_${one}`) }))}
        onChange={(value) => onChange({ kind: LISTED.find((one) => one === value) ?? 'year', subject: '' })}
      />
      {kind !== 'course' && <YearSelect year={ask.year} thisYear={thisYear} onYear={(year) => onChange({ year })} />}
      <UnitPicker
        label={t('reports.unit')}
        placeholder={t('reports.all_units')}
        value={ask.unit}
        inBar
        optional
        onPick={(unit) => onChange({ unit })}
      />
      {kind === 'year' && (
        <button
          type="button"
          class="chip"
          aria-pressed={ask.isShortOnly}
          onClick={() => onChange({ isShortOnly: !ask.isShortOnly })}
        >
          {t('reports.only_short')}
        </button>
      )}
    </div>
  );
}
