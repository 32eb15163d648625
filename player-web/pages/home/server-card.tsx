import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Card, Facts } from '../../components/card.tsx';
import { StatusPill, type PillTone } from '../../components/status-pill.tsx';
import { call } from '../../shared/api-client.ts';
import type { Health, HealthState, ServerInfo } from '../../shared/contract.ts';
import { duration } from '../../shared/format.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';
import { roundTripMs, serverNowMs } from '../../shared/live.ts';

const REFRESH_MS = 30000;

const LOOKS: Record<HealthState, { tone: PillTone; text: PlainKey }> = {
  ok: { tone: 'ok', text: 'health.ok' },
  degraded: { tone: 'warn', text: 'health.degraded' },
  failing: { tone: 'bad', text: 'health.failing' },
};

function HealthPill({ health }: { health: Health | null }) {
  if (!health) return <StatusPill tone="calm" text={t('health.unknown')} />;
  const look = LOOKS[health.status];
  return <StatusPill tone={look.tone} text={t(look.text)} />;
}

export function ServerCard({ server }: { server: ServerInfo | null }) {
  const health = useSignal<Health | null>(null);
  useEffect(() => {
    const refresh = () =>
      void call('GET /api/v1/health').then((result) => {
        health.value = result.ok ? result.value : null;
      });
    refresh();
    const timer = setInterval(refresh, REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  const now = health.value;
  const rows: [string, string][] = [];
  if (now) {
    const runningMs = serverNowMs.value - Date.parse(now.started_at);
    rows.push([t('server.uptime'), duration(Math.max(0, runningMs))]);
  }
  if (roundTripMs.value !== null) {
    rows.push([t('server.line'), t('server.line_value', { ms: roundTripMs.value })]);
  }
  if (server) {
    rows.push([t('server.connection'), t(server.secure ? 'server.secure' : 'server.plain')]);
    rows.push([t('server.version'), server.version]);
  }
  return (
    <Card
      id="server"
      title={server?.name ?? t('server.heading')}
      aside={<HealthPill health={now} />}
    >
      <Facts rows={rows} />
      <a href="/health">{t('server.health_link')}</a>
      <a href={`/check#${location.pathname}`}>{t('server.check_link')}</a>
    </Card>
  );
}
