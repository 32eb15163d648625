/* Small texts of the pairing page. Pure. */
import type { ScreenProbe } from '../../shared/contract/screens.ts';

const NAME_MAX_CHARACTERS = 64;

/* "河东村活动室 电视": the unit's name once, though rooms are often named after it. */
export function proposedName(unit: string, place: string, kind: string): string {
  if (unit === '') return '';
  const where = place.startsWith(unit) ? place : unit + place;
  const joint = /^[\x20-\x7e]*$/.test(where) && place && !place.startsWith(unit) ? `${unit} ${place}` : where;
  return [...`${joint} ${kind}`].slice(0, NAME_MAX_CHARACTERS).join('');
}

/* What tells sets apart: the system of the browser's own words, and the picture. */
export function modelOf(probe: ScreenProbe): string {
  const system = /\(([^)]*)\)/.exec(probe.user_agent)?.[1] ?? '';
  const words = system.split(';').map((word) => word.trim());
  const named = words.filter((word) => word !== '' && word !== 'U' && !/^(Linux|X11|wv|zh-\w+)$/i.test(word));
  const size = `${probe.width} × ${probe.height}`;
  return [...named.slice(0, 3), size].join(' · ');
}
