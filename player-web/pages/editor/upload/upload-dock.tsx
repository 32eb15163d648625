/* Below every place of the editor: files on their way, then what the server makes of them. */
import './upload-dock.css';

import { useSignal } from '@preact/signals';

import { ask } from '../../../components/desk/dialog.tsx';
import { Progress } from '../../../components/desk/progress.tsx';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { amountText } from '../../../shared/amount.ts';
import { monotonicMs } from '../../../shared/browser-host.ts';
import type { Upload, UploadPurpose } from '../../../shared/contract/uploads.ts';
import { failureText } from '../../../shared/failure-text.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { tick } from '../../../shared/live.ts';
import { jobs } from '../jobs.ts';
import { JobLine } from '../lesson/job-line.tsx';
import { autonymOf } from '../languages.ts';
import { FileButton } from './file-button.tsx';
import { leftText } from './left-text.ts';
import { leftSeconds, rateOf } from './rate.ts';
import {
  addTransfer, cancelTransfer, dropUnfinished, forgetTransfer, goOn, pauseTransfer, transfers, unfinished, type Transfer,
} from './transfers.ts';

export const PURPOSE_ICONS: Readonly<Record<UploadPurpose, IconName>> = {
  video: 'play', sound: 'headphones', subtitle: 'captions', document: 'sheet', picture: 'picture',
};

function IconPress({ icon, label, onPress }: { icon: IconName; label: string; onPress: () => void }) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onPress}>
      <Icon name={icon} />
    </button>
  );
}

/* "1.92 GB / 4.10 GB · 11.3 MB/s · 约还需 4 分钟" */
function figuresOf(transfer: Transfer): string {
  const { sent, file, samples } = transfer;
  const nowMs = tick.value > 0 ? monotonicMs() : 0;
  const bytes = t('editor.sent_of', { sent: amountText(sent), total: amountText(file.size) });
  const rate = rateOf(samples, nowMs);
  const parts = [bytes];
  if (transfer.state === 'going' && rate !== null) {
    parts.push(t('editor.rate', { rate: amountText(rate) }), leftText(leftSeconds(samples, file.size, nowMs)));
  }
  return parts.join(' · ');
}

function wordsOf(transfer: Transfer): string {
  switch (transfer.state) {
    case 'waiting':
      return t('editor.transfer_waiting', { total: amountText(transfer.file.size) });
    case 'line':
      return t('editor.transfer_line', { figures: figuresOf(transfer) });
    case 'paused':
      return t('editor.transfer_paused', { figures: figuresOf(transfer) });
    case 'refused':
      return transfer.failure ? failureText(transfer.failure) : '';
    case 'done':
      return t('editor.transfer_done');
    case 'going':
      return figuresOf(transfer);
  }
}

async function askCancel(transfer: Transfer): Promise<void> {
  const yes = await ask({
    title: t('editor.cancel_upload_title'),
    text: t('editor.cancel_upload_text', { name: transfer.file.name }),
    yes: t('editor.cancel_upload'),
    danger: true,
  });
  if (yes) cancelTransfer(transfer.id);
}

function Presses({ transfer }: { transfer: Transfer }) {
  const { id, state, file } = transfer;
  const { name } = file;
  return (
    <span class="transfer-presses">
      {(state === 'going' || state === 'line') && (
        <IconPress icon="pause" label={t('editor.pause_upload', { name })} onPress={() => pauseTransfer(id)} />
      )}
      {(state === 'paused' || state === 'refused') && (
        <IconPress
          icon={state === 'paused' ? 'play' : 'refresh'}
          label={t(state === 'paused' ? 'editor.go_on_upload' : 'editor.again_upload', { name })}
          onPress={() => goOn(id)}
        />
      )}
      {state === 'done' ? (
        <IconPress icon="close" label={t('editor.forget_upload', { name })} onPress={() => forgetTransfer(id)} />
      ) : (
        <IconPress icon="close" label={t('editor.cancel_upload_of', { name })} onPress={() => void askCancel(transfer)} />
      )}
    </span>
  );
}

function TransferRow({ transfer }: { transfer: Transfer }) {
  const { file, state, lessonId, lessonTitle, language } = transfer;
  const job = state === 'done' ? jobs.value.get(transfer.uploadId) : undefined;
  return (
    <li class={`transfer transfer-${state}`} data-transfer={state} data-file={file.name}>
      <Icon name={PURPOSE_ICONS[transfer.purpose]} />
      <span class="transfer-words">
        <span class="transfer-head">
          <strong class="transfer-name">{file.name}</strong>
          <a href={linkTo('lesson', lessonId)}>{lessonTitle}</a>
          {language !== '' && <span class="autonym" lang={language}>{autonymOf(language)}</span>}
        </span>
        {job ? (
          <JobLine job={job} />
        ) : (
          <>
            {state !== 'refused' && <Progress label={file.name} value={transfer.sent} max={Math.max(1, file.size)} />}
            <span class="transfer-note numbers" role={state === 'refused' ? 'alert' : undefined}>
              {wordsOf(transfer)}
            </span>
          </>
        )}
      </span>
      <Presses transfer={transfer} />
    </li>
  );
}

/* The browser gives no file back after a reload: the reader chooses it again, the server goes on where it stands. */
function UnfinishedRow({ upload }: { upload: Upload }) {
  const problem = useSignal('');
  const take = ([file]: File[]) => {
    if (!file || file.name !== upload.file_name || file.size !== upload.length) {
      problem.value = t('editor.other_file', { name: upload.file_name, total: amountText(upload.length) });
      return;
    }
    addTransfer({
      file, lessonId: upload.lesson_id ?? '', lessonTitle: '', purpose: upload.purpose, language: upload.language ?? '',
    });
  };
  return (
    <li class="transfer transfer-before" data-transfer="before" data-file={upload.file_name}>
      <Icon name="history" />
      <span class="transfer-words">
        <span class="transfer-head">
          <strong class="transfer-name">{upload.file_name}</strong>
          {upload.lesson_id && <a href={linkTo('lesson', upload.lesson_id)}>{t('editor.to_lesson')}</a>}
        </span>
        <Progress label={upload.file_name} value={upload.offset} max={Math.max(1, upload.length)} />
        <span class="transfer-note numbers" role={problem.value ? 'alert' : undefined}>
          {problem.value ||
            t('editor.unfinished_text', { sent: amountText(upload.offset), total: amountText(upload.length) })}
        </span>
      </span>
      <span class="transfer-presses">
        {upload.lesson_id && (
          <FileButton
            text={t('editor.choose_again')}
            label={t('editor.choose_again_of', { name: upload.file_name })}
            onFiles={take}
          />
        )}
        <IconPress
          icon="close"
          label={t('editor.cancel_upload_of', { name: upload.file_name })}
          onPress={() => void dropUnfinished(upload.id)}
        />
      </span>
    </li>
  );
}

function titleOf(all: readonly Transfer[]): string {
  const open = all.filter((one) => one.state !== 'done');
  if (open.length === 0) return all.length > 0 ? t('editor.dock_done') : t('editor.dock_unfinished');
  const total = open.reduce((sum, one) => sum + one.file.size, 0);
  const sent = open.reduce((sum, one) => sum + one.sent, 0);
  return t('editor.dock_going', { count: open.length, percent: Math.floor((100 * sent) / Math.max(1, total)) });
}

export function UploadDock() {
  const chosen = useSignal<boolean | null>(null); // folded by hand or not; null: nobody chose
  const all = transfers.value;
  const before = unfinished.value;
  const isFolded = chosen.value ?? all.length === 0;
  if (all.length === 0 && before.length === 0) return null;
  return (
    <section class={isFolded ? 'dock dock-folded' : 'dock'} aria-label={t('editor.dock')}>
      <button
        type="button"
        class="dock-head"
        aria-expanded={!isFolded}
        onClick={() => (chosen.value = !isFolded)}
      >
        <Icon name="upload" />
        <span class="dock-title numbers">{titleOf(all)}</span>
        <Icon name="chevron" />
      </button>
      <ul class="dock-rows" hidden={isFolded}>
        {all.map((transfer) => (
          <TransferRow key={transfer.id} transfer={transfer} />
        ))}
        {before.map((upload) => (
          <UnfinishedRow key={upload.id} upload={upload} />
        ))}
      </ul>
    </section>
  );
}
