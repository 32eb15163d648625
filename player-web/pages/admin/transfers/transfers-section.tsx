import { t } from '../../../shared/i18n/locale.ts';

export default function TransfersSection() {
  return <h1 class="section-title">{t('admin.transfers')}</h1>;
}
