/* JSON by XMLHttpRequest, and what the exchange tells about the clock. */
import type { ClockSample } from '../shared/clock-sync.ts';

export interface Question {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  url: string;
  body?: unknown;
  token?: string | null;
  timeoutMs?: number;
}

export interface Answer {
  status: number; // 0: no answer
  body: unknown;
  roundTripMs: number;
  clock: ClockSample | null;
  retryAfterMs: number; // 0: the server does not say
}

const TIMEOUT_MS = 10000;

export function getJson(url: string, nowMs: () => number, done: (answer: Answer) => void): void {
  askJson({ method: 'GET', url: url }, nowMs, done);
}

export function askJson(question: Question, nowMs: () => number, done: (answer: Answer) => void): void {
  const request = new XMLHttpRequest();
  const sentMs = nowMs();
  let answered = false;
  function finish(): void {
    if (answered) return;
    answered = true;
    window.clearTimeout(timer);
    const receivedMs = nowMs();
    done({
      status: request.status,
      body: parse(request.responseText),
      roundTripMs: receivedMs - sentMs,
      clock: request.status ? clockOf(request, sentMs, receivedMs) : null,
      retryAfterMs: request.status ? retryAfterOf(request) : 0,
    });
  }
  const timer = window.setTimeout(function () {
    request.abort();
    finish();
  }, question.timeoutMs || TIMEOUT_MS);
  request.onreadystatechange = function () {
    if (request.readyState === 4) finish();
  };
  request.open(question.method, question.url, true);
  if (question.token) request.setRequestHeader('Authorization', 'Bearer ' + question.token);
  /* Engines of old sets send no Origin with a request to their own server. */
  if (question.method !== 'GET') request.setRequestHeader('X-Tongping-Request', '1');
  if (question.body === undefined) {
    request.send();
    return;
  }
  request.setRequestHeader('Content-Type', 'application/json');
  request.send(JSON.stringify(question.body));
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (_broken) {
    return null;
  }
}

/* A file of text; null: it did not come. */
export function askText(url: string, done: (text: string | null) => void): void {
  const request = new XMLHttpRequest();
  request.onreadystatechange = function () {
    if (request.readyState === 4) done(request.status === 200 ? request.responseText : null);
  };
  request.open('GET', url, true);
  request.send();
}

function retryAfterOf(request: XMLHttpRequest): number {
  const seconds = parseInt(request.getResponseHeader('Retry-After') || '0', 10);
  return seconds > 0 ? seconds * 1000 : 0;
}

/* HTTP's Date is cut to whole seconds (RFC 9110 §5.6.7). */
function clockOf(request: XMLHttpRequest, sentMs: number, receivedMs: number): ClockSample | null {
  const serverMs = Date.parse(request.getResponseHeader('Date') || '');
  if (isNaN(serverMs)) return null;
  return { sentMs: sentMs, receivedMs: receivedMs, serverMs: serverMs, serverPrecisionMs: 1000 };
}
