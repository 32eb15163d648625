/* Parts of a page that come when they are needed, over a line that may be away just then: asked for
 * again until they come. Two things no new try can heal: a browser of before 2026 keeps in mind that
 * a module failed (whatwg/html issue 6768), and after an update the old file is gone. So when the
 * server answers and the part still fails, the page is loaded anew, once a minute at most. */
import { backoffDelayMs, RECONNECT_LIMITS } from './backoff.ts';

export interface LaterHost {
  sleep: (ms: number) => Promise<void>;
  random: () => number;
  answers: () => Promise<boolean>; // whether the server can be reached
  reload: () => void; // may do nothing
}

const FAILURES_WITH_ANSWER = 2;
const RELOAD_EVERY_MS = 60000;
const RELOADED_KEY = 'tongping.reloaded';

function reloadOnceInAWhile(): void {
  try {
    const last = Number(sessionStorage.getItem(RELOADED_KEY));
    if (Math.abs(Date.now() - last) < RELOAD_EVERY_MS) return;
    sessionStorage.setItem(RELOADED_KEY, String(Date.now()));
  } catch {
    return; /* without a memory it could be for ever */
  }
  location.reload();
}

const BROWSER: LaterHost = {
  sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
  random: Math.random,
  answers: () => fetch('/favicon.svg', { cache: 'no-store' }).then(() => true, () => false),
  reload: reloadOnceInAWhile,
};

/* Settles when `load` did; never rejects. */
export async function later<T>(load: () => Promise<T>, host: LaterHost = BROWSER): Promise<T> {
  let answered = 0;
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await load();
    } catch {
      if (answered >= FAILURES_WITH_ANSWER) host.reload();
    }
    await host.sleep(backoffDelayMs(attempt, host.random(), RECONNECT_LIMITS));
    if (await host.answers()) answered += 1;
  }
}
