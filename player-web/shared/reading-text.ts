/* What somebody looked at, and how often. */
import './i18n/words-readers.ts';

import type { RecordReader } from './contract/policies.ts';
import { t } from './i18n/locale.ts';

function reportText({ kind, about = '', year = 0 }: RecordReader): string {
  if (kind === 'event') return t('readers.event', { about });
  if (kind === 'course') return t('readers.course', { about });
  return about ? t('readers.year', { about, year }) : t('readers.year_all', { year });
}

export function readingText(row: RecordReader): string {
  const { kind, form, times } = row;
  if (kind === 'record') return t('readers.record', { times });
  const what = reportText(row);
  return !form || form === 'screen' ? t('readers.saw', { what, times }) : t('readers.took', { what, form: form.toUpperCase(), times });
}
