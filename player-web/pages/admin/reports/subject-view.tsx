import { Empty } from '../../../components/desk/empty.tsx';
import { t } from '../../../shared/i18n/locale.ts';
import type { ReportAsk } from './report-ask.ts';
import { CoursePicker, EventPicker } from './subject-picker.tsx';

interface SubjectViewProps {
  ask: ReportAsk;
  onChange: (part: Partial<ReportAsk>) => void;
}

/* Before it is said which event or course the report is about. */
export function SubjectView({ ask, onChange }: SubjectViewProps) {
  const isEvent = ask.kind === 'event';
  const Picker = isEvent ? EventPicker : CoursePicker;
  return (
    <>
      <Picker chosen="" year={ask.year} onPick={(subject) => onChange({ subject })} />
      <Empty icon="search" title={t(isEvent ? 'reports.event_choose' : 'reports.course_choose')}>
        <p>{t(isEvent ? 'reports.event_hint' : 'reports.course_hint')}</p>
      </Empty>
    </>
  );
}
