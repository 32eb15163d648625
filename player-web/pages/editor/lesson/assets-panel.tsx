import { useSignal } from '@preact/signals';

import { ButtonLink } from '../../../components/button.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { Icon, type IconName } from '../../../components/icon.tsx';
import { StatusPill, type PillTone } from '../../../components/status-pill.tsx';
import { clockLength } from '../../../components/watch/times.ts';
import { amountText } from '../../../shared/amount.ts';
import { call } from '../../../shared/api-client.ts';
import type { Asset, AssetKind, AssetState, AssetStep, Lesson } from '../../../shared/contract/courses.ts';
import type { Job } from '../../../shared/contract/uploads.ts';
import { linkTo } from '../../../shared/hash-route.ts';
import { t, type PlainKey } from '../../../shared/i18n/locale.ts';
import { act } from '../act.ts';
import { isRunning, jobsOf } from '../jobs.ts';
import { autonymOf, nameOf } from '../languages.ts';
import { gapOf } from '../length-gap.ts';
import { ordered } from '../order.ts';
import { FileButton } from '../upload/file-button.tsx';
import { acceptOf } from '../upload/file-check.ts';
import { addTransfer } from '../upload/transfers.ts';
import { Grip, OrderSaid, useOrder, type Order } from '../use-order.tsx';
import { AssetForm } from './asset-form.tsx';
import { JobLine } from './job-line.tsx';
import { LowLine } from './low-line.tsx';
import { playing, shownSubtitle } from './playing.ts';

const TONES: Readonly<Record<AssetState, PillTone>> = {
  waiting: 'calm', preparing: 'calm', ready: 'ok', failed: 'bad', withdrawn: 'warn',
};

interface PanelProps {
  lesson: Lesson;
  assets: readonly Asset[];
  reload: () => Promise<void>;
  onAdd: (files: File[]) => void;
}

/* "译制版比画面短 3 分 12 秒", or what the server has to say. */
function warningOf(asset: Asset, pictureMs: number): string {
  const gap = asset.kind === 'sound' ? gapOf(asset.duration_ms, pictureMs) : null;
  if (!gap) return asset.problem;
  const { minutes, seconds } = gap;
  const length = minutes > 0 ? t('editor.minutes_seconds', { minutes, seconds }) : t('editor.seconds', { seconds });
  return t(gap.isShorter ? 'editor.dub_shorter' : 'editor.dub_longer', { length });
}

function factsOf(asset: Asset): string[] {
  const loudness =
    asset.loudness_centi === undefined ? '' : t('editor.loudness', { lufs: (asset.loudness_centi / 100).toFixed(1) });
  return [
    asset.duration_ms > 0 ? clockLength(asset.duration_ms) : '',
    asset.bytes > 0 ? amountText(asset.bytes) : '',
    loudness,
    asset.translator === '' ? '' : t('editor.by_translator', { name: asset.translator }),
    asset.reviewer === '' ? '' : t('editor.by_reviewer', { name: asset.reviewer }),
  ].filter(Boolean);
}

async function take(asset: Asset, step: AssetStep, reload: () => Promise<void>): Promise<void> {
  if (await act(call('POST /api/v1/assets/{id}/steps', { path: { id: asset.id }, body: { step } }))) await reload();
}

async function remove(asset: Asset, reload: () => Promise<void>): Promise<void> {
  const yes = await ask({
    title: t('editor.remove_asset_title', { name: asset.source_name }),
    text: t('editor.remove_asset_text'),
    yes: t('editor.remove'),
    danger: true,
  });
  if (yes && (await act(call('DELETE /api/v1/assets/{id}', { path: { id: asset.id } })))) await reload();
}

function Press({ icon, text, label, onPress, pressed }: {
  icon: IconName; text: string; label: string; onPress: () => void; pressed?: boolean;
}) {
  return (
    <button type="button" class="icon-button" title={text} aria-label={label} aria-pressed={pressed} onClick={onPress}>
      <Icon name={icon} />
    </button>
  );
}

interface RowProps {
  asset: Asset;
  lesson: Lesson;
  order: Order | null;
  pictureMs: number;
  reload: () => Promise<void>;
  onEdit: () => void;
}

function Presses({ asset, lesson, reload, onEdit }: RowProps) {
  const name = asset.language === '' ? asset.source_name : autonymOf(asset.language);
  const isSubtitle = asset.kind === 'subtitle';
  const isShown = shownSubtitle.value === asset.id;
  const replace = ([file]: File[]) => {
    if (file && asset.kind !== 'picture') {
      addTransfer({ file, purpose: asset.kind, language: asset.language, lessonId: lesson.id, lessonTitle: lesson.title });
    }
  };
  return (
    <span class="asset-presses">
      {asset.state === 'ready' && asset.kind === 'sound' && playing.value && (
        <Press
          icon="play"
          text={t('editor.listen')}
          label={t('editor.listen_of', { name })}
          onPress={() => playing.peek()?.play(asset.language)}
        />
      )}
      {asset.state === 'ready' && isSubtitle && playing.value && (
        <Press
          icon="captions"
          text={t(isShown ? 'editor.hide_cues' : 'editor.show_cues')}
          label={t(isShown ? 'editor.hide_cues_of' : 'editor.show_cues_of', { name })}
          pressed={isShown}
          onPress={() => playing.peek()?.showSubtitle(isShown ? '' : asset.id)}
        />
      )}
      {asset.language !== '' && (
        <Press icon="edit" text={t('editor.edit')} label={t('editor.edit_of', { name })} onPress={onEdit} />
      )}
      {(asset.kind === 'sound' || isSubtitle) && asset.state !== 'preparing' && asset.state !== 'waiting' && (
        <FileButton
          kind="quiet"
          text={t('editor.replace')}
          label={t('editor.replace_of', { name })}
          accept={acceptOf(asset.kind === 'sound' ? ['sound', 'video'] : ['subtitle'])}
          onFiles={replace}
        />
      )}
      {asset.state === 'ready' && asset.kind !== 'picture' && (
        <Press
          icon="eye_off"
          text={t('editor.withdraw_asset')}
          label={t('editor.withdraw_of', { name })}
          onPress={() => void take(asset, 'withdraw', reload)}
        />
      )}
      {asset.state === 'withdrawn' && (
        <Press
          icon="undo"
          text={t('editor.restore')}
          label={t('editor.restore_of', { name })}
          onPress={() => void take(asset, 'restore', reload)}
        />
      )}
      {(asset.state === 'withdrawn' || asset.state === 'failed') && (
        <Press
          icon="trash"
          text={t('editor.remove')}
          label={t('editor.remove_of', { name })}
          onPress={() => void remove(asset, reload)}
        />
      )}
    </span>
  );
}

function Row(props: RowProps) {
  const { asset, order, pictureMs } = props;
  const warning = warningOf(asset, pictureMs);
  const name = asset.language === '' ? t(`editor.asset_${asset.kind}`) : autonymOf(asset.language);
  return (
    <li class={`asset asset-${asset.state}`} data-order={asset.id} data-asset={asset.state}>
      {order ? <Grip props={order.grip(asset.id)} label={name} /> : <span />}
      <span class="asset-words">
        <span class="asset-head">
          <strong class="asset-name autonym" lang={asset.language || undefined} dir="auto">
            {name}
          </strong>
          {asset.language !== '' && <span>{nameOf(asset.language)}</span>}
          {asset.label !== '' && <span class="asset-label">{asset.label}</span>}
          {asset.is_default && <span class="asset-label">{t('editor.default_sound')}</span>}
        </span>
        <span class="asset-facts soft numbers">{factsOf(asset).join(' · ')}</span>
        <span class="asset-source soft">{asset.source_name}</span>
        {warning !== '' && (
          <span class={asset.state === 'failed' ? 'asset-problem asset-problem-bad' : 'asset-problem'}>
            <Icon name="alert" />
            {warning}
          </span>
        )}
      </span>
      <StatusPill tone={TONES[asset.state]} text={t(`editor.asset_state_${asset.state}`)} />
      <Presses {...props} />
    </li>
  );
}

function Group(props: PanelProps & { kind: AssetKind; onEdit: (asset: Asset) => void }) {
  const { kind, assets, reload } = props;
  const rows = assets.filter((asset) => asset.kind === kind);
  const pictureMs = props.lesson.duration_ms;
  const order = useOrder(rows.map((asset) => asset.id), (ids, id) => {
    const before_id = ids[ids.indexOf(id) + 1] ?? '';
    return act(call('PATCH /api/v1/assets/{id}', { path: { id }, body: { before_id } })).then(reload);
  });
  if (rows.length === 0) return null;
  const isOrdered = rows.length > 1 && (kind === 'sound' || kind === 'subtitle');
  return (
    <section class="asset-group" data-kind={kind}>
      <h3 class="asset-group-title">{t(`editor.assets_${kind}`)}</h3>
      <ul class="assets" data-order-list>
        {ordered(rows, order.ids).map((asset) => (
          <Row
            key={asset.id}
            asset={asset}
            lesson={props.lesson}
            order={isOrdered ? order : null}
            pictureMs={pictureMs}
            reload={reload}
            onEdit={() => props.onEdit(asset)}
          />
        ))}
      </ul>
      <OrderSaid order={order} />
      {kind === 'sound' && <LowLine lesson={props.lesson} />}
      {kind === 'sound' && rows.length > 1 && <p class="soft asset-hint">{t('editor.first_sound_hint')}</p>}
    </section>
  );
}

/* What is being made, and what could not be made and was not tried again. */
function jobsToShow(lesson: Lesson): Job[] {
  const all = jobsOf(lesson.id);
  const newest = [...all].sort((a, b) => b.created_at.localeCompare(a.created_at))[0];
  return all.filter((job) => isRunning(job) || job.state === 'failed' || (job === newest && job.state === 'cancelled'));
}

function hintOf(lesson: Lesson, assets: readonly Asset[]): readonly [PlainKey, PlainKey] {
  if (lesson.kind === 'document') {
    const has = assets.some((asset) => asset.kind === 'document');
    return [has ? 'write.replace_document' : 'write.add_document', 'write.add_document_text'];
  }
  const hasPicture = assets.some((asset) => asset.kind === 'picture');
  return hasPicture ? ['editor.add_language', 'editor.add_language_text'] : ['editor.add_picture', 'editor.add_picture_text'];
}

/* The lesson's picture, sounds and subtitles, with what the server is making of new files. */
export function AssetsPanel(props: PanelProps) {
  const { lesson, assets, onAdd, reload } = props;
  const edited = useSignal<Asset | null>(null);
  const running = jobsToShow(lesson);
  const hasPicture = assets.some((asset) => asset.kind === 'picture');
  const [title, text] = hintOf(lesson, assets);
  return (
    <div class="panel">
      {running.length > 0 && (
        <ul class="running" aria-label={t('editor.running')}>
          {running.map((job) => (
            <li key={job.id} class="running-row">
              <strong class="running-name">{job.source_name}</strong>
              <JobLine job={job} />
            </li>
          ))}
        </ul>
      )}
      {(['picture', 'document', 'sound', 'subtitle'] as const).map((kind) => (
        <Group key={kind} {...props} kind={kind} onEdit={(asset) => (edited.value = asset)} />
      ))}
      <div class="drop-hint-box">
        <Icon name="upload" />
        <p class="drop-hint-title">{t(title)}</p>
        <p class="soft">{t(text)}</p>
        <div class="drop-hint-presses">
          <FileButton
            kind={hasPicture ? 'plain' : 'primary'}
            several
            text={t('editor.choose_files')}
            label={t('editor.choose_files')}
            {...(lesson.kind === 'document' ? { accept: acceptOf(['document', 'picture']) } : {})}
            onFiles={onAdd}
          />
          {hasPicture && lesson.kind === 'video' && lesson.is_ready && (
            <ButtonLink icon="mic" href={linkTo('booth', lesson.id)}>
              {t('editor.record_dub')}
            </ButtonLink>
          )}
        </div>
      </div>
      {edited.value && (
        <AssetForm
          asset={edited.value}
          onClose={() => (edited.value = null)}
          onDone={() => {
            edited.value = null;
            void reload();
          }}
        />
      )}
    </div>
  );
}
