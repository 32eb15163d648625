/* Calls of the server's API, typed by the contract. A call never throws: it gives the answer or
 * what went wrong. */
import { CALL_TIMEOUT_MS, callHeaders } from './call-facts.ts';
import type { ApiRoute, ApiRoutes, ErrorWord, Problem } from './contract.ts';
import { takeEarly } from './early-answers.ts';
import { locale } from './i18n/locale.ts';

export interface Failure {
  status: number; // 0: no answer came
  code: ErrorWord | 'unreachable';
  detail: string;
  language: string; // of the detail: a LocaleTag, or '' when nobody says
  retryAfterS: number | null;
}

export type Result<T> = { ok: true; value: T } | { ok: false; failure: Failure };

type PathParams<S extends string> = S extends `${string}{${infer P}}${infer Rest}`
  ? P | PathParams<Rest>
  : never;

/* What is absent, empty or false is left out; true is 1. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

type CallOptions<R extends ApiRoute> = (ApiRoutes[R]['body'] extends null
  ? { body?: undefined }
  : { body: ApiRoutes[R]['body'] }) &
  ([PathParams<R>] extends [never] ? { path?: undefined } : { path: Record<PathParams<R>, string> }) & {
    query?: Query;
    revision?: number | undefined; // sent as If-Match: 412 when somebody has changed it since
  };

type CallArguments<R extends ApiRoute> = Record<never, never> extends CallOptions<R>
  ? [options?: CallOptions<R>]
  : [options: CallOptions<R>];

export const UNREACHABLE: Failure = {
  status: 0,
  code: 'unreachable',
  detail: '',
  language: '',
  retryAfterS: null,
};

export async function call<R extends ApiRoute>(
  route: R,
  ...rest: CallArguments<R>
): Promise<Result<ApiRoutes[R]['answer']>> {
  const options: { body?: unknown; path?: Record<string, string> | undefined; query?: Query; revision?: number | undefined } =
    rest[0] ?? {};
  const [method, pattern] = route.split(' ') as [string, string];
  const url = addressOf(pattern, options.path, options.query);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), CALL_TIMEOUT_MS);
  const body = options.body === undefined ? undefined : JSON.stringify(options.body);
  try {
    const early = options.revision === undefined ? takeEarly(method, url, body ?? '') : undefined;
    const response = await (early ?? fetch(url, {
      method,
      headers: {
        ...headersFor(method, body !== undefined),
        ...(options.revision === undefined ? {} : { 'If-Match': `"${options.revision}"` }),
      },
      ...(body === undefined ? {} : { body }),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: abort.signal,
    }));
    if (!response.ok) return { ok: false, failure: await failureOf(response) };
    const value: unknown = response.status === 204 ? null : await response.json();
    return { ok: true, value: value as ApiRoutes[R]['answer'] };
  } catch {
    return { ok: false, failure: UNREACHABLE };
  } finally {
    clearTimeout(timer);
  }
}

export function addressOf(
  pattern: string,
  path: Record<string, string> | undefined,
  query: Query | undefined,
): string {
  const address = pattern.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(path?.[name] ?? ''),
  );
  const given = Object.entries(query ?? {}).filter(
    ([, value]) => value !== undefined && value !== '' && value !== false,
  );
  const pairs = given.map(
    ([name, value]) => `${name}=${encodeURIComponent(value === true ? '1' : String(value))}`,
  );
  return pairs.length === 0 ? address : `${address}?${pairs.join('&')}`;
}

export function headersFor(method: string, hasBody: boolean): Record<string, string> {
  return callHeaders(method, hasBody, locale.peek());
}

export async function failureOf(response: Response): Promise<Failure> {
  const retry = Number(response.headers.get('Retry-After') ?? NaN);
  const problem = await readProblem(response);
  return {
    status: response.status,
    code: problem?.code ?? (response.status >= 500 ? 'unavailable' : 'invalid'),
    detail: problem?.detail ?? '',
    language: response.headers.get('Content-Language') ?? '',
    retryAfterS: Number.isFinite(retry) && retry > 0 ? Math.ceil(retry) : null,
  };
}

/* A proxy in front may answer with a page of its own: then there is no problem document. */
async function readProblem(response: Response): Promise<Partial<Problem> | null> {
  if (!(response.headers.get('Content-Type') ?? '').includes('json')) return null;
  try {
    return (await response.json()) as Partial<Problem>;
  } catch {
    return null;
  }
}
