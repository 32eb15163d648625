/* The county's own certificate, as /install/ca.json describes it. */
import type { ServerInfo } from './contract.ts';

export interface Installation {
  sha256: string; // hex, with or without colons
  notAfterMs: number | null;
  secureUrl: string;
}

function textOf(value: unknown, name: string): string | null {
  if (!value || typeof value !== 'object') return null;
  const member: unknown = (value as Record<string, unknown>)[name];
  return typeof member === 'string' && member !== '' ? member : null;
}

/* The same port speaks both: where no address is set, the one in use with https. */
function secureUrlOf(server: ServerInfo): string {
  const known = server.addresses.internal ?? server.addresses.public;
  if (known && known.startsWith('https://')) return known;
  return `https://${location.host}/`;
}

export async function loadInstallation(server: ServerInfo): Promise<Installation | null> {
  try {
    const response = await fetch('/install/ca.json', { cache: 'no-store' });
    if (!response.ok) return null;
    const value: unknown = await response.json();
    const notAfter = Date.parse(textOf(value, 'not_after') ?? '');
    return {
      sha256: textOf(value, 'fingerprint_sha256') ?? '',
      notAfterMs: Number.isNaN(notAfter) ? null : notAfter,
      secureUrl: secureUrlOf(server),
    };
  } catch {
    return null;
  }
}
