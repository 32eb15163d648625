import { useSignal, type ReadonlySignal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { clockLength } from '../../components/watch/times.ts';
import { ask } from '../../components/desk/dialog.tsx';
import { Icon } from '../../components/icon.tsx';
import { call } from '../../shared/api-client.ts';
import type { MeetingRecording } from '../../shared/contract/live.ts';
import { t } from '../../shared/i18n/locale.ts';
import { act } from './act.ts';
import { PositionField } from './position-field.tsx';

interface CutsProps {
  recording: MeetingRecording;
  positionMs: ReadonlySignal<number | null>;
  onRecording: (recording: MeetingRecording) => void;
}

/* Spans that nobody sees any more, neither live nor later. */
export function CutsEditor({ recording, positionMs, onRecording }: CutsProps) {
  const from = useSignal<number | null>(0);
  const to = useSignal<number | null>(0);
  const busy = useSignal(false);
  const round = useSignal(0); // counts up when the fields begin anew
  const path = { id: recording.meeting_id };
  const isOrdered = from.value !== null && to.value !== null && from.value < to.value;
  const add = async () => {
    if (from.value === null || to.value === null) return;
    const span = { from: clockLength(from.value), to: clockLength(to.value) };
    const yes = await ask({
      title: t('studio.cut_title', span),
      text: t('studio.cut_text'),
      yes: t('studio.cut_add'),
      danger: true,
    });
    if (!yes) return;
    busy.value = true;
    const body = { from_ms: from.value, to_ms: to.value };
    const done = await act(call('POST /api/v1/meetings/{id}/recording/cuts', { path, body }));
    busy.value = false;
    if (!done) return;
    from.value = 0;
    to.value = 0;
    round.value += 1;
    onRecording(done.value);
  };
  const remove = async (cut: string) => {
    const done = await act(call('DELETE /api/v1/meetings/{id}/recording/cuts/{cut}', { path: { ...path, cut } }));
    if (done) onRecording(done.value);
  };
  return (
    <section class="recording-part">
      <h3>{t('studio.cuts')}</h3>
      <p class="soft">{t('studio.cuts_lead')}</p>
      <ul class="cuts">
        {recording.cuts.map((cut) => (
          <li key={cut.id} class="cut" data-cut={cut.id}>
            <span class="numbers">{`${clockLength(cut.from_ms)} – ${clockLength(cut.to_ms)}`}</span>
            <button
              type="button"
              class="icon-button"
              aria-label={t('studio.cut_remove', { from: clockLength(cut.from_ms), to: clockLength(cut.to_ms) })}
              onClick={() => void remove(cut.id)}
            >
              <Icon name="undo" />
            </button>
          </li>
        ))}
      </ul>
      <div class="form-pair">
        <PositionField
          key={`from ${round.value}`}
          id="cut-from"
          label={t('studio.cut_from')}
          valueMs={0}
          previewMs={positionMs}
          onChange={(ms) => (from.value = ms)}
        />
        <PositionField
          key={`to ${round.value}`}
          id="cut-to"
          label={t('studio.cut_to')}
          valueMs={0}
          previewMs={positionMs}
          onChange={(ms) => (to.value = ms)}
        />
      </div>
      <Button kind="danger" busy={busy.value} disabled={!isOrdered} onPress={() => void add()}>
        {t('studio.cut_add')}
      </Button>
    </section>
  );
}
