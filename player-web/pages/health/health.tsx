import './health.css';
import '../../shared/theme/theme.css';

import { signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { Figures } from '../../components/card.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Icon, type IconName } from '../../components/icon.tsx';
import { Loading } from '../../components/loading.tsx';
import { StatusPill, type PillTone } from '../../components/status-pill.tsx';
import { call, type Failure } from '../../shared/api-client.ts';
import type { Health, HealthPart, HealthState } from '../../shared/contract.ts';
import { clockTime, dateAndTime, duration } from '../../shared/format.ts';
import { findText, t, type PlainKey } from '../../shared/i18n/locale.ts';
import { goToSignIn, requireSession, session, sessionFailure } from '../../shared/session.ts';

const REFRESH_S = 5;

interface Look {
  tone: PillTone;
  icon: IconName;
  title: PlainKey;
  text: PlainKey;
  part: PlainKey;
}

const LOOKS: Record<HealthState, Look> = {
  ok: {
    tone: 'ok',
    icon: 'check',
    title: 'health.ok',
    text: 'health.ok_text',
    part: 'health.part_state_ok',
  },
  degraded: {
    tone: 'warn',
    icon: 'alert',
    title: 'health.degraded',
    text: 'health.degraded_text',
    part: 'health.part_state_degraded',
  },
  failing: {
    tone: 'bad',
    icon: 'cross',
    title: 'health.failing',
    text: 'health.failing_text',
    part: 'health.part_state_failing',
  },
};

const health = signal<Health | null>(null);
const failure = signal<Failure | null>(null);

async function refresh(): Promise<void> {
  const result = await call('GET /api/v1/health');
  if (result.ok) {
    health.value = result.value;
    failure.value = null;
  } else if (result.failure.status === 401) {
    goToSignIn('ended');
  } else {
    failure.value = result.failure;
  }
}

function Summary({ now }: { now: Health }) {
  const unknown = failure.value !== null;
  const look = LOOKS[now.status];
  return (
    <div class={`verdict verdict-${unknown ? 'unknown' : look.tone}`} role="status">
      <Icon name={unknown ? 'info' : look.icon} />
      <div>
        <h1>{t(unknown ? 'health.unknown' : look.title)}</h1>
        <p class="verdict-text">{t(unknown ? 'health.unknown_text' : look.text)}</p>
      </div>
    </div>
  );
}

function PartRow({ part }: { part: HealthPart }) {
  const look = LOOKS[part.state];
  return (
    <li class={`part part-${look.tone}`} data-part={part.name} data-state={part.state}>
      <div class="part-words">
        <h3 class="part-name">{findText(`part.${part.name}`) ?? part.name}</h3>
        <p class="part-text">{findText(`part.${part.name}_text`)}</p>
        {part.detail && (
          <p class="part-detail numbers">{t('health.detail', { detail: part.detail })}</p>
        )}
      </div>
      <StatusPill tone={look.tone} text={t(look.part)} />
    </li>
  );
}

function Report({ now }: { now: Health }) {
  const startedMs = Date.parse(now.started_at);
  const nowMs = Date.parse(now.now);
  return (
    <div class="health">
      <Summary now={now} />
      <Figures
        rows={[
          [t('health.uptime'), duration(Math.max(0, nowMs - startedMs))],
          [t('health.started'), dateAndTime(startedMs)],
          [t('health.version'), now.version],
        ]}
      />
      <section class="health-parts" aria-labelledby="parts-title">
        <h2 id="parts-title">{t('health.parts')}</h2>
        <ul class="parts">
          {now.parts.map((part) => (
            <PartRow key={part.name} part={part} />
          ))}
        </ul>
      </section>
      <p class="health-checked numbers">
        {t('health.checked', { time: clockTime(nowMs), seconds: REFRESH_S })}
      </p>
    </div>
  );
}

function HealthPage() {
  const ready = useSignal(false);
  useEffect(() => {
    void requireSession().then((signedIn) => {
      ready.value = true;
      if (signedIn || sessionFailure.value) void refresh();
    });
    const timer = setInterval(() => {
      if (!document.hidden && ready.value) void refresh();
    }, REFRESH_S * 1000);
    return () => clearInterval(timer);
  }, []);
  const now = health.value;
  return (
    <AppShell page="health">
      {!now && failure.value && <FailureNotice failure={failure.value} />}
      {!now && !failure.value && <Loading />}
      {now && <Report now={now} />}
      {!session.value && sessionFailure.value && !failure.value && (
        <FailureNotice failure={sessionFailure.value} />
      )}
    </AppShell>
  );
}

mountPage(HealthPage, 'title.health');
