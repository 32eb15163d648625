import './exports.css';
import '../../../shared/i18n/words-rights.ts';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { ask } from '../../../components/desk/dialog.tsx';
import { Empty, SkeletonLines } from '../../../components/desk/empty.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { ExportRow } from '../../../shared/contract/sheets.ts';
import { fetchFile, saveFile } from '../../../shared/file-transfer.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { onNews } from '../../../shared/live.ts';
import { may } from '../../../shared/self.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { AskForm } from './ask-form.tsx';
import { ExportItem, exportTitle, type ExportStep } from './export-item.tsx';

function askBefore(step: ExportStep, row: ExportRow): Promise<boolean> {
  const words = { title: exportTitle(row), name: row.asked_by };
  if (step === 'take') {
    return ask({
      title: t('exports.take_title', { title: words.title }),
      text: t(row.with_numbers ? 'exports.take_text_numbers' : 'exports.take_text'),
      yes: t('exports.take'),
    });
  }
  if (step === 'refuse') {
    return ask({ title: t('exports.refuse_title', words), text: t('exports.refuse_text'), yes: t('exports.refuse') });
  }
  return ask({ title: t('exports.allow_title', words), text: t('exports.allow_text', { name: words.name }), yes: t('exports.allow') });
}

function useSteps(reload: () => Promise<void>) {
  const busy = useSignal('');
  const failure = useSignal<Failure | null>(null);

  async function take(row: ExportRow): Promise<Failure | null> {
    const result = await fetchFile('GET', `/api/v1/exports/${row.id}/file`, `${exportTitle(row)}.${row.format}`);
    if (!result.ok) return result.failure;
    saveFile(result.value);
    showToast(t('exports.saved'));
    return null;
  }

  async function decide(row: ExportRow, allow: boolean): Promise<Failure | null> {
    const result = await call('POST /api/v1/exports/{id}/decision', { path: { id: row.id }, body: { allow } });
    if (!result.ok) return result.failure;
    showToast(t(allow ? 'exports.allowed' : 'exports.refused', { name: row.asked_by }));
    return null;
  }

  async function step(what: ExportStep, row: ExportRow): Promise<void> {
    if (busy.value !== '' || !(await askBefore(what, row))) return;
    busy.value = row.id;
    failure.value = what === 'take' ? await take(row) : await decide(row, what === 'allow');
    busy.value = '';
    await reload();
  }

  return { busy, failure, step };
}

/* Lists that leave the server as files: asked for, allowed by a second person, taken once. */
export default function ExportsSection() {
  const loaded = useLoaded(() => call('GET /api/v1/exports'));
  const { busy, failure, step } = useSteps(loaded.reload);
  useEffect(() => onNews(['export.asked', 'export.decided'], () => void loaded.reload()), []);
  const rows = loaded.value;
  return (
    <div class="section exports">
      <div class="section-head">
        <h1 class="section-title">{t('exports.heading')}</h1>
      </div>
      <p class="section-lead">{t('exports.lead')}</p>
      <div class="exports-ways">
        <AskForm
          onAsked={(row) => {
            showToast(t(row.state === 'waiting' ? 'exports.asked_waiting' : 'exports.asked_ready'));
            void loaded.reload();
          }}
        />
        <section class="card" aria-labelledby="exports-list-title">
          <h2 class="card-title" id="exports-list-title">
            {t('exports.list')}
          </h2>
          {failure.value && <FailureNotice failure={failure.value} />}
          {loaded.failure && <FailureNotice failure={loaded.failure} />}
          {!rows && !loaded.failure && <SkeletonLines count={4} />}
          {rows?.length === 0 && (
            <Empty icon="download" title={t('exports.none')}>
              <p>{t('exports.none_text')}</p>
            </Empty>
          )}
          <ul class="exports-list" aria-label={t('exports.list')}>
            {rows?.map((row) => (
              <ExportItem
                key={row.id}
                row={row}
                mayDecide={may('export.decide')}
                busy={busy.value === row.id}
                onStep={(what, one) => void step(what, one)}
              />
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}
