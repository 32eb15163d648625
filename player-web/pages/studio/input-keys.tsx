import { useSignal } from '@preact/signals';

import { Button } from '../../components/button.tsx';
import { ask, Dialog } from '../../components/desk/dialog.tsx';
import { QrCode } from '../../components/desk/qr-code.tsx';
import { showToast } from '../../components/desk/toast.tsx';
import { Notice } from '../../components/notice.tsx';
import { call } from '../../shared/api-client.ts';
import type { MeetingInput } from '../../shared/contract/live.ts';
import { t } from '../../shared/i18n/locale.ts';
import { act } from './act.ts';
import { CopyLine } from './copy.tsx';

interface KeysProps {
  meetingId: string;
  input: MeetingInput;
  mayRenew: boolean;
  onRenewed: () => void;
  onClose: () => void;
}

/* For phones that push by themselves: their apps read one whole address. */
function wholeAddress({ srt_url, rtmp_url, key }: MeetingInput): string {
  if (srt_url !== '') return srt_url;
  return rtmp_url === '' ? key : `${rtmp_url.replace(/\/$/, '')}/${key}`;
}

/* What an encoder is told: address and key apart for RTMP, as OBS wants them, one address for SRT. */
export function InputKeys({ meetingId, input, mayRenew, onRenewed, onClose }: KeysProps) {
  const busy = useSignal(false);
  const renew = async () => {
    const yes = await ask({
      title: t('studio.renew_title', { name: input.name }),
      text: t('studio.renew_text'),
      yes: t('studio.renew'),
      danger: true,
    });
    if (!yes) return;
    busy.value = true;
    const path = { id: meetingId, input: input.id };
    const done = await act(call('POST /api/v1/meetings/{id}/inputs/{input}/key', { path }));
    busy.value = false;
    if (!done) return;
    showToast(t('studio.renewed'));
    onRenewed();
  };
  return (
    <Dialog
      title={t('studio.keys_of', { name: input.name })}
      onClose={onClose}
      wide
      actions={
        <>
          {mayRenew && (
            <Button kind="danger" icon="refresh" busy={busy.value} onPress={() => void renew()}>
              {t('studio.renew')}
            </Button>
          )}
          <Button kind="primary" onPress={onClose}>
            {t('desk.close')}
          </Button>
        </>
      }
    >
      <div class="keys">
        <Notice tone="warn">{t('studio.keys_secret')}</Notice>
        {input.rtmp_url !== '' && (
          <section class="keys-way">
            <h3>{t('studio.rtmp')}</h3>
            <CopyLine label={t('studio.rtmp_server')} value={input.rtmp_url} />
            <CopyLine label={t('studio.rtmp_key')} value={input.key} />
          </section>
        )}
        {input.srt_url !== '' && (
          <section class="keys-way">
            <h3>{t('studio.srt')}</h3>
            <CopyLine label={t('studio.srt_url')} value={input.srt_url} />
            {input.passphrase !== '' && <CopyLine label={t('studio.passphrase')} value={input.passphrase} />}
          </section>
        )}
        <section class="keys-way keys-qr">
          <div class="keys-qr-code">
            <QrCode text={wholeAddress(input)} label={t('studio.qr', { name: input.name })} />
          </div>
          <p class="soft">{t('studio.qr_hint')}</p>
        </section>
      </div>
    </Dialog>
  );
}
