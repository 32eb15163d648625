/* A recording as one file: the server makes it when the first one asks, and says how far it is until
 * it is there. The browser fetches it, not the page: it goes on where a line broke. */

export type FileState =
  | { kind: 'ready' }
  | { kind: 'making'; percent: number; againMs: number }
  | { kind: 'refused' } // may not be had, any more
  | { kind: 'failed' }; // no room on the disk, no line

/* A longer pause means that nothing is being made. */
const MAKING_MAX_MS = 5000;

async function readProblem(response: Response): Promise<FileState> {
  const againMs = Number(response.headers.get('Retry-After') ?? NaN) * 1000;
  if (response.status !== 503 || !(againMs <= MAKING_MAX_MS)) return { kind: 'failed' };
  const problem = (await response.json()) as { percent?: unknown };
  return { kind: 'making', percent: typeof problem.percent === 'number' ? problem.percent : 0, againMs };
}

/* Asks for the first byte only. */
export async function askForFile(url: string, signal: AbortSignal): Promise<FileState> {
  try {
    const response = await fetch(url, { headers: { Range: 'bytes=0-0' }, cache: 'no-store', signal });
    if (response.ok) {
      void response.body?.cancel();
      return { kind: 'ready' };
    }
    if (response.status === 403 || response.status === 404) return { kind: 'refused' };
    return await readProblem(response);
  } catch {
    return { kind: 'failed' };
  }
}

export function takeFile(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}
