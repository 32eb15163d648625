import type { Chapter } from '../../player/engine.ts';
import type { PlayerState } from '../../player/player-state.ts';
import type { Meeting, MeetingRow } from '../../shared/contract/live.ts';
import { dateAndTime } from '../../shared/format.ts';
import { t } from '../../shared/i18n/locale.ts';
import { Facts } from '../card.tsx';
import { clockLength } from './times.ts';

interface AgendaRow {
  key: string;
  title: string;
  minutes: number;
  atMs: number | null;
}

function agendaOf(meeting: Meeting | null, chapters: readonly Chapter[]): AgendaRow[] {
  if (meeting && meeting.agenda.length > 0) {
    return meeting.agenda.map(({ id, title, minutes, started_at_ms }) => ({
      key: id, title, minutes, atMs: started_at_ms,
    }));
  }
  return chapters.map(({ title, atMs }) => ({ key: String(atMs), title, minutes: 0, atMs }));
}

export function chaptersOf(meeting: Meeting | null, chapters: readonly Chapter[]): Chapter[] {
  return agendaOf(meeting, chapters).flatMap(({ title, atMs }) => (atMs === null ? [] : [{ title, atMs }]));
}

interface AgendaListProps {
  meeting: Meeting | null;
  state: PlayerState;
  onSeek: (mediaMs: number) => void;
}

/* The order of the day; what has begun can be jumped to, what runs now is marked. */
export function AgendaList({ meeting, state, onSeek }: AgendaListProps) {
  const rows = agendaOf(meeting, state.chapters);
  if (rows.length === 0) return null;
  const begun = rows.filter((row) => row.atMs !== null && row.atMs <= state.positionMs + 500);
  const now = begun[begun.length - 1];
  return (
    <section class="watch-agenda" aria-labelledby="agenda-title">
      <h2 id="agenda-title">{t('watch.agenda')}</h2>
      <ol>
        {rows.map((row) => {
          const { atMs } = row;
          const place = atMs === null ? t('watch.minutes', { count: row.minutes }) : clockLength(atMs - state.startMs);
          return (
            <li key={row.key} class={row === now ? 'agenda-now' : undefined} aria-current={row === now ? 'step' : undefined}>
              {atMs === null ? (
                <span class="agenda-row agenda-later">
                  <span>{row.title}</span>
                  <span class="agenda-place numbers">{row.minutes > 0 && place}</span>
                </span>
              ) : (
                <button
                  type="button"
                  class="agenda-row"
                  aria-label={t('watch.agenda_jump', { title: row.title })}
                  onClick={() => onSeek(atMs)}
                >
                  <span>{row.title}</span>
                  <span class="agenda-place numbers">{place}</span>
                </button>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}

export function AboutMeeting({ row, hasKeys }: { row: MeetingRow; hasKeys: boolean }) {
  return (
    <section class="watch-about" aria-labelledby="about-title">
      <h2 id="about-title">{t('watch.about')}</h2>
      <Facts
        rows={[
          [t('watch.unit'), row.unit_name],
          [t('watch.type'), row.type_name],
          [t('watch.time'), dateAndTime(Date.parse(row.starts_at))],
        ]}
      />
      {hasKeys && (
        <p class="watch-keys">
          <b>{t('watch.keys')}</b> {t('watch.keys_text')}
        </p>
      )}
    </section>
  );
}
