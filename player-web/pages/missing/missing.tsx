import './missing.css';
import '../../shared/theme/theme.css';

import { AppShell, mountPage } from '../../components/app-shell.tsx';
import { ButtonLink } from '../../components/button.tsx';
import { t } from '../../shared/i18n/locale.ts';

function MissingPage() {
  return (
    <AppShell page="other" nav={false}>
      <div class="missing">
        <h1>{t('missing.heading')}</h1>
        <p>{t('missing.text')}</p>
        <div>
          <ButtonLink kind="primary" href="/">
            {t('missing.home')}
          </ButtonLink>
        </div>
      </div>
    </AppShell>
  );
}

mountPage(MissingPage, 'title.missing');
