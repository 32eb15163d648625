import { t } from '../shared/i18n/locale.ts';

export function Loading() {
  return (
    <p class="fallback" role="status">
      {t('page.loading')}
    </p>
  );
}
