import { Icon } from '../../components/icon.tsx';
import { StatusPill } from '../../components/status-pill.tsx';
import type { Meeting, MeetingHealth, RungHealth } from '../../shared/contract/live.ts';
import { t } from '../../shared/i18n/locale.ts';
import { bitRateText, bytesText, diskTone } from './figures.ts';

function Rung({ rung }: { rung: RungHealth }) {
  return (
    <li class={rung.is_active ? 'rung' : 'rung rung-shed'} data-rung={rung.name}>
      <Icon name={rung.is_active ? 'check' : 'pause'} />
      <strong>{`${rung.height}p`}</strong>
      <span class="numbers">{rung.is_active ? bitRateText(rung.bit_rate) : t('studio.rung_shed')}</span>
      {rung.is_active && rung.dropped_frames > 0 && (
        <span class="rung-drops">{t('studio.rung_drops', { count: rung.dropped_frames })}</span>
      )}
    </li>
  );
}

function Disk({ meeting, health }: { meeting: Meeting; health: MeetingHealth }) {
  const tone = diskTone(health.free_bytes, health.is_recording_stopped);
  if (!meeting.is_recorded) return <StatusPill tone="calm" text={t('studio.not_recorded')} />;
  return (
    <span class="disk" data-disk={tone}>
      <StatusPill
        tone={health.is_recording_stopped ? 'bad' : 'ok'}
        icon="disk"
        text={
          health.is_recording_stopped
            ? t('studio.recording_stopped')
            : t('studio.recorded', { size: bytesText(health.recorded_bytes) })
        }
      />
      <StatusPill tone={tone} text={t('studio.free', { size: bytesText(health.free_bytes) })} />
    </span>
  );
}

/* What leaves: the ladder, the recording, restarts of the programme. */
export function Outputs({ meeting, health }: { meeting: Meeting; health: MeetingHealth }) {
  return (
    <section class="outputs" aria-label={t('studio.outputs')}>
      <ul class="rungs">
        {health.rungs.map((rung) => (
          <Rung key={rung.name} rung={rung} />
        ))}
      </ul>
      <Disk meeting={meeting} health={health} />
      {health.restarts > 0 && <StatusPill tone="warn" text={t('studio.restarts', { count: health.restarts })} />}
    </section>
  );
}
