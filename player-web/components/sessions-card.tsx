import './sessions-card.css';

import { signal, useSignal, useSignalEffect } from '@preact/signals';

import { Button } from './button.tsx';
import { Card } from './card.tsx';
import { FailureNotice } from './failure-notice.tsx';
import { Notice } from './notice.tsx';
import { call, type Failure } from '../shared/api-client.ts';
import type { SessionRow } from '../shared/contract.ts';
import { ago } from '../shared/format.ts';
import { t } from '../shared/i18n/locale.ts';
import { serverNowMs } from '../shared/live.ts';

/* Raised by whoever changed the sessions behind this card's back. */
export const sessionsVersion = signal(0);

function deviceOf(row: SessionRow): string {
  return row.device || t('sessions.unnamed');
}

function SessionItem({ row, onRevoke }: { row: SessionRow; onRevoke: (row: SessionRow) => void }) {
  const nowMs = serverNowMs.value;
  const used = t('sessions.used', { time: ago(Date.parse(row.last_used_at), nowMs) });
  return (
    <li class="session" data-session={row.id}>
      <div class="session-words">
        <p class="session-device">
          {deviceOf(row)}
          {row.current && <span class="person-tag">{t('sessions.current')}</span>}
        </p>
        <p class="session-used">
          {used}
          {row.peer && `, ${t('sessions.from', { peer: row.peer })}`}
        </p>
      </div>
      {!row.current && (
        <Button
          kind="danger"
          label={t('sessions.revoke_label', { device: deviceOf(row) })}
          onPress={() => onRevoke(row)}
        >
          {t('sessions.revoke')}
        </Button>
      )}
    </li>
  );
}

export function SessionsCard() {
  const rows = useSignal<SessionRow[]>([]);
  const failure = useSignal<Failure | null>(null);
  const revoked = useSignal<SessionRow | null>(null);

  async function load(): Promise<void> {
    const result = await call('GET /api/v1/sessions');
    failure.value = result.ok ? null : result.failure;
    if (result.ok) rows.value = result.value;
  }

  async function revoke(row: SessionRow): Promise<void> {
    const result = await call('DELETE /api/v1/sessions/{id}', { path: { id: row.id } });
    if (!result.ok && result.failure.status !== 404) {
      failure.value = result.failure;
      return;
    }
    revoked.value = row;
    await load();
  }

  useSignalEffect(() => {
    void sessionsVersion.value;
    void load();
  });

  return (
    <Card
      id="sessions"
      title={t('sessions.heading')}
      aside={
        <Button kind="quiet" icon="refresh" onPress={() => void load()}>
          {t('sessions.refresh')}
        </Button>
      }
    >
      <p class="card-lead">{t('sessions.lead')}</p>
      {failure.value && <FailureNotice failure={failure.value} />}
      {revoked.value && (
        <Notice tone="ok">{t('sessions.revoked', { device: deviceOf(revoked.value) })}</Notice>
      )}
      <ul class="sessions">
        {rows.value.map((row) => (
          <SessionItem key={row.id} row={row} onRevoke={(target) => void revoke(target)} />
        ))}
      </ul>
    </Card>
  );
}
