/* Lets /phone open without a line, for who has taken lessons along; everybody else never loads this. Pages and
 * scripts come from the server whenever it answers, so that an update is never held back; what stands in the cache
 * is put there by the page (components/lesson/offline-shell.ts). */
const SHELL = 'tongping-shell';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

async function networkFirst(request, key) {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.open(SHELL).then((cache) => cache.match(key));
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(networkFirst(request, '/phone'));
  else if (pathname.startsWith('/assets/') || pathname === '/favicon.svg') event.respondWith(networkFirst(request, pathname));
});
