/* The big buttons and the meter; whether the original is heard. */
import { Button } from '../../../components/button.tsx';
import { Select } from '../../../components/desk/select.tsx';
import { Icon } from '../../../components/icon.tsx';
import { t } from '../../../shared/i18n/locale.ts';
import type { Booth } from './booth-work.ts';

const SOUNDS = ['off', 'low', 'full'] as const;

function Meter({ booth }: { booth: Booth }) {
  const isOn = booth.microphone.value === 'on';
  const level = booth.level.value;
  return (
    <div class="booth-meter" data-level={isOn ? level : 'off'}>
      <svg class="meter-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
        <rect class="meter-ground" x={0} y={0} width={100} height={10} />
        <rect class="meter-good" x={57} y={0} width={40} height={10} />
        <rect class="meter-now" x={0} y={2} width={isOn ? booth.share.value : 0} height={6} />
      </svg>
      <p class="meter-words" role="status">
        <Icon name="mic" />
        {t(isOn ? `booth.level_${level}` : booth.microphone.value === 'opening' ? 'booth.mic_opening' : 'booth.mic_off')}
      </p>
    </div>
  );
}

function RecordButton({ booth }: { booth: Booth }) {
  const phase = booth.phase.value;
  const isOn = phase === 'recording' || phase === 'counting';
  const words = isOn ? 'booth.stop' : booth.chosen ? 'booth.again' : 'booth.record';
  return (
    <button
      type="button"
      class={isOn ? 'booth-record booth-record-on' : 'booth-record'}
      disabled={!booth.isOpen.value}
      aria-disabled={phase === 'saving'}
      aria-keyshortcuts="Space"
      onClick={() => booth.press()}
    >
      <Icon name={isOn ? 'stop' : 'mic'} />
      <span>{t(words)}</span>
      <kbd class="booth-key">{t('booth.key_space')}</kbd>
    </button>
  );
}

export function BoothBar({ booth }: { booth: Booth }) {
  const at = booth.at.value;
  const last = booth.dub.value.paragraphs.length - 1;
  const isBusy = booth.phase.value === 'recording' || booth.phase.value === 'saving';
  return (
    <div class="booth-bar" role="group" aria-label={t('booth.bar')}>
      <Meter booth={booth} />
      <div class="booth-presses">
        <Button icon="undo" disabled={isBusy || at === 0} onPress={() => booth.goTo(at - 1)}>
          {t('booth.previous')} <kbd class="booth-key">P</kbd>
        </Button>
        <RecordButton booth={booth} />
        <Button
          icon={booth.phase.value === 'listening' ? 'stop' : 'play'}
          disabled={isBusy || !booth.chosen}
          onPress={() => void booth.listen()}
        >
          {t(booth.phase.value === 'listening' ? 'booth.listen_stop' : 'booth.listen')} <kbd class="booth-key">L</kbd>
        </Button>
        <Button icon="chevron" kind={booth.chosen ? 'primary' : 'plain'} disabled={isBusy || at === last} onPress={() => booth.goTo(at + 1)}>
          {t('booth.next')} <kbd class="booth-key">N</kbd>
        </Button>
      </div>
    </div>
  );
}

export function SoundChoice({ booth }: { booth: Booth }) {
  return (
    <Select
      hideLabel
      label={t('booth.sound')}
      value={booth.sound.value}
      choices={SOUNDS.map((value) => ({ value, text: t(`booth.sound_${value}`) }))}
      onChange={(value) => (booth.sound.value = SOUNDS.find((one) => one === value) ?? 'off')}
    />
  );
}
