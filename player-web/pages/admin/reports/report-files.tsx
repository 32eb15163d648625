import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Field } from '../../../components/field.tsx';
import { Icon } from '../../../components/icon.tsx';
import { addressOf, call, type Failure } from '../../../shared/api-client.ts';
import type { SheetFormat } from '../../../shared/contract/sheets.ts';
import { fetchFile, saveFile } from '../../../shared/file-transfer.ts';
import { go } from '../../../shared/hash-route.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { may } from '../../../shared/self.ts';
import { exportOf, saidOf, type ReportAsk } from './report-ask.ts';

const FORMATS = ['csv', 'xlsx'] as const;

interface FileLinkProps {
  ask: ReportAsk;
  format: SheetFormat;
  isBusy: boolean;
  onPress: () => void;
}

/* A link that the browser itself could follow; followed here, so that a refusal is read. */
function FileLink({ ask, format, isBusy, onPress }: FileLinkProps) {
  const href = addressOf('/api/v1/reports/{kind}/file', { kind: ask.kind }, { ...saidOf(ask), format });
  return (
    <a
      class="button button-plain"
      href={href}
      download=""
      aria-disabled={isBusy}
      onClick={(event) => {
        event.preventDefault();
        if (!isBusy) onPress();
      }}
    >
      <Icon name="download" />
      <span>{isBusy ? t('reports.file_busy') : t(`reports.file_${format}`)}</span>
    </a>
  );
}

/* The same file by another person's leave. */
function ExportForm({ ask, format }: { ask: ReportAsk; format: SheetFormat }) {
  const reason = useSignal('');
  const isBusy = useSignal(false);
  const failure = useSignal<Failure | null>(null);
  async function submit(): Promise<void> {
    if (isBusy.value) return;
    const said = reason.value.trim();
    isBusy.value = true;
    const result = await call('POST /api/v1/exports', {
      body: { kind: 'report', format, with_numbers: false, ...exportOf(ask), ...(said === '' ? {} : { reason: said }) },
    });
    isBusy.value = false;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    showToast(t(result.value.state === 'waiting' ? 'reports.export_asked' : 'reports.export_ready'));
    go('exports');
  }
  return (
    <form
      class="card report-export"
      aria-labelledby="report-export-title"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <h2 class="card-title" id="report-export-title">
        {t('reports.export_title')}
      </h2>
      <p class="soft">{t('reports.export_text')}</p>
      {failure.value && <FailureNotice failure={failure.value} />}
      <Field
        id="report-export-reason"
        label={t('reports.export_reason')}
        value={reason.value}
        onInput={(value) => (reason.value = value)}
      />
      <div>
        <Button type="submit" kind="primary" busy={isBusy.value}>
          {t('reports.export_ask')}
        </Button>
      </div>
    </form>
  );
}

/* The report as a file. One that names too many people is refused, and can be asked for as an export. */
export function ReportFiles({ ask }: { ask: ReportAsk }) {
  const busy = useSignal<SheetFormat | null>(null);
  const refused = useSignal<{ format: SheetFormat; failure: Failure } | null>(null);
  async function take(format: SheetFormat): Promise<void> {
    const url = addressOf('/api/v1/reports/{kind}/file', { kind: ask.kind }, { ...saidOf(ask), format });
    busy.value = format;
    const result = await fetchFile('GET', url, `${ask.kind}-${ask.year}.${format}`);
    busy.value = null;
    refused.value = result.ok ? null : { format, failure: result.failure };
    if (!result.ok) return;
    saveFile(result.value);
    showToast(t('reports.file_saved'));
  }
  const no = refused.value;
  return (
    <>
      <div class="card-actions" role="group" aria-label={t('reports.file')}>
        {FORMATS.map((format) => (
          <FileLink
            key={format}
            ask={ask}
            format={format}
            isBusy={busy.value === format}
            onPress={() => void take(format)}
          />
        ))}
      </div>
      {no && <FailureNotice failure={no.failure} />}
      {no?.failure.code === 'conflict' && may('export.ask') && <ExportForm ask={ask} format={no.format} />}
    </>
  );
}
