import { t } from '../../../shared/i18n/locale.ts';

export default function UnitsSection() {
  return <h1>{t('admin.units')}</h1>;
}
