import { Card } from '../../../components/card.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { call } from '../../../shared/api-client.ts';
import { dayText } from '../../../shared/days.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { readingText } from '../../../shared/reading-text.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';

/* Who looked at one's records, or was given a report with them, by day. */
export function ReaderCard() {
  const { value, failure } = useLoaded(() => call('GET /api/v1/me/readers'));
  const days = [...new Set((value ?? []).map((row) => row.day))];
  return (
    <Card id="mine-readers" title={t('mine.readers')}>
      <p class="plain-note">{t('mine.readers_lead')}</p>
      {failure && <FailureNotice failure={failure} />}
      {value?.length === 0 && <p class="soft">{t('mine.readers_none')}</p>}
      <ul class="plain-list">
        {days.map((day) => (
          <li key={day}>
            <div class="plain-words">
              <p class="plain-note">{dayText(day)}</p>
              {(value ?? [])
                .filter((row) => row.day === day)
                .map((row) => (
                  <p key={row.leaf}>
                    {row.reader} · {readingText(row)}
                  </p>
                ))}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
