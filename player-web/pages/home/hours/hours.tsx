/* On /pc and /phone: a quiet line when the year is short. */
import '../../../shared/i18n/words-mine.ts';
import './hours.css';

import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../shared/i18n/locale.ts';
import { missingText } from '../../me/records/amounts.ts';

export function HoursLine({ missing }: { missing: number }) {
  return (
    <a class="home-hours" href="/me#/records">
      <span>{t('mine.home_short', { hours: missingText(missing) })}</span>
      <span class="home-hours-go">
        {t('mine.home_look')}
        <Icon name="chevron" />
      </span>
    </a>
  );
}
