import { useSignal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Notice } from '../../components/notice.tsx';
import { call, type Failure } from '../../shared/api-client.ts';
import { t } from '../../shared/i18n/locale.ts';

/* The address for calendar programs: a secret, shown when it is asked for, replaced when it has leaked. */
export function CalendarCard() {
  const url = useSignal('');
  const isAsking = useSignal(false);
  const isNew = useSignal(false);
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  const fetchUrl = async (route: 'GET /api/v1/calendar' | 'POST /api/v1/calendar') => {
    busy.value = true;
    const result = await call(route);
    busy.value = isAsking.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    isNew.value = route === 'POST /api/v1/calendar';
    url.value = result.value.url;
  };
  return (
    <Card id="calendar" title={t('me.calendar')}>
      <p class="plain-note">{t('me.calendar_lead')}</p>
      {failure.value && <FailureNotice failure={failure.value} />}
      {isNew.value && <Notice tone="ok">{t('me.calendar_renewed')}</Notice>}
      {url.value && <code class="me-address">{url.value}</code>}
      {isAsking.value && <Notice tone="warn">{t('me.calendar_ask')}</Notice>}
      <div class="me-presses">
        {!url.value && (
          <Button icon="calendar" busy={busy.value} onPress={() => void fetchUrl('GET /api/v1/calendar')}>
            {t('me.calendar_show')}
          </Button>
        )}
        {url.value && !isAsking.value && (
          <Button icon="refresh" onPress={() => (isAsking.value = true)}>
            {t('me.calendar_renew')}
          </Button>
        )}
        {isAsking.value && (
          <>
            <Button kind="danger" busy={busy.value} onPress={() => void fetchUrl('POST /api/v1/calendar')}>
              {t('me.calendar_renew')}
            </Button>
            <Button kind="quiet" onPress={() => (isAsking.value = false)}>
              {t('me.calendar_keep')}
            </Button>
          </>
        )}
      </div>
    </Card>
  );
}
