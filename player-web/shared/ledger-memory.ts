/* This device remembers the newest signed head of the ledger that it has seen, and does not take a smaller
 * one or one of another past: it keeps its own and shows it to the server, whose signature stands under it.
 * Nobody in front of the device sees anything of that; it is the office's matter (/admin, health). Old
 * television sets run this too: no Promise, no fetch. */

const KEY = 'tongping.ledger';
const PATH = '/api/v1/ledger/';
const EARLIEST_MS = 60000; // first what people came for
const SPREAD_MS = 60000; // a county's screens come back together
const AGAIN_MS = 3600000;

export interface LedgerHead {
  origin: string;
  size: number;
  root: string; // base64
}

/* Whether the hashes of an answer prove that `seen` goes on from `kept`; tells it later. */
export type ProveGrowth = (kept: LedgerHead, seen: LedgerHead, hashes: string[], tell: (good: boolean) => void) => void;

export interface LedgerHost {
  load(): string | null;
  save(text: string): void;
  /* `text` is NULL without a good answer. */
  ask(path: string, body: string | null, tell: (text: string | null) => void): void;
}

/* NULL for what is no checkpoint. */
export function readHead(text: string): LedgerHead | null {
  const lines = text.split('\n');
  const size = Number(lines[1]);
  if (lines.length < 5 || !lines[0] || !/^[1-9]\d{0,15}$/.test(lines[1] || '') || lines[3] !== '') return null;
  if (!/^[A-Za-z0-9+/]{43}=$/.test(lines[2] || '')) return null;
  return { origin: lines[0] as string, size: size, root: lines[2] as string };
}

/* NODE/EPOCH; 0: not that form. */
function epochOf(origin: string): number {
  const parts = /^(.+)\/(\d{1,9})$/.exec(origin);
  return parts ? Number(parts[2]) : 0;
}

function nodeOf(origin: string): string {
  return origin.slice(0, origin.lastIndexOf('/'));
}

export type Judgement = 'take' | 'same' | 'refuse' | 'prove' | 'epoch';

/* A later epoch of the same server was opened by two persons, and its first entry says what was lost: it is
 * taken, and the server is shown the old head. */
export function judge(kept: LedgerHead, seen: LedgerHead): Judgement {
  if (kept.origin !== seen.origin) {
    const isLater = nodeOf(kept.origin) === nodeOf(seen.origin) && epochOf(seen.origin) > epochOf(kept.origin);
    return isLater ? 'epoch' : 'refuse';
  }
  if (seen.size < kept.size) return 'refuse';
  if (seen.size === kept.size) return seen.root === kept.root ? 'same' : 'refuse';
  return 'prove';
}

export function lookAtLedger(host: LedgerHost, prove: ProveGrowth): void {
  const keptText = host.load();
  const kept = keptText ? readHead(keptText) : null;
  host.ask('consistency?from=' + (kept ? kept.size : 0), null, function (answer) {
    const cut = answer === null ? -1 : answer.indexOf('\n\n');
    if (answer === null || cut < 0) return;
    const text = answer.slice(cut + 2);
    const seen = readHead(text);
    if (!seen) return;
    if (!kept) {
      host.save(text);
      return;
    }
    function show(): void {
      host.ask('witness', keptText, function () {});
    }
    const judgement = judge(kept, seen);
    if (judgement === 'refuse' || judgement === 'epoch') show();
    if (judgement === 'epoch') host.save(text);
    if (judgement !== 'prove') return;
    prove(kept, seen, answer.slice(0, cut).split('\n').slice(1), function (good) {
      if (good) host.save(text);
      else show();
    });
  });
}

/* For sets that are too slow or too old to compute hashes: sizes and equal heads only. */
export const believeGrowth: ProveGrowth = function (_kept, _seen, _hashes, tell) {
  tell(true);
};

/* ---- in a browser ---- */

function browserAsk(path: string, body: string | null, tell: (text: string | null) => void): void {
  const request = new XMLHttpRequest();
  request.onreadystatechange = function () {
    if (request.readyState === 4) tell(request.status === 200 ? request.responseText : null);
  };
  request.open(body === null ? 'GET' : 'POST', PATH + path, true);
  if (body !== null) {
    request.setRequestHeader('Content-Type', 'text/plain');
    request.setRequestHeader('X-Tongping-Request', '1');
  }
  request.send(body);
}

const HOST: LedgerHost = {
  load: function () {
    try {
      return window.localStorage.getItem(KEY);
    } catch (_refused) {
      return null;
    }
  },
  save: function (text) {
    try {
      window.localStorage.setItem(KEY, text);
    } catch (_refused) {
      /* without memory there is nothing to compare with */
    }
  },
  ask: browserAsk,
};

let nextAtMs = 0;

/* At each connection, but seldom. */
export function rememberLedger(prove: ProveGrowth): void {
  const nowMs = Date.now();
  if (nowMs < nextAtMs) return;
  nextAtMs = nowMs + AGAIN_MS;
  window.setTimeout(function () {
    lookAtLedger(HOST, prove);
  }, EARLIEST_MS + Math.random() * SPREAD_MS);
}
