/* Where who checks came from: it stands behind #, which no server is sent, because the address of a room may carry an
 * invitation. Pure; runs on TVs too. */
import { safeNextPath, signInPath } from '../../shared/next-path.ts';

/* '': nobody knows, or another host. */
export function wayBack(hash: string): string {
  return safeNextPath(hash.replace(/^#/, ''), '');
}

export function isTv(from: string): boolean {
  return /^\/tv(room)?([?#]|$)/.test(from);
}

export function isRoom(from: string): boolean {
  return /^\/(tvroom|room)#/.test(from);
}

/* The page of a set's own facts; a set that is a kiosk stays one. */
export function factsPath(from: string): string {
  const kept = /^\/tv\?(.+)/.exec(from);
  return '/tv?' + (kept ? kept[1] + '&' : '') + 'facts';
}

/* What is asked of the server carries no invitation: the tab keeps it. */
export function signInPathBack(from: string): string {
  return signInPath('/check' + (from ? '#' + from.replace(/\?link=[^&]*/, '') : ''));
}
