import { useSignal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { ask } from '../../components/desk/dialog.tsx';
import { Empty, SkeletonLines } from '../../components/desk/empty.tsx';
import { showToast } from '../../components/desk/toast.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { call } from '../../shared/api-client.ts';
import type { Meeting, MeetingHealth, MeetingInput, RefusedPublisher } from '../../shared/contract/live.ts';
import { clockTime } from '../../shared/format.ts';
import { t } from '../../shared/i18n/locale.ts';
import { useLoaded } from '../../shared/use-loaded.ts';
import { act } from './act.ts';
import { InputCard } from './input-card.tsx';
import { InputForm } from './input-form.tsx';
import { InputKeys } from './input-keys.tsx';
import { isOver } from './steps.ts';

function Refused({ rows }: { rows: readonly RefusedPublisher[] }) {
  if (rows.length === 0) return null;
  return (
    <section class="refused">
      <h3>{t('studio.refused')}</h3>
      <ul>
        {rows.map((row) => (
          <li key={`${row.at} ${row.peer}`}>
            <span class="numbers soft">{clockTime(Date.parse(row.at))}</span>
            <span class="numbers">{row.peer}</span>
            <span>{row.reason}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

async function removeInput(meetingId: string, input: MeetingInput): Promise<boolean> {
  const yes = await ask({
    title: t('studio.remove_input_title', { name: input.name }),
    text: t('studio.remove_input_text'),
    yes: t('studio.remove'),
    danger: true,
  });
  if (!yes) return false;
  const path = { id: meetingId, input: input.id };
  const done = await act(call('DELETE /api/v1/meetings/{id}/inputs/{input}', { path }));
  if (done) showToast(t('studio.input_removed', { name: input.name }));
  return done !== null;
}

/* Where picture and sound come from: cards with their state, keys, a way to add one. */
export function InputsPanel({ meeting, health }: { meeting: Meeting; health: MeetingHealth | null }) {
  const isAdding = useSignal(false);
  const keysOf = useSignal<string>('');
  const path = { id: meeting.id };
  const list = useLoaded(() => call('GET /api/v1/meetings/{id}/inputs', { path }), meeting.id);
  const inputs = list.value?.inputs ?? [];
  const shown = inputs.find((input) => input.id === keysOf.value);
  const mayChange = !isOver(meeting.state) && meeting.state !== 'cancelled';
  return (
    <div class="panel">
      <div class="panel-head">
        <h2>{t('studio.tab_inputs')}</h2>
        {mayChange && (
          <Button icon="add" onPress={() => (isAdding.value = true)}>
            {t('studio.add_input')}
          </Button>
        )}
      </div>
      {list.failure && <FailureNotice failure={list.failure} />}
      {!list.value && !list.failure && <SkeletonLines count={4} />}
      {list.value && inputs.length === 0 && (
        <Empty icon="pulse" title={t('studio.no_inputs_title')}>
          <p>{t('studio.no_inputs_text')}</p>
        </Empty>
      )}
      <ul class="input-cards">
        {inputs.map((input) => (
          <InputCard
            key={input.id}
            input={input}
            health={health?.inputs.find((one) => one.input_id === input.id) ?? null}
            onKeys={() => (keysOf.value = input.id)}
            onRemove={
              mayChange
                ? () => void removeInput(meeting.id, input).then((gone) => (gone ? list.reload() : undefined))
                : null
            }
          />
        ))}
      </ul>
      <Refused rows={health?.refused ?? []} />
      {isAdding.value && (
        <InputForm
          meeting={meeting}
          onClose={() => (isAdding.value = false)}
          onDone={(input) => {
            isAdding.value = false;
            void list.reload();
            if (input.kind === 'push') keysOf.value = input.id;
          }}
        />
      )}
      {shown && (
        <InputKeys
          meetingId={meeting.id}
          input={shown}
          mayRenew={mayChange}
          onRenewed={() => void list.reload()}
          onClose={() => (keysOf.value = '')}
        />
      )}
    </div>
  );
}
