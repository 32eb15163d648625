import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

import { Combo, type ComboChoice } from '../../../components/desk/combo.tsx';
import { call } from '../../../shared/api-client.ts';
import { calendarDay } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';

const SETTLED_AFTER_MS = 200;
const COURSES = 40;

interface SubjectPickerProps {
  chosen: string; // its name
  year: number;
  onPick: (id: string) => void;
}

/* A meeting or study session whose register is closed, of the year or before. */
export function EventPicker({ chosen, year, onPick }: SubjectPickerProps) {
  const found = useSignal<readonly ComboChoice[]>([]);
  const turn = useRef(0);
  useEffect(() => {
    const mine = ++turn.current;
    void call('GET /api/v1/registers', { query: { before: `${year + 1}-01-01T00:00:00Z` } }).then((result) => {
      if (!result.ok || mine !== turn.current) return;
      found.value = result.value.registers
        .filter((row) => row.closed_at !== undefined)
        .map((row) => ({ id: row.id, name: row.title, path: calendarDay(Date.parse(row.began_at)) }));
    });
    return () => void (turn.current += 1);
  }, [year]);
  const choicesFor = (text: string) => {
    const wish = text.trim().toLowerCase();
    return found.value.filter((row) => `${row.name} ${row.path}`.toLowerCase().includes(wish));
  };
  return <Combo label={t('reports.event')} placeholder={t('reports.event_choose')} chosen={chosen} choicesFor={choicesFor} onPick={onPick} inBar />;
}

/* A course, found by its title. */
export function CoursePicker({ chosen, onPick }: SubjectPickerProps) {
  const found = useSignal<readonly ComboChoice[]>([]);
  const timer = useRef(0);
  const turn = useRef(0);
  async function search(query: string): Promise<void> {
    const mine = ++turn.current;
    const result = await call('GET /api/v1/courses', { query: { query: query.trim(), limit: COURSES } });
    if (!result.ok || mine !== turn.current) return;
    found.value = result.value.courses.map((row) => ({ id: row.id, name: row.title, path: '' }));
  }
  useEffect(() => {
    void search('');
    return () => clearTimeout(timer.current);
  }, []);
  const type = (text: string) => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void search(text), SETTLED_AFTER_MS);
  };
  return (
    <Combo
      label={t('reports.course')}
      placeholder={t('reports.course_choose')}
      chosen={chosen}
      choicesFor={() => found.value}
      onPick={onPick}
      onType={type}
      inBar
    />
  );
}
