import '../../shared/theme/theme.css';
import '../../components/desk/desk.css';
import './me.css';
import '../../shared/i18n/words-desk.ts';
import '../../shared/i18n/words-me.ts';

import { useSignal, useSignalEffect } from '@preact/signals';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { Button } from '../../components/button.tsx';
import { Card, Facts } from '../../components/card.tsx';
import { SkeletonLines } from '../../components/desk/empty.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Notice } from '../../components/notice.tsx';
import { SessionsCard } from '../../components/sessions-card.tsx';
import { call, type Failure } from '../../shared/api-client.ts';
import type { ExemptionRow, MemberDetail } from '../../shared/contract/members.ts';
import type { AppointmentRow, Me, SeenRow } from '../../shared/contract/rights.ts';
import { addDays, dayText, dayTextOf, today } from '../../shared/days.ts';
import { dateAndTime } from '../../shared/format.ts';
import { route } from '../../shared/hash-route.ts';
import { findText, t, type PlainKey } from '../../shared/i18n/locale.ts';
import { startLive, stopLive } from '../../shared/live.ts';
import { me } from '../../shared/self.ts';
import {
  goToSignIn,
  requireSession,
  session,
  sessionFailure,
  signOut,
} from '../../shared/session.ts';
import { CalendarCard } from './calendar-card.tsx';
import { RecordsSlot } from './records-slot.tsx';

function Person({ member }: { member: MemberDetail }) {
  return (
    <Card id="person" title={t('me.person')}>
      <Facts
        rows={[
          [t('me.name'), member.name],
          [t('me.phone'), member.phone ?? t('me.none')],
          [t('me.identity_number'), member.identity_number ?? t('me.none')],
          ...(member.account_name ? [[t('me.account'), member.account_name] as const] : []),
        ]}
      />
      <p class="plain-note">{t('me.masked')}</p>
    </Card>
  );
}

function Units({ member }: { member: MemberDetail }) {
  return (
    <Card id="units" title={t('me.units')}>
      <ul class="plain-list">
        {member.memberships.map((row) => (
          <li key={row.id}>
            <div class="plain-words">
              <p class={row.until ? 'soft' : 'me-strong'}>
                {row.unit_name}{' '}
                {!row.home && <span class="person-tag">{t('me.second')}</span>}
              </p>
              <p class="plain-note">
                {row.until
                  ? t('me.span', { from: dayText(row.from), until: dayText(row.until) })
                  : t('me.span_open', { from: dayText(row.from) })}
              </p>
            </div>
          </li>
        ))}
      </ul>
      {member.transfers
        .filter((row) => row.state === 'asked')
        .map((row) => (
          <Notice key={row.id} tone="info">
            {t('me.transfer', { unit: row.to_unit.name, day: dayText(row.from) })}
          </Notice>
        ))}
    </Card>
  );
}

function exemptionWord(row: ExemptionRow): PlainKey {
  if (row.revoked_at) return 'me.exemption_revoked';
  if (row.until <= today()) return 'me.exemption_over';
  return row.from > today() ? 'me.exemption_later' : 'me.exemption_now';
}

function Exemptions({ rows }: { rows: readonly ExemptionRow[] }) {
  return (
    <Card id="exemptions" title={t('me.exemptions')}>
      {rows.length === 0 ? (
        <p class="soft">{t('me.exemptions_none')}</p>
      ) : (
        <ul class="plain-list">
          {rows.map((row) => (
            <li key={row.id}>
              <div class="plain-words">
                <p>
                  {t('me.span', { from: dayText(row.from), until: dayText(addDays(row.until, -1)) })}
                </p>
                <p class="plain-note">
                  {t(exemptionWord(row))} · {row.unit_name}
                </p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Appointments({ rows }: { rows: readonly AppointmentRow[] }) {
  if (rows.length === 0) return null;
  return (
    <Card id="appointments" title={t('me.appointments')}>
      <ul class="plain-list">
        {rows.map((row) => (
          <li key={row.id}>
            <div class="plain-words">
              <p class="me-strong">
                {row.unit_name ?? t('me.everywhere')} · {t(`role.${row.role}`)}
              </p>
              <p class="plain-note">
                {t('me.appointed', { name: row.appointed_by, day: dayTextOf(row.appointed_at) })}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/* What was looked at, in plain words; an action without words of its own is a look at the record. */
function seenText({ action }: SeenRow): string {
  return findText(`me.seen_${action.replace('.', '_')}`) ?? t('me.seen_other');
}

function Seen({ rows }: { rows: readonly SeenRow[] }) {
  return (
    <Card id="seen" title={t('me.seen')}>
      <p class="plain-note">{t('me.seen_lead')}</p>
      {rows.length === 0 ? (
        <p class="soft">{t('me.seen_none')}</p>
      ) : (
        <ul class="plain-list">
          {rows.map((row, i) => (
            <li key={i}>
              <div class="plain-words">
                <p>
                  {row.by} {seenText(row)}
                </p>
                <p class="plain-note">{dateAndTime(Date.parse(row.at))}</p>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function MeBody({ self }: { self: Me }) {
  const { member } = self;
  return (
    <div class="me-cards">
      {member ? (
        <>
          <RecordsSlot whole={false} />
          <Person member={member} />
          <Units member={member} />
        </>
      ) : (
        <Card id="person" title={t('me.person')}>
          <p class="soft">{t('me.not_in_roster')}</p>
        </Card>
      )}
      <Appointments rows={self.appointments} />
      {member && <Exemptions rows={member.exemptions} />}
      {member && <Seen rows={self.seen_by} />}
      <CalendarCard />
      <SessionsCard />
    </div>
  );
}

function MePage() {
  const failure = useSignal<Failure | null>(null);
  const leaving = useSignal(false);
  useSignalEffect(() => {
    if (!session.value) return;
    void call('GET /api/v1/me').then((result) => {
      failure.value = result.ok ? null : result.failure;
      if (result.ok) me.value = result.value;
    });
  });
  const wrong = sessionFailure.value ?? failure.value;
  const account = session.value?.account;
  if (me.value?.member && route.value.section === 'records') {
    return (
      <AppShell page="me">
        <RecordsSlot whole />
      </AppShell>
    );
  }
  return (
    <AppShell page="me">
      <div class="me-head">
        <h1>{me.value?.display_name || account?.display_name || t('title.me')}</h1>
        <Button
          icon="sign_out"
          busy={leaving.value}
          onPress={() => {
            leaving.value = true;
            stopLive();
            void signOut().then(() => (leaving.value = false));
          }}
        >
          {t('home.sign_out')}
        </Button>
      </div>
      {wrong && <FailureNotice failure={wrong} />}
      {!me.value && !wrong && <SkeletonLines count={8} />}
      {me.value && <MeBody self={me.value} />}
    </AppShell>
  );
}

/* The server may be starting: try again until it answers or asks to sign in. */
const RETRY_MS = 3000;
const PHONE_QUERY = '(max-width: 40rem)';

async function enter(): Promise<void> {
  const client = window.matchMedia(PHONE_QUERY).matches ? 'phone' : 'pc';
  if (await requireSession()) startLive(client, () => goToSignIn('ended'));
  else if (sessionFailure.value) setTimeout(() => void enter(), RETRY_MS);
}

mountPage(MePage, 'title.me');
void enter();
