import { Select } from '../../../components/desk/select.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { t } from '../../../shared/i18n/locale.ts';
import { yearsFor, type ReportAsk } from './report-ask.ts';

interface ReportFiltersProps {
  ask: ReportAsk;
  thisYear: number;
  onChange: (part: Partial<ReportAsk>) => void;
}

export function ReportFilters({ ask, thisYear, onChange }: ReportFiltersProps) {
  return (
    <div class="filters">
      <Select
        label={t('reports.year')}
        hideLabel
        value={String(ask.year)}
        choices={yearsFor(thisYear, ask.year).map((year) => ({
          value: String(year),
          text: t('reports.year_of', { year }),
        }))}
        onChange={(year) => onChange({ year: Number(year) })}
      />
      <UnitPicker
        label={t('reports.unit')}
        placeholder={t('reports.all_units')}
        value={ask.unit}
        inBar
        optional
        onPick={(unit) => onChange({ unit })}
      />
      <button
        type="button"
        class="chip"
        aria-pressed={ask.isShortOnly}
        onClick={() => onChange({ isShortOnly: !ask.isShortOnly })}
      >
        {t('reports.only_short')}
      </button>
    </div>
  );
}
