/* A small file of a lesson; asked for again a few times, since its line may be away just then. */
import { backoffDelayMs } from '../../shared/backoff.ts';

const ATTEMPTS = 4;
const LIMITS = { firstMs: 500, maxMs: 4000 };

/* `address` is asked for anew each time: its token changes. Null: it cannot be had. */
export async function fetchText(address: () => string, signal: AbortSignal): Promise<string | null> {
  for (let attempt = 0; attempt < ATTEMPTS && !signal.aborted; attempt += 1) {
    try {
      const response = await fetch(address(), { signal, credentials: 'same-origin' });
      if (response.ok) return await response.text();
      if (response.status === 404) return null;
    } catch {
      /* no line */
    }
    await new Promise((done) => setTimeout(done, backoffDelayMs(attempt, Math.random(), LIMITS)));
  }
  return null;
}
