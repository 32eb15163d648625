/* Where to go after signing in: only paths of this server, whatever the address line says. */

export function safeNextPath(next: string | null, fallback: string): string {
  if (!next || next.charAt(0) !== '/') return fallback;
  /* "//host" and "/\host" are other hosts to a browser; control characters are skipped by it. */
  if (/^\/[/\\]/.test(next) || /[\u0000-\u0020\u007f\\]/.test(next)) return fallback;
  if (/^\/(login|setup|activate)([/?#]|$)/.test(next)) return fallback;
  return next;
}

export function signInPath(next: string): string {
  return '/login?next=' + encodeURIComponent(next);
}
