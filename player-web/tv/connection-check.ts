/* What a clerk reads out on the telephone when a set does not work. */
import { hasWebSocket } from '../shared/browser-host.ts';
import type { LocaleTag } from '../shared/contract.ts';
import { text, type TvKey } from './messages.ts';
import type { ServerLink } from './server-link.ts';

export interface CheckRow {
  label: string;
  value: string;
  good: boolean;
}

/* Above this, records of "late" would look wrong on the set's own clock; ours never use it. */
const CLOCK_ERROR_MAX_MS = 60000;
const ROUND_TRIP_MAX_MS = 500;

function engine(userAgent: string): string | null {
  const match = /(Chrome|Chromium|Firefox|Version)\/(\d+)/.exec(userAgent);
  return match ? match[1] + ' ' + match[2] : null;
}

interface KeyedRow {
  name: TvKey;
  value: string;
  good: boolean;
}

export function checkRows(link: ServerLink, locale: LocaleTag): CheckRow[] {
  return keyedRows(link, locale).map(function (row) {
    return { label: text(locale, row.name), value: row.value, good: row.good };
  });
}

function keyedRows(link: ServerLink, locale: LocaleTag): KeyedRow[] {
  const unknown = text(locale, 'tv.unknown');
  const answers = link.state === 'online' || link.state === 'live';
  const roundTripMs = link.roundTripMs;
  const clockErrorMs = link.ownClockErrorMs();
  const socket = hasWebSocket();
  const secure = location.protocol === 'https:';
  return [
    { name: 'tv.check_server', value: text(locale, answers ? 'tv.yes' : 'tv.no'), good: answers },
    {
      name: 'tv.check_round_trip',
      value:
        roundTripMs === null
          ? unknown
          : text(locale, 'tv.ms', { count: Math.max(1, Math.round(roundTripMs)) }),
      good: roundTripMs !== null && roundTripMs <= ROUND_TRIP_MAX_MS,
    },
    {
      name: 'tv.check_clock',
      value:
        clockErrorMs === null
          ? unknown
          : text(locale, 'tv.seconds', { count: Math.round(Math.abs(clockErrorMs) / 1000) }),
      good: clockErrorMs !== null && Math.abs(clockErrorMs) <= CLOCK_ERROR_MAX_MS,
    },
    {
      name: 'tv.check_socket',
      value: text(locale, socket ? 'tv.supported' : 'tv.unsupported'),
      good: socket,
    },
    { name: 'tv.check_secure', value: text(locale, secure ? 'tv.encrypted' : 'tv.plain'), good: true },
    {
      name: 'tv.check_screen',
      value: window.innerWidth + ' × ' + window.innerHeight,
      good: true,
    },
    { name: 'tv.check_engine', value: engine(navigator.userAgent) || unknown, good: true },
    {
      name: 'tv.check_version',
      value: link.server ? link.server.version : unknown,
      good: true,
    },
  ];
}
