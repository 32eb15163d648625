import type { Presence, RegisterConfirmation, RegisterCount, RegisterPage } from '../../../shared/contract/registers.ts';
import { dateAndTime, hourAndMinute } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';

function Said({ by, at }: { by: string; at: string }) {
  return <span class="plain-note">{t('attend.by_at', { by, time: dateAndTime(Date.parse(at)) })}</span>;
}

const placeOf = (row: { place_name?: string }) => row.place_name ?? t('attend.whole_register');

function Notes({ counts, confirmations }: { counts: RegisterCount[]; confirmations: RegisterConfirmation[] }) {
  if (counts.length + confirmations.length === 0) return <p class="soft">{t('attend.notes_none')}</p>;
  return (
    <ul class="plain-list">
      {confirmations.map((row) => (
        <li key={row.id}>
          <span class="plain-words">{t(`attend.confirm_${row.step}`, { place: placeOf(row), count: row.present })}</span>
          <Said {...row} />
        </li>
      ))}
      {counts.map((row) => (
        <li key={row.id}>
          <span class="plain-words">{t('attend.count_line', { place: placeOf(row), heads: row.heads })}</span>
          <Said {...row} />
        </li>
      ))}
    </ul>
  );
}

function Guests({ guests }: { guests: Presence[] }) {
  if (guests.length === 0) return <p class="soft">{t('attend.guests_none')}</p>;
  return (
    <ul class="plain-list">
      {guests.map((row) => (
        <li key={row.id}>
          <span class="plain-words">
            {row.guest_number ? t('attend.guest_number', { n: row.guest_number }) : row.name}{' '}
            <span class="plain-note">
              {t('attend.guest_span', { place: placeOf(row), from: hourAndMinute(Date.parse(row.from)) })}
            </span>
          </span>
          <Said {...row} />
        </li>
      ))}
    </ul>
  );
}

/* What was counted and confirmed, and who came without an entry in the roster. */
export function RegisterNotes({ page }: { page: RegisterPage }) {
  const guests = page.presences.filter((row) => !row.member_id && !row.is_withdrawn);
  return (
    <div class="attend-pair">
      <section class="card" aria-labelledby="attend-notes">
        <h2 class="card-title" id="attend-notes">
          {t('attend.notes')}
        </h2>
        <Notes counts={page.counts} confirmations={page.confirmations} />
      </section>
      <section class="card" aria-labelledby="attend-guests">
        <h2 class="card-title" id="attend-guests">
          {t('attend.guests')}
        </h2>
        <Guests guests={guests} />
      </section>
    </div>
  );
}
