/* A time left as people say it. */
import { t } from '../../../shared/i18n/locale.ts';
import { roundedLeft } from './rate.ts';

export function leftText(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return t('editor.left_unknown');
  const { unit, count, minutes } = roundedLeft(seconds);
  if (unit === 'seconds') return t('editor.left_seconds', { count });
  if (unit === 'minutes') return t('editor.left_minutes', { count });
  return minutes === 0 ? t('editor.left_hours', { count }) : t('editor.left_hours_minutes', { count, minutes });
}
