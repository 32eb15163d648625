import './guide.css';
import '../../../shared/i18n/words-office.ts';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button, ButtonLink } from '../../../components/button.tsx';
import { Progress } from '../../../components/desk/progress.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Loading } from '../../../components/loading.tsx';
import { call } from '../../../shared/api-client.ts';
import type { Guide } from '../../../shared/contract/units.ts';
import { wholeNumber } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { SampleBanner, SampleOffer } from './sample.tsx';
import { isDone, nextStep, STEPS, type Step } from './steps.ts';
import { saveTemplate } from './templates.ts';

function StepItem({ step, guide, isNext }: { step: Step; guide: Guide; isNext: boolean }) {
  const done = isDone(step, guide);
  const state = done ? 'done' : isNext ? 'next' : 'open';
  const { other, template } = step;
  return (
    <li class={`guide-step guide-step-${state}`} data-step={step.id} data-state={state}>
      <span class="guide-sign" aria-hidden="true">
        <Icon name={done ? 'check' : step.icon} />
      </span>
      <div class="guide-words">
        <h2>
          {t(`guide.step_${step.id}`)}
          <span class="guide-state">{t(`guide.state_${state}`)}</span>
        </h2>
        <p class="guide-why">{t(`guide.why_${step.id}`)}</p>
        {done && (
          <p class="guide-count numbers">
            {t(step.counted, { count: wholeNumber(step.count(guide)) })}
          </p>
        )}
        {(other || template) && !done && (
          <p class="guide-ways">
            {other && <a href={other}>{t(`guide.other_${step.id}` as 'guide.other_tree')}</a>}
            {template && (
              <Button kind="quiet" icon="download" onPress={() => saveTemplate(template)}>
                {t('guide.template')}
              </Button>
            )}
          </p>
        )}
      </div>
      <ButtonLink href={step.href} kind={isNext ? 'primary' : 'plain'}>
        {t(done ? `guide.again_${step.id}` : `guide.do_${step.id}`)}
      </ButtonLink>
    </li>
  );
}

function HowFar({ guide }: { guide: Guide }) {
  const done = STEPS.filter((step) => isDone(step, guide)).length;
  const text = done === STEPS.length ? t('guide.all_done') : t('guide.progress', { done, all: STEPS.length });
  return (
    <div class="guide-progress">
      <p class="numbers" role="status">
        {text}
      </p>
      <Progress label={t('guide.progress_label')} value={done} max={STEPS.length} />
    </div>
  );
}

/* From an empty server to the first screen. The counts come from the server, so that a step done
 * elsewhere is done here too. */
export default function GuideSection() {
  const loaded = useLoaded(() => call('GET /api/v1/guide'));
  const fresh = useSignal<Guide | null>(null);
  const guide = fresh.value ?? loaded.value;
  useEffect(() => {
    const again = () => {
      if (document.hidden) return;
      fresh.value = null;
      void loaded.reload();
    };
    document.addEventListener('visibilitychange', again);
    return () => document.removeEventListener('visibilitychange', again);
  }, []);
  const take = (next: Guide) => (fresh.value = next);
  const next = guide ? nextStep(guide) : null;
  return (
    <div class="section guide">
      <div class="section-head">
        <h1 class="section-title">{t('guide.heading')}</h1>
      </div>
      <p class="section-lead">{t('guide.lead')}</p>
      {loaded.failure && <FailureNotice failure={loaded.failure} />}
      {!guide && !loaded.failure && <Loading />}
      {guide && (
        <>
          {guide.sample && <SampleBanner guide={guide} onChange={take} />}
          <HowFar guide={guide} />
          <ol class="guide-steps">
            {STEPS.map((step) => (
              <StepItem key={step.id} step={step} guide={guide} isNext={step === next} />
            ))}
          </ol>
          {!guide.sample && guide.units === 0 && <SampleOffer guide={guide} onChange={take} />}
        </>
      )}
    </div>
  );
}
