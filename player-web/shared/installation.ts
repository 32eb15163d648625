/* The county's own certificate, as /install/ca.json describes it. */
import type { ServerInfo } from './contract.ts';

export interface Installation {
  sha256: string; // hex, with or without colons
  notAfterMs: number | null;
  secureUrl: string;
}

function textOf(value: unknown, ...names: string[]): string | null {
  if (!value || typeof value !== 'object') return null;
  for (const name of names) {
    const member: unknown = (value as Record<string, unknown>)[name];
    if (typeof member === 'string' && member !== '') return member;
  }
  return null;
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
    const notAfter = Date.parse(textOf(value, 'not_after', 'expires_at') ?? '');
    return {
      sha256: textOf(value, 'sha256', 'fingerprint_sha256', 'fingerprint') ?? '',
      notAfterMs: Number.isNaN(notAfter) ? null : notAfter,
      secureUrl: secureUrlOf(server),
    };
  } catch {
    return null;
  }
}
