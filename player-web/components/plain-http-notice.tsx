import type { ServerInfo } from '../shared/contract.ts';
import { t } from '../shared/i18n/locale.ts';
import { Notice } from './notice.tsx';

/* Over plain http browsers switch off what needs a secure context; on the machine itself
 * (localhost) they do not. Says so, and where the way out is. */
export function PlainHttpNotice({ server }: { server: ServerInfo | null }) {
  if (window.isSecureContext || !server) return null;
  return (
    <Notice tone="warn" title={t('plain.title')}>
      <p>{t('plain.text')}</p>
      {server.installation_page && <a href="/install">{t('plain.link')}</a>}
    </Notice>
  );
}
