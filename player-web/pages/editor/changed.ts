/* "张三 3 分钟前修改" */
import { ago } from '../../shared/format.ts';
import { t } from '../../shared/i18n/locale.ts';
import { serverNowMs } from '../../shared/live.ts';

export function changedText(row: { changed_at?: string; changed_by?: string }): string {
  if (row.changed_at === undefined) return '';
  const time = ago(Date.parse(row.changed_at), serverNowMs.value);
  return row.changed_by ? t('write.changed_by', { name: row.changed_by, time }) : t('editor.changed', { time });
}
