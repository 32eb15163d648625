import { useSignal, type ReadonlySignal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { Figures } from '../../components/card.tsx';
import { TakeHome } from '../../components/watch/take-home.tsx';
import { clockLength } from '../../components/watch/times.ts';
import { SkeletonLines } from '../../components/desk/empty.tsx';
import { showToast } from '../../components/desk/toast.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Check } from '../../components/field.tsx';
import { Notice } from '../../components/notice.tsx';
import { call } from '../../shared/api-client.ts';
import type { Meeting, MeetingRecording, RecordingChange } from '../../shared/contract/live.ts';
import { dayTextOf } from '../../shared/days.ts';
import { t } from '../../shared/i18n/locale.ts';
import { act } from './act.ts';
import { CutsEditor } from './cuts-editor.tsx';
import { bytesText } from './figures.ts';
import { usePolled } from './polled.ts';
import { PositionField } from './position-field.tsx';

const REFRESH_MS = 15000;

interface RecordingProps {
  recording: MeetingRecording;
  positionMs: ReadonlySignal<number | null>;
  onRecording: (recording: MeetingRecording) => void;
}

function Trim({ recording, positionMs, onRecording }: RecordingProps) {
  const from = useSignal<number | null>(recording.trim_from_ms);
  const to = useSignal<number | null>(recording.trim_to_ms || recording.duration_ms);
  const busy = useSignal(false);
  const isOrdered = from.value !== null && to.value !== null && from.value < to.value;
  const save = async () => {
    if (from.value === null || to.value === null || !isOrdered) return;
    busy.value = true;
    const isWhole = to.value >= Math.floor(recording.duration_ms / 1000) * 1000;
    const body: RecordingChange = { trim_from_ms: from.value, trim_to_ms: isWhole ? 0 : to.value };
    const path = { id: recording.meeting_id };
    const done = await act(call('PATCH /api/v1/meetings/{id}/recording', { path, body }));
    busy.value = false;
    if (!done) return;
    showToast(t('studio.trim_saved'));
    onRecording(done.value);
  };
  return (
    <section class="recording-part">
      <h3>{t('studio.trim')}</h3>
      <div class="form-pair">
        <PositionField
          id="trim-from"
          label={t('studio.trim_from')}
          valueMs={recording.trim_from_ms}
          previewMs={positionMs}
          onChange={(ms) => (from.value = ms)}
        />
        <PositionField
          id="trim-to"
          label={t('studio.trim_to')}
          valueMs={recording.trim_to_ms || recording.duration_ms}
          previewMs={positionMs}
          onChange={(ms) => (to.value = ms)}
        />
      </div>
      {from.value !== null && to.value !== null && !isOrdered && (
        <p class="wrong-note" role="alert">{t('studio.trim_order')}</p>
      )}
      <Button busy={busy.value} disabled={!isOrdered} onPress={() => void save()}>
        {t('studio.trim_save')}
      </Button>
    </section>
  );
}

function Download({ recording, onRecording }: Omit<RecordingProps, 'positionMs'>) {
  const allow = async (allows_download: boolean) => {
    const path = { id: recording.meeting_id };
    const done = await act(call('PATCH /api/v1/meetings/{id}/recording', { path, body: { allows_download } }));
    if (done) onRecording(done.value);
  };
  return (
    <section class="recording-part">
      <h3>{t('studio.download')}</h3>
      <Check
        id="allows-download"
        label={t('studio.allow_download')}
        hint={t('studio.allow_download_hint')}
        checked={recording.allows_download}
        onChange={(checked) => void allow(checked)}
      />
      {recording.mp4_url !== '' && (
        <TakeHome area="studio" url={() => recording.mp4_url} label={t('studio.mp4')} />
      )}
    </section>
  );
}

function Keeping({ recording, onRecording }: Omit<RecordingProps, 'positionMs'>) {
  const keep = async (is_kept: boolean) => {
    const path = { id: recording.meeting_id };
    const done = await act(call('PATCH /api/v1/meetings/{id}/recording', { path, body: { is_kept } }));
    if (done) onRecording(done.value);
  };
  return (
    <section class="recording-part">
      <h3>{t('studio.keeping')}</h3>
      <Check
        id="is-kept"
        label={t('studio.keep_forever')}
        hint={t('studio.keep_forever_hint')}
        checked={recording.is_kept}
        onChange={(checked) => void keep(checked)}
      />
    </section>
  );
}

interface PanelProps {
  meeting: Meeting;
  positionMs: ReadonlySignal<number | null>;
}

/* What stays of the meeting: where it begins and ends, what is taken out, who may take it home. */
export function RecordingPanel({ meeting, positionMs }: PanelProps) {
  const path = { id: meeting.id };
  const key = `${meeting.id} ${meeting.state}`;
  const polled = usePolled(() => call('GET /api/v1/meetings/{id}/recording', { path }), REFRESH_MS, key);
  const recording = polled.value;
  if (!recording) {
    return polled.failure ? <FailureNotice failure={polled.failure} /> : <SkeletonLines count={5} />;
  }
  const props = { recording, positionMs, onRecording: polled.put };
  return (
    <div class="panel">
      <div class="panel-head">
        <h2>{t('studio.tab_recording')}</h2>
      </div>
      {meeting.state === 'ended' && <Notice tone="info">{t('studio.recording_ended')}</Notice>}
      {meeting.state === 'ready' && <Notice tone="info">{t('studio.recording_ready')}</Notice>}
      {meeting.state === 'published' && <Notice tone="ok">{t('studio.recording_published')}</Notice>}
      {recording.kept_until && (
        <Notice tone="warn">{t('studio.kept_until', { day: dayTextOf(recording.kept_until) })}</Notice>
      )}
      {recording.removed_at && (
        <Notice tone="info">{t('studio.recording_removed', { day: dayTextOf(recording.removed_at) })}</Notice>
      )}
      {!recording.is_playable && !recording.removed_at && <Notice tone="warn">{t('studio.recording_not_playable')}</Notice>}
      <Figures
        rows={[
          [t('studio.duration'), clockLength(recording.duration_ms)],
          [t('studio.size'), bytesText(recording.bytes)],
          [t('studio.cuts'), String(recording.cuts.length)],
        ]}
      />
      {!recording.removed_at && (
        <>
          <Trim {...props} />
          <CutsEditor {...props} />
          <Download {...props} />
          <Keeping {...props} />
        </>
      )}
    </div>
  );
}
