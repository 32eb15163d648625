import { t } from '../shared/i18n/locale.ts';
import { connection, networkUp, retryInSeconds } from '../shared/live.ts';
import { StatusPill, type PillTone } from './status-pill.tsx';

function look(): { tone: PillTone; text: string } {
  const state = connection.value;
  if (state.kind === 'online') return { tone: 'ok', text: t('connection.online') };
  if (state.kind === 'closed') return { tone: 'bad', text: t('connection.closed') };
  if (state.kind === 'signed_out') return { tone: 'bad', text: t('connection.signed_out') };
  if (!networkUp.value) return { tone: 'bad', text: t('connection.offline') };
  if (state.kind === 'waiting') {
    return { tone: 'warn', text: t('connection.waiting', { seconds: retryInSeconds.value }) };
  }
  return { tone: 'calm', text: t('connection.connecting') };
}

/* The state of the live connection; announced only when its kind changes, not each second. */
export function ConnectionPill() {
  const { tone, text } = look();
  return (
    <span data-connection={connection.value.kind}>
      <StatusPill tone={tone} text={text} />
    </span>
  );
}
