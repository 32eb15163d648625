/* The legs of a check and what they come to. Pure; runs on TVs too. */
import type { CheckKey } from './messages.ts';

export type LegName = 'server' | 'live' | 'speed' | 'udp' | 'tcp' | 'turn' | 'camera' | 'microphone' | 'speaker';
/* none: the device, or the server, does not have it, or it could not be tried. */
export type LegState = 'wait' | 'run' | 'good' | 'bad' | 'none';

export interface Leg {
  state: LegState;
  words: CheckKey | null;
  params?: { [name: string]: string | number };
}

export type Legs = { [name in LegName]: Leg };

/* In groups of three, as they are shown, run and read out: network, ways of calls, devices. */
export const LEG_NAMES: LegName[] = ['server', 'live', 'speed', 'udp', 'tcp', 'turn', 'camera', 'microphone', 'speaker'];

const DIGITS: { [state in LegState]: string } = { good: '1', bad: '2', none: '0', wait: '0', run: '0' };

/* Nine digits to be read out on the telephone; docs/conference.md has the table. */
export function codeOf(legs: Legs): string {
  return LEG_NAMES.map(function (name, i) {
    return (i > 0 && i % 3 === 0 ? '-' : '') + DIGITS[legs[name].state];
  }).join('');
}

function isAny(legs: Legs, names: LegName[], state: LegState): boolean {
  return names.some(function (name) {
    return legs[name].state === state;
  });
}

export function verdictOf(legs: Legs, isSignedIn: boolean): CheckKey {
  if (legs.server.state === 'bad') return 'line.verdict_offline';
  if (!isSignedIn) return 'line.verdict_closed';
  if (legs.live.state !== 'good' || !isAny(legs, ['udp', 'tcp', 'turn'], 'good')) return 'line.verdict_watch';
  return isAny(legs, LEG_NAMES, 'bad') ? 'line.verdict_some' : 'line.verdict_good';
}

/* Pictures of a meeting come at about this rate in their smallest useful size; one's own goes at half of it. */
const DOWN_KBPS = 1000;
const UP_KBPS = 500;

export function speedLeg(downKbps: number, upKbps: number): Leg {
  if (downKbps === 0 || upKbps === 0) return { state: 'bad', words: 'line.speed_broken' };
  const isEnough = downKbps >= DOWN_KBPS && upKbps >= UP_KBPS;
  const params = { down: inMbps(downKbps), up: inMbps(upKbps) };
  return { state: isEnough ? 'good' : 'bad', words: isEnough ? 'line.speed_good' : 'line.speed_bad', params: params };
}

/* Two digits say as much as was measured. */
function inMbps(kbps: number): string {
  const mbps = kbps / 1000;
  return mbps < 10 ? mbps.toFixed(1) : String(Math.round(mbps));
}

export type MediaWay = 'udp' | 'tcp' | 'turn';

/* An answer with the candidates of one way alone: what is relayed goes on by UDP. */
export function answerFor(way: MediaWay, sdp: string): string {
  const unwanted = way === 'tcp' ? /^a=candidate:\S+ \d+ udp /i : /^a=candidate:\S+ \d+ tcp /i;
  return sdp
    .split('\r\n')
    .filter(function (line) {
      return !unwanted.test(line);
    })
    .join('\r\n');
}

/* The port that the answer names; '': none. */
export function portOf(sdp: string): string {
  const found = /^a=candidate:\S+ \d+ \w+ \d+ \S+ (\d+) /im.exec(sdp);
  return found ? found[1]! : '';
}

export interface TurnServer {
  urls: string[];
  username: string;
  credential: string;
}

/* The fields Link of an answer (RFC 9725 §4.6), which all have one name and password; null: none. */
export function turnOf(field: string | null): TurnServer | null {
  const link = /<([^>]+)>; rel="ice-server"; username="([^"]+)"; credential="([^"]+)"/g;
  let server: TurnServer | null = null;
  for (;;) {
    const found = link.exec(field || '');
    if (!found) return server;
    if (!server) server = { urls: [], username: found[2]!, credential: found[3]! };
    server.urls.push(found[1]!);
  }
}
