import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { Field, focusField } from '../../../components/field.tsx';
import { Notice } from '../../../components/notice.tsx';
import type { ReportFormula } from '../../../shared/contract/reports.ts';
import { findText, t } from '../../../shared/i18n/locale.ts';
import { IndicatorList } from './indicator-list.tsx';
import type { IndicatorPlace } from './indicator-form.tsx';
import { MOST_WEIGHT, numberIn, USUAL_WEIGHTS, WEIGHTS, type Weights } from './report-ask.ts';

/* How units are ranked, in words, with the weights of the answer. */
function FormulaText({ formula }: { formula: ReportFormula }) {
  const nameOf = (of: string) => findText(`reports.${of}`) ?? of;
  const terms = [...formula.terms.map(({ of, weight }) => ({ name: nameOf(of), weight })), ...formula.indicators];
  const sum = terms.map((term) => `${term.name} × ${term.weight}`).join(' + ');
  const weight = terms.reduce((all, term) => all + term.weight, 0);
  return (
    <>
      <p class="report-formula numbers">{t('reports.formula', { sum, weight })}</p>
      <ul class="report-terms">
        {formula.terms.map((term) => (
          <li key={term.of}>
            <b>{nameOf(term.of)}</b> {findText(`reports.is_${term.of}`) ?? term.is}
          </li>
        ))}
        {formula.indicators.map((one) => (
          <li key={one.id}>
            <b>{one.name}</b>{' '}
            {t(one.state === 'draft' ? 'reports.is_draft' : 'reports.is_indicator', {
              better: t(one.is_higher_better ? 'reports.is_higher' : 'reports.is_lower'),
              source: one.source,
              who: one.published_by ?? one.made_by,
            })}
          </li>
        ))}
        <li>{t('reports.formula_absent')}</li>
        <li>{t('reports.formula_least', { least: formula.least_members })}</li>
      </ul>
    </>
  );
}

type Typed = Record<keyof Weights, string>;

const typedOf = (weights: Weights): Typed => ({
  attended: String(weights.attended),
  hours: String(weights.hours),
  met: String(weights.met),
});

function readWeights(typed: Typed): Weights | keyof Weights {
  const read = { ...USUAL_WEIGHTS };
  for (const name of WEIGHTS) {
    const number = numberIn(typed[name], 0, MOST_WEIGHT);
    if (number === null) return name;
    read[name] = number;
  }
  return WEIGHTS.some((name) => read[name] > 0) ? read : 'attended';
}

interface FormulaCardProps {
  formula: ReportFormula | null;
  weights: Weights;
  onWeights: (weights: Weights) => void;
  place: IndicatorPlace;
  hasDrafts: boolean;
  onDrafts: (hasDrafts: boolean) => void;
  onChanged: () => void; // another formula
}

/* The formula, and other weights to look with: they stand in the address only. */
export function FormulaCard({ formula, weights, onWeights, place, hasDrafts, onDrafts, onChanged }: FormulaCardProps) {
  const typed = useSignal<Typed>(typedOf(weights));
  const wrong = useSignal<keyof Weights | null>(null);
  const isUsual = WEIGHTS.every((name) => weights[name] === USUAL_WEIGHTS[name]);
  const submit = () => {
    const read = readWeights(typed.value);
    wrong.value = typeof read === 'string' ? read : null;
    if (typeof read === 'string') focusField(`weight-${read}`);
    else onWeights(read);
  };
  const reset = () => {
    typed.value = typedOf(USUAL_WEIGHTS);
    wrong.value = null;
    onWeights(USUAL_WEIGHTS);
  };
  return (
    <section class="card report-rule" aria-labelledby="report-rule-title">
      <h2 class="card-title" id="report-rule-title">
        {t('reports.rule')}
      </h2>
      {formula && <FormulaText formula={formula} />}
      {hasDrafts && <Notice tone="info">{t('reports.drafts_note')}</Notice>}
      <button type="button" class="chip" aria-pressed={hasDrafts} onClick={() => onDrafts(!hasDrafts)}>
        {t('reports.drafts_look')}
      </button>
      {!isUsual && <Notice tone="info">{t('reports.weights_draft')}</Notice>}
      <form
        class="report-weights"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {WEIGHTS.map((name) => (
          <Field
            key={name}
            id={`weight-${name}`}
            type="number"
            label={t(`reports.weight_${name}`)}
            value={typed.value[name]}
            error={wrong.value === name ? t('reports.weight_wrong') : null}
            onInput={(value) => (typed.value = { ...typed.value, [name]: value })}
          />
        ))}
        <div class="card-actions">
          <Button type="submit">{t('reports.weights_apply')}</Button>
          {!isUsual && <Button onPress={reset}>{t('reports.weights_reset')}</Button>}
        </div>
      </form>
      <IndicatorList place={place} onChanged={onChanged} />
    </section>
  );
}
