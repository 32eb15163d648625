import { t } from '../../../shared/i18n/locale.ts';

export default function PlacesSection() {
  return <h1 class="section-title">{t('admin.places')}</h1>;
}
