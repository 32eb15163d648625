import { useSignal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { clockLength } from '../../components/watch/times.ts';
import { Empty } from '../../components/desk/empty.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import { call } from '../../shared/api-client.ts';
import type { AgendaItem, Meeting } from '../../shared/contract/live.ts';
import { t } from '../../shared/i18n/locale.ts';
import { act } from './act.ts';

/* The item that runs now: the one begun last. */
export function currentItem(agenda: readonly AgendaItem[]): AgendaItem | null {
  return agenda.reduce<AgendaItem | null>(
    (last, item) =>
      item.started_at_ms !== null && item.started_at_ms >= (last?.started_at_ms ?? 0) ? item : last,
    null,
  );
}

interface AgendaProps {
  meeting: Meeting;
  onMeeting: (meeting: Meeting) => void;
}

/* A press begins an item: viewers and the recording get a chapter there. */
export function AgendaPanel({ meeting, onMeeting }: AgendaProps) {
  const busy = useSignal('');
  const current = currentItem(meeting.agenda);
  const mayBegin = meeting.state === 'live' || meeting.state === 'open';
  const begin = async (item: AgendaItem) => {
    busy.value = item.id;
    const path = { id: meeting.id, item: item.id };
    const done = await act(call('POST /api/v1/meetings/{id}/agenda/{item}', { path }));
    busy.value = '';
    if (done) onMeeting(done.value);
  };
  return (
    <div class="panel">
      <div class="panel-head">
        <h2>{t('studio.tab_agenda')}</h2>
      </div>
      {meeting.agenda.length === 0 ? (
        <Empty icon="list" title={t('studio.no_agenda_title')}>
          <p>{t('studio.no_agenda_text')}</p>
        </Empty>
      ) : (
        <p class="soft">{t('studio.agenda_lead')}</p>
      )}
      <ol class="agenda-items">
        {meeting.agenda.map((item, i) => (
          <li key={item.id} class={item === current ? 'agenda-item agenda-now' : 'agenda-item'} data-item={item.id}>
            <span class="agenda-number numbers">{i + 1}</span>
            <span class="agenda-words">
              <strong>{item.title}</strong>
              <span class="soft">
                {t('studio.minutes', { count: item.minutes })}
                {item.started_at_ms !== null && ` · ${t('studio.begun_at', { position: clockLength(item.started_at_ms) })}`}
              </span>
            </span>
            {item === current && mayBegin && <StatusPill tone="ok" icon="play" text={t('studio.agenda_now')} />}
            {mayBegin && (
              <Button
                kind={item.started_at_ms === null ? 'plain' : 'quiet'}
                icon="play"
                busy={busy.value === item.id}
                label={t('studio.begin_item', { title: item.title })}
                onPress={() => void begin(item)}
              >
                {t(item.started_at_ms === null ? 'studio.begin' : 'studio.begin_again')}
              </Button>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}
