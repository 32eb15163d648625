/* What pages have kept on this computer, taken away when somebody leaves a shared one. Display
 * settings stay: they say nothing about a person. */
import { forgetPerson } from './settings.ts';

async function dropCaches(): Promise<void> {
  if (!('caches' in window)) return; // plain http
  const names = await caches.keys();
  await Promise.all(names.map((name) => caches.delete(name)));
}

async function dropDatabases(): Promise<void> {
  const rows = (await window.indexedDB?.databases?.()) ?? [];
  for (const { name } of rows) if (name) window.indexedDB.deleteDatabase(name);
}

/* Never throws: signing out goes on whatever the browser refuses. */
export async function forgetEverything(): Promise<void> {
  forgetPerson();
  await Promise.allSettled([dropCaches(), dropDatabases()]);
}
