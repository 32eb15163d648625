import { useSignal } from '@preact/signals';

import { Button } from '../../../components/button.tsx';
import { FileDrop } from '../../../components/desk/file-drop.tsx';
import { Progress } from '../../../components/desk/progress.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Notice } from '../../../components/notice.tsx';
import type { ImportKind } from '../../../shared/contract/sheets.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { saveTemplate } from '../guide/templates.ts';
import { FILE_ENDINGS } from './file-rule.ts';
import { cancelUpload, failure, refusal, start, uploadShare } from './run.ts';

const KINDS: readonly ImportKind[] = ['units', 'members'];

function KindChoice({ kind, onPick }: { kind: ImportKind; onPick: (kind: ImportKind) => void }) {
  return (
    <fieldset class="import-kinds">
      <legend>{t('import.kind')}</legend>
      {KINDS.map((one) => (
        <label key={one} class="import-kind">
          <input
            type="radio"
            name="import-kind"
            value={one}
            checked={kind === one}
            onChange={() => onPick(one)}
          />
          <span>
            <b>{t(`import.kind_${one}`)}</b>
            <small>{t(`import.kind_${one}_text`)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/* Step one. The limit and the kinds of files are said before anything is sent. */
export function ChooseFile({ firstKind }: { firstKind: ImportKind }) {
  const kind = useSignal<ImportKind>(firstKind);
  return (
    <section class="card" aria-labelledby="import-file-title">
      <h2 class="card-title" id="import-file-title">
        {t('import.file_heading')}
      </h2>
      <KindChoice kind={kind.value} onPick={(next) => (kind.value = next)} />
      <FileDrop
        label={t('import.drop')}
        hint={t('import.drop_hint')}
        accept={FILE_ENDINGS}
        onFile={(file) => void start(kind.value, file)}
      />
      {refusal.value && (
        <Notice tone="bad" title={t(`import.refused_${refusal.value}`)}>
          {t(`import.refused_${refusal.value}_do`)}
        </Notice>
      )}
      {failure.value && (
        <>
          <FailureNotice failure={failure.value} />
          <p class="import-advice">{t('import.failed_do')}</p>
        </>
      )}
      <div class="import-template">
        <p>{t(`import.template_${kind.value}`)}</p>
        <Button icon="download" onPress={() => saveTemplate(kind.value)}>
          {t('guide.template')}
        </Button>
      </div>
      <ul class="import-promises">
        <li>{t('import.promise_dry')}</li>
        <li>{t('import.promise_again')}</li>
        <li>{t('import.promise_numbers')}</li>
      </ul>
    </section>
  );
}

export function Uploading() {
  const percent = Math.round((uploadShare.value ?? 0) * 100);
  return (
    <section class="card import-wait" aria-labelledby="import-wait-title">
      <h2 class="card-title" id="import-wait-title">
        {t('import.uploading')}
      </h2>
      <Progress label={t('import.uploading')} value={percent} max={100} />
      <p class="numbers">{t('import.percent', { percent })}</p>
      <div>
        <Button onPress={cancelUpload}>{t('import.cancel')}</Button>
      </div>
    </section>
  );
}
