import { useSignal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { Facts } from '../../components/card.tsx';
import { ask } from '../../components/desk/dialog.tsx';
import { showToast } from '../../components/desk/toast.tsx';
import { call } from '../../shared/api-client.ts';
import type { Meeting } from '../../shared/contract/live.ts';
import { go } from '../../shared/hash-route.ts';
import { locale, t } from '../../shared/i18n/locale.ts';
import { useLoaded } from '../../shared/use-loaded.ts';
import { act } from './act.ts';
import { CopyButton, CopyLine } from './copy.tsx';
import { autonymOf } from './languages.ts';
import { MeetingFormSlot } from './meeting-form-slot.tsx';
import { WhenText } from './when-text.tsx';

async function removeMeeting(meeting: Meeting): Promise<void> {
  const yes = await ask({
    title: t('studio.delete_title', { title: meeting.title }),
    text: t('studio.delete_text'),
    yes: t('studio.delete'),
    danger: true,
  });
  if (!yes) return;
  const done = await act(call('DELETE /api/v1/meetings/{id}', { path: { id: meeting.id } }));
  if (!done) return;
  showToast(t('studio.deleted', { title: meeting.title }));
  go('');
}

function languagesText(meeting: Meeting): string {
  return meeting.languages
    .map((one) => (one.is_floor ? t('studio.floor_of', { language: autonymOf(one.tag) }) : autonymOf(one.tag)))
    .join(' / ');
}

function Invitation({ meeting }: { meeting: Meeting }) {
  const path = { id: meeting.id };
  const key = `${meeting.id} ${meeting.revision} ${locale.value}`;
  const invitation = useLoaded(() => call('GET /api/v1/meetings/{id}/invitation', { path }), key);
  const now = invitation.value;
  if (!now) return null;
  return (
    <section class="invitation">
      <h3>{t('studio.invitation')}</h3>
      <p class="soft">{t('studio.invitation_hint')}</p>
      <textarea class="field-input invitation-text" readOnly rows={6} aria-label={t('studio.invitation')} value={now.text} />
      <CopyButton text={now.text} label={t('studio.copy_of', { what: t('studio.invitation') })} />
      <CopyLine label={t('studio.link')} value={now.url} />
    </section>
  );
}

/* What was planned, and the text that invites. */
export function InfoPanel({ meeting, onMeeting }: { meeting: Meeting; onMeeting: (meeting: Meeting) => void }) {
  const isEditing = useSignal(false);
  const mayDelete = meeting.state === 'scheduled' || meeting.state === 'cancelled';
  return (
    <div class="panel">
      <div class="panel-head">
        <h2>{t('studio.tab_info')}</h2>
        <Button icon="edit" onPress={() => (isEditing.value = true)}>
          {t('studio.edit')}
        </Button>
        {mayDelete && (
          <Button kind="danger" onPress={() => void removeMeeting(meeting)}>
            {t('studio.delete')}
          </Button>
        )}
      </div>
      <Facts
        rows={[
          [t('studio.type'), meeting.type_name],
          [t('studio.unit'), meeting.unit_name],
          [t('studio.when'), <WhenText from={meeting.starts_at} to={meeting.ends_at} />],
          [t('studio.visibility'), t(`studio.visibility_${meeting.visibility}`)],
          [t('studio.languages'), languagesText(meeting)],
          [t('studio.repeat'), t(`studio.repeat_${meeting.repeat}`)],
          [t('studio.invited'), meeting.units.map((unit) => unit.name).join('、') || '—'],
          [t('studio.is_recorded'), t(meeting.is_recorded ? 'studio.yes' : 'studio.no')],
          [t('studio.publishes_itself'), t(meeting.publishes_itself ? 'studio.yes' : 'studio.no')],
        ]}
      />
      <Invitation meeting={meeting} />
      {isEditing.value && (
        <MeetingFormSlot
          meeting={meeting}
          onClose={() => (isEditing.value = false)}
          onDone={(changed) => {
            isEditing.value = false;
            onMeeting(changed);
          }}
        />
      )}
    </div>
  );
}
