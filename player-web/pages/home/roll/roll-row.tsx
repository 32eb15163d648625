/* One person of a roll call: a tick as large as a thumb, who entered it and since when, and what can be said then. */
import { Button } from '../../../components/button.tsx';
import type { Presence } from '../../../shared/contract/registers.ts';
import { hourAndMinute } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import type { RollRow } from '../../../shared/roll-book.ts';

interface RowProps {
  row: RollRow;
  elsewhere: string; // counted there; '': nowhere
  mayLeave: boolean; // while the event runs
  onEnter: () => void;
  onLeft: () => void;
  onWithdraw: () => void;
}

function presenceText(presence: Presence): string {
  const times = { how: t(`roll.how_${presence.how}`), by: presence.by, from: hourAndMinute(Date.parse(presence.from)) };
  if (!presence.until) return t('roll.since', { ...times, time: times.from });
  return t('roll.span', { ...times, until: hourAndMinute(Date.parse(presence.until)) });
}

function noteOf({ row, elsewhere }: RowProps): string {
  const notes = [row.unitName];
  if (row.isExcused) notes.push(t('roll.excused'));
  if (row.isVisiting && !row.isGuest) notes.push(t('roll.visiting'));
  if (row.isGuest) notes.push(t('roll.guests'));
  if (elsewhere && row.mark === 'none') notes.push(t('roll.at_place', { place: elsewhere }));
  if (row.isWaiting) notes.push(t('roll.pending'));
  else if (row.presence) notes.push(presenceText(row.presence));
  return notes.filter((note) => note !== '').join(' · ');
}

export function RollLine(props: RowProps) {
  const { row, mayLeave, onEnter, onLeft, onWithdraw } = props;
  const isThere = row.mark !== 'none';
  const isTicked = row.mark === 'here' || (isThere && !mayLeave); // after the event all have left
  return (
    <li class="roll-person" data-mark={isTicked ? 'here' : row.mark} data-waiting={row.isWaiting ? 'yes' : 'no'}>
      <button
        type="button"
        class="roll-tick"
        role="checkbox"
        aria-checked={isTicked}
        aria-label={t('roll.tick', { name: row.name })}
        onClick={() => {
          if (!isTicked) onEnter();
        }}
      >
        <span class="roll-box" aria-hidden="true">{isTicked ? '✓' : ''}</span>
        <span class="roll-words">
          <b>{row.name}</b>
          <span class="roll-note">{noteOf(props)}</span>
        </span>
      </button>
      {isThere && (
        <span class="roll-acts">
          {row.mark === 'here' && mayLeave && (
            <Button label={t('roll.left_of', { name: row.name })} onPress={onLeft}>{t('roll.left')}</Button>
          )}
          {row.mark === 'left' && mayLeave && <span class="roll-gone">{t('roll.has_left')}</span>}
          <Button kind="quiet" label={t('roll.withdraw_of', { name: row.name })} onPress={onWithdraw}>{t('roll.withdraw')}</Button>
        </span>
      )}
    </li>
  );
}
