import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { Guide } from '../../../shared/contract/units.ts';
import { t } from '../../../shared/i18n/locale.ts';

interface SampleProps {
  guide: Guide;
  onChange: (guide: Guide) => void;
}

/* While the sample county is there the page says so, above everything else. */
export function SampleBanner({ onChange }: SampleProps) {
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);

  async function remove(): Promise<void> {
    const yes = await ask({
      title: t('guide.sample_remove_title'),
      text: t('guide.sample_remove_text'),
      yes: t('guide.sample_remove'),
      danger: true,
    });
    if (!yes) return;
    busy.value = true;
    const result = await call('DELETE /api/v1/sample');
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t('guide.sample_removed'));
    onChange(result.value);
  }

  return (
    <div class="sample-banner">
      <Notice tone="warn" title={t('guide.sample_here')}>
        <p>{t('guide.sample_here_text')}</p>
        <div class="sample-action">
          <Button busy={busy.value} onPress={() => void remove()}>
            {t('guide.sample_remove')}
          </Button>
        </div>
      </Notice>
      {failure.value && <FailureNotice failure={failure.value} />}
    </div>
  );
}

/* On an empty server: have a look first. */
export function SampleOffer({ onChange }: SampleProps) {
  const busy = useSignal(false);
  const failure = useSignal<Failure | null>(null);

  async function bringIn(): Promise<void> {
    busy.value = true;
    const result = await call('POST /api/v1/sample');
    busy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (result.ok) onChange(result.value);
  }

  return (
    <aside class="sample-offer" aria-labelledby="sample-title">
      <div class="sample-words">
        <h2 id="sample-title">{t('guide.sample_title')}</h2>
        <p>{t('guide.sample_text')}</p>
        {failure.value && <FailureNotice failure={failure.value} />}
      </div>
      <Button icon="eye" busy={busy.value} onPress={() => void bringIn()}>
        {busy.value ? t('guide.sample_bringing') : t('guide.sample_bring')}
      </Button>
    </aside>
  );
}
