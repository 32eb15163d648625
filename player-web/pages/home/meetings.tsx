import './meetings.css';
import '../../shared/i18n/words-watch.ts';

import { Icon } from '../../components/icon.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import type { MeetingRow, NowList } from '../../shared/contract/live.ts';
import { dateAndTime, hourAndMinute } from '../../shared/format.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import { follow, hrefOf, type Place } from './place.ts';

const placeOf = (row: MeetingRow): Place => ({ kind: 'meeting', id: row.id });

function whenText(row: MeetingRow, isPast: boolean): string {
  const startsMs = Date.parse(row.starts_at);
  const isToday = new Date(startsMs).toDateString() === new Date().toDateString();
  if (isPast) return t('watch.held', { date: dateAndTime(startsMs) });
  return isToday
    ? t('watch.starts_today', { time: hourAndMinute(startsMs) })
    : dateAndTime(startsMs);
}

function stateKey(row: MeetingRow): PlainKey {
  if (row.state === 'live') return 'watch.state_live';
  return row.state === 'rehearsal' ? 'watch.state_rehearsal' : 'watch.state_open';
}

/* On air: large, the whole card is the button. */
function OnAir({ row }: { row: MeetingRow }) {
  return (
    <a
      class="on-air"
      href={hrefOf(placeOf(row))}
      aria-label={t('watch.watch_now', { title: row.title })}
      onClick={(event) => follow(event, placeOf(row))}
    >
      <span class="on-air-sign" aria-hidden="true">
        <Icon name="play" />
      </span>
      <span class="on-air-words">
        <span class={`on-air-state on-air-${row.state}`}>{t(stateKey(row))}</span>
        <strong class="on-air-title">{row.title}</strong>
        <span class="on-air-note">
          {row.unit_name}
          {row.languages.length > 1 && ` · ${t('watch.languages', { count: row.languages.length })}`}
        </span>
      </span>
    </a>
  );
}

function Recording({ row }: { row: MeetingRow }) {
  return (
    <li>
      <a
        class="meeting-row"
        href={hrefOf(placeOf(row))}
        aria-label={t('watch.open_recording', { title: row.title })}
        onClick={(event) => follow(event, placeOf(row))}
      >
        <Icon name="play" />
        <span class="meeting-words">
          <strong>{row.title}</strong>
          <span class="meeting-note">{`${row.unit_name} · ${whenText(row, true)}`}</span>
        </span>
        <Icon name="chevron" />
      </a>
    </li>
  );
}

function Upcoming({ row }: { row: MeetingRow }) {
  return (
    <li class="meeting-row">
      <Icon name="calendar" />
      <span class="meeting-words">
        <strong>{row.title}</strong>
        <span class="meeting-note">{`${row.unit_name} · ${whenText(row, false)}`}</span>
      </span>
      <StatusPill tone="calm" text={t('watch.state_upcoming')} />
    </li>
  );
}

/* What is on air, what comes, what can be watched again. */
export function Meetings({ list }: { list: NowList }) {
  const { on_air, upcoming, recordings } = list;
  const isNothing = on_air.length + upcoming.length + recordings.length === 0;
  return (
    <section class="meetings" aria-labelledby="meetings-title">
      <h2 id="meetings-title">{on_air.length > 0 ? t('watch.on_air') : t('watch.heading')}</h2>
      {on_air.length === 0 && <p class="meetings-none">{isNothing ? t('watch.nothing') : t('watch.nothing_on_air')}</p>}
      {on_air.length > 0 && (
        <div class="on-air-list">
          {on_air.map((row) => (
            <OnAir key={row.id} row={row} />
          ))}
        </div>
      )}
      <div class="meetings-more">
        {upcoming.length > 0 && (
          <div>
            <h3>{t('watch.upcoming')}</h3>
            <ul>
              {upcoming.map((row) => (
                <Upcoming key={row.id} row={row} />
              ))}
            </ul>
          </div>
        )}
        {recordings.length > 0 && (
          <div>
            <h3>{t('watch.recordings')}</h3>
            <ul>
              {recordings.map((row) => (
                <Recording key={row.id} row={row} />
              ))}
            </ul>
          </div>
        )}
      </div>
    </section>
  );
}
