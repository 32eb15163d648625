import './screens.css';
import '../../../shared/i18n/words-office.ts';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { Empty, SkeletonLines } from '../../../components/desk/empty.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Field } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { ScreenRow } from '../../../shared/contract/screens.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { onNews } from '../../../shared/live.ts';
import { may } from '../../../shared/self.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { MoveDialog, RenameDialog } from './change-dialogs.tsx';
import { ScreenItem, type ScreenChange } from './screen-item.tsx';

const REFRESH_MS = 30000;

/* The television shows a code; here it is typed in. */
function PairForm() {
  const code = useSignal('');
  const isEmpty = useSignal(false);
  return (
    <form
      class="card pair-form"
      aria-labelledby="pair-title"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const typed = code.value.replace(/[\s-]/g, '').toUpperCase();
        isEmpty.value = typed === '';
        if (!isEmpty.value) location.assign(`/pair?code=${encodeURIComponent(typed)}`);
      }}
    >
      <div class="pair-words">
        <h2 class="card-title" id="pair-title">
          {t('screens.pair')}
        </h2>
        <p class="card-lead">{t('screens.pair_lead')}</p>
      </div>
      <Field
        id="pair-code"
        label={t('screens.code')}
        value={code.value}
        error={isEmpty.value ? t('screens.code_empty') : null}
        onInput={(value) => (code.value = value)}
      />
      <Button type="submit" kind="primary" icon="tv">
        {t('screens.pair_submit')}
      </Button>
    </form>
  );
}

interface OpenDialog {
  change: 'rename' | 'move';
  screen: ScreenRow;
}

function ScreenList({ unitId }: { unitId: string }) {
  const open = useSignal<OpenDialog | null>(null);
  const failure = useSignal<Failure | null>(null);
  const loaded = useLoaded(() => call('GET /api/v1/screens', { query: { unit: unitId } }), unitId);
  useEffect(() => {
    const stop = onNews(['screen.changed'], () => void loaded.reload());
    const timer = setInterval(() => void loaded.reload(), REFRESH_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [unitId]);

  async function unpair(screen: ScreenRow): Promise<void> {
    const words = { name: screen.name };
    const yes = await ask({
      title: t('screens.unpair_title', words),
      text: t('screens.unpair_text'),
      yes: t('screens.unpair'),
      danger: true,
    });
    if (!yes) return;
    const result = await call('DELETE /api/v1/screens/{id}', { path: { id: screen.id } });
    failure.value = result.ok || result.failure.status === 404 ? null : result.failure;
    if (result.ok) showToast(t('screens.unpaired', words));
    await loaded.reload();
  }

  function start(change: ScreenChange, screen: ScreenRow): void {
    if (change === 'unpair') void unpair(screen);
    else open.value = { change, screen };
  }

  const screens = loaded.value;
  const online = screens?.filter((screen) => screen.online).length ?? 0;
  const dialog = open.value;
  const Change = dialog?.change === 'rename' ? RenameDialog : MoveDialog;
  return (
    <>
      {failure.value && <FailureNotice failure={failure.value} />}
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      {!screens && !loaded.failure && <SkeletonLines count={6} />}
      {screens && screens.length > 0 && (
        <p class="screens-count numbers" role="status">
          {t('screens.count', { all: screens.length, online })}
        </p>
      )}
      {screens?.length === 0 && (
        <Empty icon="tv" title={t('screens.none')}>
          <p>{t('screens.none_text')}</p>
        </Empty>
      )}
      <ul class="screens-list" aria-label={t('screens.list')}>
        {screens?.map((screen) => (
          <ScreenItem key={screen.id} screen={screen} mayChange={may('screen.change')} onChange={start} />
        ))}
      </ul>
      {dialog && (
        <Change
          key={dialog.screen.id}
          screen={dialog.screen}
          onClose={() => (open.value = null)}
          onDone={() => {
            open.value = null;
            showToast(t('screens.saved'));
            void loaded.reload();
          }}
        />
      )}
    </>
  );
}

/* Televisions and computers in the rooms: which are on, where they stand. */
export default function ScreensSection() {
  const unit = useSignal('');
  return (
    <div class="section screens">
      <div class="section-head">
        <h1 class="section-title">{t('screens.heading')}</h1>
      </div>
      <p class="section-lead">{t('screens.lead')}</p>
      {may('screen.pair') && <PairForm />}
      <section class="card" aria-labelledby="screens-list-title">
        <h2 class="card-title" id="screens-list-title">
          {t('screens.list')}
        </h2>
        <UnitPicker
          label={t('screens.filter')}
          hint={t('screens.filter_hint')}
          optional
          value={unit.value}
          onPick={(id) => (unit.value = id)}
        />
        <ScreenList key={unit.value} unitId={unit.value} />
      </section>
    </div>
  );
}
