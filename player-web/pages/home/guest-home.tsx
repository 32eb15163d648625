import { AppShell } from '../../components/app-shell.tsx';
import { ButtonLink } from '../../components/button.tsx';
import { t } from '../../shared/i18n/locale.ts';
import { signInPath } from '../../shared/next-path.ts';
import { LibrarySlot } from './courses-slot.tsx';
import { Meetings } from './meetings.tsx';
import { now } from './now.ts';

/* For people who did not sign in: what is public. */
export function GuestHome() {
  return (
    <AppShell page="home" nav={false}>
      <div class="home">
        <div class="guest-head">
          <div>
            <h1>{t('watch.heading')}</h1>
            <p>{t('watch.guest_lead')}</p>
          </div>
          <ButtonLink href={signInPath(location.pathname)} kind="primary" icon="user">
            {t('watch.sign_in')}
          </ButtonLink>
        </div>
        {now.value && <Meetings list={now.value} />}
        <LibrarySlot />
      </div>
    </AppShell>
  );
}
