/* Keeps the page itself for times without a line: its document and what it has loaded, in one cache that is made
 * anew each time, so that document and scripts always belong together. */
const SHELL = 'tongping-shell';
const WORKER = '/offline-worker.js';
const PAGE = '/phone';

/* Not over plain HTTP, not in WeChat's and other web views without workers. */
export function canKeep(): boolean {
  return window.isSecureContext && 'caches' in window && 'serviceWorker' in navigator;
}

function loadedFiles(): string[] {
  const names = performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname);
  const linked = [...document.querySelectorAll<HTMLElement>('script[src], link[rel=stylesheet]')].map((element) =>
    new URL(element.getAttribute('src') ?? element.getAttribute('href') ?? '/', location.href).pathname,
  );
  return [...new Set([...names, ...linked, '/favicon.svg'])].filter((path) => /^\/(assets\/|favicon)/.test(path));
}

/* Of /phone only: other pages are used at desks. */
export async function keepShell(): Promise<void> {
  if (!canKeep() || location.pathname !== PAGE) return;
  await navigator.serviceWorker.register(WORKER, { scope: PAGE });
  const files = loadedFiles();
  const cache = await caches.open(SHELL);
  await cache.addAll([PAGE, ...files]);
  const wanted = new Set([PAGE, ...files]);
  for (const request of await cache.keys()) {
    if (!wanted.has(new URL(request.url).pathname)) await cache.delete(request);
  }
}

export async function dropShell(): Promise<void> {
  if (!canKeep()) return;
  const worker = await navigator.serviceWorker.getRegistration(PAGE);
  await worker?.unregister();
  await caches.delete(SHELL);
}
