import '../../shared/i18n/words-studio.ts';

import { ButtonLink } from '../../components/button.tsx';
import { Empty } from '../../components/desk/empty.tsx';
import { t } from '../../shared/i18n/locale.ts';

export default function Denied() {
  return (
    <>
      <h1 class="visually-hidden">{t('title.studio')}</h1>
      <Empty icon="lock" title={t('studio.denied_title')}>
        <p>{t('studio.denied_text')}</p>
        <ButtonLink href="/">{t('studio.to_home')}</ButtonLink>
      </Empty>
    </>
  );
}
