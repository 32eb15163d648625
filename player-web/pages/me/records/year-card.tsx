import { ButtonLink } from '../../../components/button.tsx';
import { Card, Facts } from '../../../components/card.tsx';
import { Progress } from '../../../components/desk/progress.tsx';
import { StatusPill } from '../../../components/status-pill.tsx';
import type { OwnHours } from '../../../shared/contract/policies.ts';
import { dayText, today } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { hoursText, missingText } from './amounts.ts';

const PHONE_QUERY = '(max-width: 40rem)';

function coursesAddress(): string {
  return window.matchMedia(PHONE_QUERY).matches ? '/phone?courses' : '/pc?courses';
}

/* What is missing, by when, and where to find it. */
function Missing({ hours }: { hours: OwnHours }) {
  if (hours.missing === 0) return <StatusPill tone="ok" text={t('mine.done')} />;
  const isOver = hours.last_day < today();
  return (
    <div class="mine-missing">
      <StatusPill tone="warn" text={t('mine.missing', { hours: missingText(hours.missing) })} />
      <p>{isOver ? t('mine.missed') : t('mine.until', { day: dayText(hours.last_day) })}</p>
      {!isOver && (
        <ButtonLink href={coursesAddress()} icon="play">
          {t('mine.find')}
        </ButtonLink>
      )}
    </div>
  );
}

/* The hours of a year: a bar and the same in words. */
export function YearCard({ hours, whole }: { hours: OwnHours; whole: boolean }) {
  const all = hours.hours + hours.carried;
  const words =
    hours.asked > 0
      ? t('mine.have', { hours: hoursText(all), asked: hoursText(hours.asked) })
      : t('mine.have_only', { hours: hoursText(all) });
  return (
    <Card id="mine-year" title={t('mine.year', { year: hours.year })}>
      <div class="mine-sum">
        <p class="mine-have numbers">{words}</p>
        {hours.asked > 0 && <Progress label={words} value={Math.min(all, hours.asked)} max={hours.asked} />}
      </div>
      {hours.asked > 0 ? <Missing hours={hours} /> : <p class="soft">{t('mine.not_asked')}</p>}
      {(whole || hours.carried > 0) && (
        <Facts
          rows={[
            [t('mine.earned'), t('mine.hours', { hours: hoursText(hours.hours) })],
            [t('mine.carried'), t('mine.hours', { hours: hoursText(hours.carried) })],
          ]}
        />
      )}
      {hours.is_lead && <p class="plain-note">{t('mine.lead')}</p>}
      {!whole && (
        <ButtonLink href="#/records" kind="primary" icon="list">
          {t('mine.open_all')}
        </ButtonLink>
      )}
    </Card>
  );
}
