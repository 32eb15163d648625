import { Button } from '../../components/button.tsx';
import { Icon } from '../../components/icon.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import type { InputHealth, InputState, MeetingInput } from '../../shared/contract/live.ts';
import { t } from '../../shared/i18n/locale.ts';
import { bitRateText, frameRateText, oneDecimal } from './figures.ts';
import { INPUT_ICONS, INPUT_TONES, worriesOf, type Worry } from './input-state.ts';
import { autonymOf } from './languages.ts';

interface Fact {
  name: string;
  value: string;
  worry?: Worry;
}

function pictureFacts(health: InputHealth): Fact[] {
  if (health.width === 0) return [];
  return [
    { name: t('studio.picture_size'), value: `${health.width}×${health.height}` },
    {
      name: t('studio.frame_rate'),
      value: frameRateText(health.frame_rate, health.is_interlaced),
      worry: 'interlaced',
    },
  ];
}

function codecsOf({ video_codec, audio_codec }: InputHealth): string {
  return [video_codec, audio_codec].filter((one) => one !== '').join(' + ') || '—';
}

function factsOf(health: InputHealth): Fact[] {
  const facts: Fact[] = [
    ...pictureFacts(health),
    { name: t('studio.codec'), value: codecsOf(health) },
    { name: t('studio.bit_rate'), value: bitRateText(health.bit_rate) },
    { name: t('studio.dropped'), value: String(health.dropped_frames), worry: 'drops' },
    { name: t('studio.av_offset'), value: t('studio.ms', { count: Math.round(health.av_offset_ms) }), worry: 'av_offset' },
  ];
  if (health.width > 0) {
    const seconds = oneDecimal(health.key_frame_age_ms / 1000);
    facts.push({ name: t('studio.key_frame'), value: t('studio.seconds', { count: seconds }), worry: 'key_frame' });
  }
  if (health.rtt_ms > 0 || health.lost_packets > 0) {
    const value = t('studio.line_value', { rtt: Math.round(health.rtt_ms), lost: health.lost_packets });
    facts.push({ name: t('studio.line'), value, worry: 'loss' });
  }
  return facts;
}

function Facts({ health }: { health: InputHealth }) {
  const worries = worriesOf(health);
  return (
    <dl class="input-facts">
      {factsOf(health).map(({ name, value, worry }) => {
        const isBad = worry !== undefined && worries.includes(worry);
        return (
          <div key={name} class={isBad ? 'input-fact input-worry' : 'input-fact'} data-worry={isBad ? worry : undefined}>
            <dt>{name}</dt>
            <dd class="numbers">
              {isBad && <Icon name="alert" />}
              {value}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

/* A camera's password is not for everybody who looks over the shoulder. */
function withoutLogin(uri: string): string {
  return uri.replace(/^([a-z]+:\/\/)[^/]*@/, '$1');
}

/* What the state means for those who watch, and what to do. */
const HINTS: ReadonlySet<InputState> = new Set<InputState>(['connecting', 'silent', 'lost', 'refused']);

interface InputCardProps {
  input: MeetingInput;
  health: InputHealth | null; // null: the programme does not run
  onKeys: () => void;
  onRemove: (() => void) | null;
}

export function InputCard({ input, health, onKeys, onRemove }: InputCardProps) {
  const state = health?.state ?? 'off';
  const isSending = state === 'live' || state === 'silent';
  const from = [health?.encoder, health?.peer].filter(Boolean).join(' · ');
  return (
    <li class={`input-card input-${state}`} data-input={input.id} data-state={state}>
      <div class="input-head">
        <StatusPill tone={INPUT_TONES[state]} icon={INPUT_ICONS[state]} text={t(`studio.input_${state}`)} />
        <h3 class="input-name">{input.name}</h3>
        <span class="soft">
          {t(`studio.kind_${input.kind}`)}
          {input.language !== '' && ` · ${t('studio.sound_of', { language: autonymOf(input.language) })}`}
        </span>
        {health?.has_spare && <StatusPill tone="ok" text={t('studio.spare')} />}
        <span class="input-actions">
          {input.kind === 'push' && (
            <Button kind="quiet" icon="key" label={t('studio.keys_of', { name: input.name })} onPress={onKeys}>
              {t('studio.keys')}
            </Button>
          )}
          {onRemove && (
            <button
              type="button"
              class="icon-button"
              aria-label={t('studio.remove_input_title', { name: input.name })}
              onClick={onRemove}
            >
              <Icon name="close" />
            </button>
          )}
        </span>
      </div>
      {HINTS.has(state) && <p class="input-hint">{t(`studio.input_hint_${state as 'lost'}`)}</p>}
      {health && health.message !== '' && (
        <p class="input-message" lang="en">
          {health.message}
        </p>
      )}
      {health && isSending && <Facts health={health} />}
      {from !== '' && <p class="input-from soft">{from}</p>}
      {input.uri !== '' && <p class="input-from soft">{withoutLogin(input.uri)}</p>}
      {state === 'off' && input.kind === 'push' && <p class="input-from soft">{t('studio.input_off_hint')}</p>}
    </li>
  );
}
