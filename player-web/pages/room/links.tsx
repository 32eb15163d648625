/* The links that invite to a group meeting, for who runs it: made, copied, shown as a code, withdrawn. The code is drawn
 * here: what a link opens is told to nobody. */
import '../../shared/i18n/words-invite.ts';
import '../../shared/i18n/words-studio.ts';
import './links.css';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { Button } from '../../components/button.tsx';
import { ask, Dialog } from '../../components/desk/dialog.tsx';
import { QrCode } from '../../components/desk/qr-code.tsx';
import { showToast } from '../../components/desk/toast.tsx';
import { FailureNotice } from '../../components/failure-notice.tsx';
import { Loading } from '../../components/loading.tsx';
import { call, type Failure, type Result } from '../../shared/api-client.ts';
import type { RoomLink, RoomLinks, RoomOpens } from '../../shared/contract/room_book.ts';
import { failureText } from '../../shared/failure-text.ts';
import { t } from '../../shared/i18n/locale.ts';
import { CopyLine } from '../studio/copy.tsx';

export interface LinksProps {
  meeting: string;
  title: string;
  onClose: () => void;
}

function Row({ row, onWithdraw }: { row: RoomLink; onWithdraw: () => void }) {
  return (
    <li class="link-row" data-link={row.id}>
      <div class="link-words">
        <strong>{t(`room.links_opens_${row.opens}`)}</strong>
        {row.n_banned > 0 && <p class="soft">{t('room.links_banned', { n: row.n_banned })}</p>}
        <CopyLine label={t('room.links_url')} value={row.url} />
        <Button kind="danger" onPress={onWithdraw}>
          {t('room.links_withdraw')}
        </Button>
      </div>
      <div class="link-code">
        <QrCode text={row.url} label={t('room.links_qr')} />
        <p class="soft">{t('room.links_qr_hint')}</p>
      </div>
    </li>
  );
}

export function Links({ meeting, title, onClose }: LinksProps) {
  const rows = useSignal<readonly RoomLink[] | null>(null);
  const failure = useSignal<Failure | null>(null);
  const isBusy = useSignal(false);
  const path = { id: meeting };
  const show = (found: Result<RoomLinks>) => {
    if (found.ok) rows.value = found.value.links;
    failure.value = found.ok ? null : found.failure;
  };
  const load = async () => show(await call('GET /api/v1/meetings/{id}/links', { path }));
  useEffect(() => void load(), [meeting]);
  const make = async (opens: RoomOpens) => {
    isBusy.value = true;
    show(await call('POST /api/v1/meetings/{id}/links', { path, body: { opens } }));
    isBusy.value = false;
  };
  const withdraw = async ({ id }: RoomLink) => {
    const yes = await ask({
      title: t('room.links_withdraw_title'), text: t('room.links_withdraw_text'), yes: t('room.links_withdraw'), danger: true,
    });
    if (!yes) return;
    const result = await call('DELETE /api/v1/meetings/{id}/links/{link}', { path: { id: meeting, link: id } });
    if (result.ok) showToast(t('room.links_withdrawn'));
    else showToast(failureText(result.failure), { tone: 'bad' });
    await load();
  };
  return (
    <Dialog title={t('room.links_of', { title })} onClose={onClose} wide>
      <div class="links">
        <p>{t('room.links_lead')}</p>
        <div class="links-new">
          <Button icon="add" kind="primary" busy={isBusy.value} onPress={() => void make('room')}>
            {t('room.links_make_room')}
          </Button>
          <Button icon="add" busy={isBusy.value} onPress={() => void make('lobby')}>
            {t('room.links_make_lobby')}
          </Button>
        </div>
        {failure.value && <FailureNotice failure={failure.value} />}
        {!rows.value && !failure.value && <Loading />}
        {rows.value?.length === 0 && <p class="soft">{t('room.links_none')}</p>}
        <ul class="link-list">
          {(rows.value ?? []).map((row) => (
            <Row key={row.id} row={row} onWithdraw={() => void withdraw(row)} />
          ))}
        </ul>
      </div>
    </Dialog>
  );
}
