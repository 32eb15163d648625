import { FailureNotice } from '../../../components/failure-notice.tsx';
import { FormulaCard } from './formula-card.tsx';
import type { ReportAsk } from './report-ask.ts';
import { ReportFiles } from './report-files.tsx';
import { ProofLine, Sums } from './report-head.tsx';
import { ReportTable } from './report-table.tsx';
import { CoursePicker, EventPicker } from './subject-picker.tsx';
import { useReport } from './use-report.ts';

interface ReportViewProps {
  ask: ReportAsk;
  onChange: (part: Partial<ReportAsk>) => void;
}

/* A report as it is asked for: what it is about, its sums, its files, its rows, and what it rests on. */
export function ReportView({ ask, onChange }: ReportViewProps) {
  const pages = useReport(ask);
  const { first, failure } = pages;
  const picker = { chosen: first?.about ?? '', year: ask.year, onPick: (subject: string) => onChange({ subject }) };
  return (
    <>
      {ask.kind === 'event' && <EventPicker {...picker} />}
      {ask.kind === 'course' && <CoursePicker {...picker} />}
      {failure && <FailureNotice failure={failure} />}
      {first?.sum && <Sums sum={first.sum} />}
      {ask.kind === 'units' && (
        <FormulaCard
          formula={first?.formula ?? null}
          weights={ask.weights}
          onWeights={(weights) => onChange({ weights })}
          place={{ unit: ask.unit, year: ask.year }}
          hasDrafts={ask.hasDrafts}
          onDrafts={(hasDrafts) => onChange({ hasDrafts })}
          onChanged={pages.again}
        />
      )}
      {pages.rows.length > 0 && <ReportFiles key={JSON.stringify(ask)} ask={ask} />}
      <ReportTable ask={ask} pages={pages} />
      {first && <ProofLine report={first} />}
    </>
  );
}
