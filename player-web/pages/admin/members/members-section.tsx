import { t } from '../../../shared/i18n/locale.ts';

export default function MembersSection() {
  return <h1 class="section-title">{t('admin.members')}</h1>;
}
