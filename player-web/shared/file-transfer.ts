/* Files up to the server with progress, and down from it; failures as in api-client.ts. */
import { failureOf, headersFor, UNREACHABLE, type Result } from './api-client.ts';

export interface Upload<T> {
  done: Promise<Result<T>>;
  cancel: () => void;
}

/* XMLHttpRequest, because fetch does not tell how much of a body has gone. */
export function uploadFile<T>(
  url: string,
  file: File,
  onProgress: (share: number) => void,
  method: 'POST' | 'PUT' = 'POST',
): Upload<T> {
  const request = new XMLHttpRequest();
  const done = new Promise<Result<T>>((finish) => {
    request.open(method, url);
    for (const [name, value] of Object.entries(headersFor(method, false))) {
      request.setRequestHeader(name, value);
    }
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    };
    request.onload = () => void readAnswer<T>(request).then(finish);
    request.onerror = request.onabort = () => finish({ ok: false, failure: UNREACHABLE });
    request.send(file);
  });
  return { done, cancel: () => request.abort() };
}

async function readAnswer<T>(request: XMLHttpRequest): Promise<Result<T>> {
  const headers: Record<string, string> = {};
  for (const name of ['Content-Type', 'Content-Language', 'Retry-After']) {
    const value = request.getResponseHeader(name);
    if (value !== null) headers[name] = value;
  }
  const response = new Response(request.responseText, { status: request.status, headers });
  if (!response.ok) return { ok: false, failure: await failureOf(response) };
  return { ok: true, value: JSON.parse(request.responseText) as T };
}

export interface FetchedFile {
  blob: Blob;
  name: string;
}

/* `fallbackName` stands in where the answer does not name its file. */
export async function fetchFile(
  method: 'GET' | 'POST',
  url: string,
  fallbackName: string,
  body?: object,
): Promise<Result<FetchedFile>> {
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headersFor(method, body !== undefined), Accept: '*/*' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      credentials: 'same-origin',
      cache: 'no-store',
    });
    if (!response.ok) return { ok: false, failure: await failureOf(response) };
    const name = fileNameOf(response.headers.get('Content-Disposition') ?? '') ?? fallbackName;
    return { ok: true, value: { blob: await response.blob(), name } };
  } catch {
    return { ok: false, failure: UNREACHABLE };
  }
}

/* RFC 6266: filename* wins over filename. */
export function fileNameOf(disposition: string): string | null {
  const extended = /filename\*\s*=\s*UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (extended) {
    try {
      return decodeURIComponent(extended.trim());
    } catch {
      return null;
    }
  }
  return /filename\s*=\s*"?([^";]+)"?/i.exec(disposition)?.[1]?.trim() ?? null;
}

const REVOKE_AFTER_MS = 60000;

export function saveFile({ blob, name }: FetchedFile): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_AFTER_MS);
}

/* A spreadsheet that Excel opens as UTF-8: with BOM and CRLF. */
export function csvFile(name: string, rows: readonly (readonly string[])[]): FetchedFile {
  const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);
  const text = rows.map((row) => row.map(quoted).join(',')).join('\r\n') + '\r\n';
  return { blob: new Blob(['\uFEFF' + text], { type: 'text/csv' }), name };
}
