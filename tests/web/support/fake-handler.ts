/* How the handlers of the fake server look. */
import type { Account } from '../../../player-web/shared/contract.ts';
import type { FakeApi } from './fake-api.ts';
import type { FakeCounty } from './fake-county.ts';

/* In the answers to players: opaque, 20 characters. */
export const FAKE_CONTACT = 'BkQ2hBMA2AeEwq9mTZ5w';

export interface Asked {
  api: FakeApi;
  county: FakeCounty;
  account: Account;
  path: readonly string[]; // what stood for {…}
  query: URLSearchParams;
  body: Record<string, unknown>;
}

/* What a handler throws to refuse. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

/* A handler's answer that is not JSON. */
export class SentFile {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  constructor(name: string, type: string, content: string) {
    this.name = name;
    this.type = type;
    this.content = content;
  }
}

export function notFound(): Refusal {
  return new Refusal(404, 'not_found', 'there is no such thing');
}

export type Handler = (asked: Asked) => unknown;
export type Handlers = Readonly<Record<string, Handler>>;
