/* The server, asked by XMLHttpRequest, which every set has. */
import { monotonicMs } from '../../shared/browser-host.ts';

export interface Asked {
  status: number; // 0: no answer
  text: string;
  bytes: number; // of a binary answer
  ms: number; // until it was whole
  field: (name: string) => string | null;
}

export interface Ask {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  type?: string;
  body?: string;
  isBinary?: boolean;
  timeoutMs: number;
}

/* A screen's secret; '': the cookie says who it is. */
let token = '';

export function askAs(secret: string): void {
  token = secret;
}

export function ask(what: Ask, done: (answer: Asked) => void): void {
  const request = new XMLHttpRequest();
  const sentMs = monotonicMs();
  let isDone = false;
  const timer = window.setTimeout(function () {
    request.abort();
    finish();
  }, what.timeoutMs);
  function finish(): void {
    if (isDone) return;
    isDone = true;
    window.clearTimeout(timer);
    const isAnswered = request.readyState === 4 && request.status !== 0;
    const bytes = isAnswered && what.isBinary ? (request.response as ArrayBuffer | null) : null;
    done({
      status: isAnswered ? request.status : 0,
      text: isAnswered && !what.isBinary ? request.responseText : '',
      bytes: bytes ? bytes.byteLength : 0,
      ms: Math.max(1, monotonicMs() - sentMs),
      field: function (name) {
        return isAnswered ? request.getResponseHeader(name) : null;
      },
    });
  }
  request.onreadystatechange = function () {
    if (request.readyState === 4) finish();
  };
  request.open(what.method, what.path, true);
  if (what.isBinary) request.responseType = 'arraybuffer';
  if (token) request.setRequestHeader('Authorization', 'Bearer ' + token);
  /* Engines of old sets send no Origin with a request to their own server. */
  if (what.method !== 'GET') request.setRequestHeader('X-Tongping-Request', '1');
  if (what.type) request.setRequestHeader('Content-Type', what.type);
  if (what.body === undefined) request.send();
  else request.send(what.body);
}
