import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { clockLength } from '../../components/watch/times.ts';
import { ask } from '../../components/desk/dialog.tsx';
import { Icon } from '../../components/icon.tsx';
import { call } from '../../shared/api-client.ts';
import type { Meeting, MeetingHealth, MeetingStep } from '../../shared/contract/live.ts';
import { linkTo } from '../../shared/hash-route.ts';
import { t } from '../../shared/i18n/locale.ts';
import { serverNowMs } from '../../shared/live.ts';
import { act } from './act.ts';
import { hasPicture } from './input-state.ts';
import { isRunning, STEP_ICONS, stepButtons, undoLeftMs, type StepButton } from './steps.ts';
import { WhenText } from './when-text.tsx';

interface HeadProps {
  meeting: Meeting;
  health: MeetingHealth | null;
  onMeeting: (meeting: Meeting) => void;
}

async function agrees({ step, isAsked }: StepButton, meeting: Meeting): Promise<boolean> {
  if (!isAsked) return true;
  const isDemo = step === 'end' && meeting.is_endless;
  return ask({
    title: t(`studio.ask_${step as 'end'}`, { title: meeting.title }),
    text: t(isDemo ? 'studio.ask_end_demo_text' : `studio.ask_${step as 'end'}_text`),
    yes: t(`studio.step_${step}`),
    danger: step === 'end' || step === 'cancel' || step === 'unpublish',
  });
}

function StepButtons({ meeting, health, onMeeting }: HeadProps) {
  const busy = useSignal<MeetingStep | ''>('');
  const take = async (button: StepButton) => {
    if (busy.value !== '' || !(await agrees(button, meeting))) return;
    busy.value = button.step;
    const done = await act(
      call('POST /api/v1/meetings/{id}/steps', { path: { id: meeting.id }, body: { step: button.step } }),
    );
    busy.value = '';
    if (done) onMeeting(done.value);
  };
  const leftMs = undoLeftMs(meeting.undo_until, serverNowMs.value);
  const buttons = stepButtons(meeting, hasPicture(health?.inputs ?? []));
  return (
    <div class="steps" role="group" aria-label={t('studio.steps')}>
      {buttons.map((button) => (
        <span key={button.step} data-step={button.step}>
          <Button
            kind={button.kind}
            icon={STEP_ICONS[button.step]}
            busy={busy.value === button.step}
            onPress={() => void take(button)}
          >
            {button.step === 'undo_end'
              ? t('studio.step_undo_end_left', { left: clockLength(leftMs) })
              : t(`studio.step_${button.step}`)}
          </Button>
        </span>
      ))}
    </div>
  );
}

/* Not while somebody types, nor under a dialog. */
function isForUs(event: KeyboardEvent): boolean {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey) return false;
  if (document.querySelector('.dialog')) return false;
  const at = event.target instanceof Element ? event.target : null;
  return !at?.closest('input, select, textarea, [contenteditable]');
}

/* One key: everybody sees the slate, at once and without a question; again: the picture is back. */
function SlateSwitch({ meeting, onMeeting }: Pick<HeadProps, 'meeting' | 'onMeeting'>) {
  const busy = useSignal(false);
  const isOn = meeting.is_slate;
  const turn = async () => {
    if (busy.value) return;
    busy.value = true;
    const done = await act(
      call('POST /api/v1/meetings/{id}/slate', { path: { id: meeting.id }, body: { is_slate: !isOn } }),
    );
    busy.value = false;
    if (done) onMeeting(done.value);
  };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 's' && isForUs(event)) void turn();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
  return (
    <button
      type="button"
      class={isOn ? 'slate slate-on' : 'slate'}
      role="switch"
      aria-checked={isOn}
      aria-busy={busy.value}
      aria-keyshortcuts="s"
      onClick={() => void turn()}
    >
      <Icon name="slate" />
      <span class="slate-words">
        <strong>{t(isOn ? 'studio.slate_on' : 'studio.slate_off')}</strong>
        <span>{t(isOn ? 'studio.slate_on_note' : 'studio.slate_off_note')}</span>
      </span>
      <kbd class="slate-key" aria-hidden="true">S</kbd>
    </button>
  );
}

/* How long it has been live, or how far off the planned end is. */
function StateClock({ meeting }: { meeting: Meeting }) {
  const nowMs = serverNowMs.value;
  if (meeting.state !== 'live' || !meeting.live_at) return null;
  return <span class="state-clock numbers">{clockLength(nowMs - Date.parse(meeting.live_at))}</span>;
}

export function DeskHead(props: HeadProps) {
  const { meeting, health } = props;
  return (
    <div class="desk-head">
      <div class="desk-head-words">
        <a class="back-link" href={linkTo('')} aria-label={t('studio.back')}>
          <Icon name="undo" />
        </a>
        <div class="desk-head-title">
          <h1>{meeting.title}</h1>
          <p class="soft">
            {!meeting.is_endless && <WhenText from={meeting.starts_at} to={meeting.ends_at} />}
          </p>
        </div>
      </div>
      <p class={`state-box state-${meeting.state}`} data-state={meeting.state}>
        <strong role="status">{t(`studio.state_${meeting.state}`)}</strong>
        <StateClock meeting={meeting} />
        {isRunning(meeting.state) && health && (
          <span class="state-viewers numbers">{t('studio.viewers', { count: health.viewers })}</span>
        )}
      </p>
      <StepButtons {...props} />
      {isRunning(meeting.state) && <SlateSwitch {...props} />}
    </div>
  );
}
