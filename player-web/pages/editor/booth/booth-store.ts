/* Dubs that are being recorded, in this browser's IndexedDB: each take is there before the next thing can be done,
 * so a closed tab or a power cut costs the running one at most. Everything may reject with a DOMException;
 * `isFull` says whether for want of space. */
import type { Paragraph } from './paragraphs.ts';

export type ParagraphsFrom = 'subtitle' | 'marks' | 'silence';

export interface Dub {
  key: string; // dubKey()
  accountId: string;
  lessonId: string;
  lessonTitle: string;
  language: string; // BCP 47
  translator: string;
  durationMs: number; // of the picture that it was recorded to
  madeFrom: ParagraphsFrom;
  sourceAssetId: string; // the subtitle that the paragraphs come from; ""
  paragraphs: Paragraph[];
  changedAtMs: number;
  sentAtMs: number; // 0: never
}

export interface Take {
  id: string;
  dub: string; // key
  paragraphId: number;
  madeAtMs: number;
  samples: number; // at 48 kHz, from the paragraph's start
  peakDb: number;
  hasStalled: boolean; // the picture stood still meanwhile
}

const NAME = 'tongping-booth';
const VERSION = 1;

export function dubKey(accountId: string, lessonId: string, language: string): string {
  return [accountId, lessonId, language].join('/');
}

export function isFull(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error ?? new Error('the request failed'));
  });
}

function ended(transaction: IDBTransaction): Promise<void> {
  return new Promise((done, fail) => {
    const broken = () => fail(transaction.error ?? new Error('the transaction was given up'));
    transaction.oncomplete = () => done();
    transaction.onabort = broken;
    transaction.onerror = broken;
  });
}

let opening: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((done, fail) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      const database = request.result;
      database.createObjectStore('dubs', { keyPath: 'key' });
      database.createObjectStore('takes', { keyPath: 'id' }).createIndex('dub', 'dub');
      database.createObjectStore('sounds'); // by the take's id: ArrayBuffer of 16-bit samples
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      request.result.onclose = () => (opening = null);
      done(request.result);
    };
    request.onerror = () => fail(request.error ?? new Error('the store cannot be opened'));
  }).catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}

type StoreName = 'dubs' | 'takes' | 'sounds';

/* Strict: on the disk, not only on its way there. */
async function change(names: readonly StoreName[], work: (stores: (name: StoreName) => IDBObjectStore) => void): Promise<void> {
  const transaction = (await open()).transaction([...names], 'readwrite', { durability: 'strict' });
  const end = ended(transaction);
  work((name) => transaction.objectStore(name));
  await end;
}

async function reading(name: StoreName): Promise<IDBObjectStore> {
  return (await open()).transaction(name, 'readonly').objectStore(name);
}

export async function listDubs(accountId: string, lessonId: string): Promise<Dub[]> {
  const all: Dub[] = await settled((await reading('dubs')).getAll());
  return all
    .filter((dub) => dub.accountId === accountId && dub.lessonId === lessonId)
    .sort((a, b) => b.changedAtMs - a.changedAtMs);
}

export async function findDub(key: string): Promise<Dub | null> {
  return ((await settled((await reading('dubs')).get(key))) as Dub | undefined) ?? null;
}

export function putDub(dub: Dub): Promise<void> {
  return change(['dubs'], (store) => store('dubs').put(dub));
}

export async function takesOf(key: string): Promise<Take[]> {
  const takes: Take[] = await settled((await reading('takes')).index('dub').getAll(key));
  return takes.sort((a, b) => a.madeAtMs - b.madeAtMs);
}

/* The take, its sound and the dub that counts it: all or nothing. */
export function addTake(take: Take, pcm: Int16Array<ArrayBuffer>, dub: Dub): Promise<void> {
  return change(['dubs', 'takes', 'sounds'], (store) => {
    store('sounds').put(pcm.buffer, take.id);
    store('takes').put(take);
    store('dubs').put(dub);
  });
}

export async function readSound(takeId: string): Promise<Int16Array> {
  const bytes = (await settled((await reading('sounds')).get(takeId))) as ArrayBuffer | undefined;
  if (!bytes) throw new Error(`there is no sound of take '${takeId}'`);
  return new Int16Array(bytes);
}

export function dropTake(takeId: string, dub: Dub): Promise<void> {
  return change(['dubs', 'takes', 'sounds'], (store) => {
    store('sounds').delete(takeId);
    store('takes').delete(takeId);
    store('dubs').put(dub);
  });
}

export async function dropDub(key: string): Promise<void> {
  const takes = await takesOf(key);
  await change(['dubs', 'takes', 'sounds'], (store) => {
    for (const { id } of takes) {
      store('sounds').delete(id);
      store('takes').delete(id);
    }
    store('dubs').delete(key);
  });
}

export interface Space {
  usedBytes: number;
  leftBytes: number;
}

/* Null: the browser does not tell. Asks it, too, not to throw the takes away when the disk is nearly full. */
export async function spaceLeft(): Promise<Space | null> {
  if (typeof navigator.storage?.estimate !== 'function') return null;
  await navigator.storage.persist?.().catch(() => false);
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  return { usedBytes: usage, leftBytes: Math.max(0, quota - usage) };
}
