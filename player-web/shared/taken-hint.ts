/* Whether this device has taken lessons along: what a page must know before it loads more. */
export const TAKEN_KEY = 'tongping.taken';

export function hasTaken(): boolean {
  try {
    return localStorage.getItem(TAKEN_KEY) !== null;
  } catch {
    return false;
  }
}
