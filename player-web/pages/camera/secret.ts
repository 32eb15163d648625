/* The secret of the code. It stands behind # and is taken out of the address line at once, so that the way round by /login does not
 * carry it to the server; this tab keeps it, for coming back. */
import { signal } from '@preact/signals';

const KEY = 'tongping.camera';
const SECRET = /^#([\w-]{22})$/;

function read(): string {
  try {
    return sessionStorage.getItem(KEY) ?? '';
  } catch {
    return '';
  }
}

function take(): string {
  const found = SECRET.exec(location.hash)?.[1];
  if (!found) return read();
  try {
    sessionStorage.setItem(KEY, found);
    history.replaceState(null, '', location.pathname);
  } catch {
    /* without memory it stays in the address line */
  }
  return found;
}

export const secret = signal(take());

export function forgetSecret(): void {
  secret.value = '';
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    /* it is worth nothing any more */
  }
}

/* A code that was scanned while the page was open. */
window.addEventListener('hashchange', () => {
  if (SECRET.test(location.hash)) location.reload();
});
