import './slips.css';
import '../../../shared/i18n/words-office.ts';

import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';

import { Button } from '../../../components/button.tsx';
import { ask } from '../../../components/desk/dialog.tsx';
import { showToast } from '../../../components/desk/toast.tsx';
import { UnitPicker } from '../../../components/desk/unit-picker.tsx';
import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Check } from '../../../components/field.tsx';
import { call, type Failure } from '../../../shared/api-client.ts';
import type { ActivationsRequest, Slip } from '../../../shared/contract/activation.ts';
import { fetchFile, saveFile } from '../../../shared/file-transfer.ts';
import { wholeNumber } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { PersonSlip } from './person-slip.tsx';
import { SlipSheet } from './slip-cards.tsx';
import { COUNTED_AT_MOST, countWaiting, type Waiting } from './waiting.ts';

function Counted({ waiting }: { waiting: Waiting | null }) {
  if (!waiting) {
    return (
      <p class="slip-count" role="status">
        {t('slips.counting')}
      </p>
    );
  }
  const number = (value: number) => wholeNumber(value);
  return (
    <div class="slip-count" role="status" data-without={waiting.without}>
      <p class="slip-count-number numbers">
        {waiting.isCut
          ? t('slips.without_cut', { count: number(waiting.without), all: number(COUNTED_AT_MOST) })
          : t('slips.without', { count: number(waiting.without) })}
      </p>
      <p>
        {t('slips.others', { accounts: number(waiting.withAccount), codes: number(waiting.withCode) })}
      </p>
    </div>
  );
}

interface WishProps {
  request: ActivationsRequest;
  people: number; // who would get a slip
  onSlips: (slips: Slip[]) => void;
  onDone: () => void;
}

/* Both ways make new codes: on paper from the server's PDF, or on this screen. */
function MakeButtons({ request, people, onSlips, onDone }: WishProps) {
  const busy = useSignal<'pdf' | 'screen' | null>(null);
  const failure = useSignal<Failure | null>(null);

  async function isMeant(): Promise<boolean> {
    if (!request.again) return true;
    return ask({ title: t('slips.again_title'), text: t('slips.again_text'), yes: t('slips.again_yes') });
  }

  async function savePdf(): Promise<void> {
    if (busy.value || !(await isMeant())) return;
    busy.value = 'pdf';
    const result = await fetchFile('POST', '/api/v1/activations/slips', `${t('slips.file_name')}.pdf`, request);
    busy.value = null;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    saveFile(result.value);
    showToast(t('slips.saved'));
    onDone();
  }

  async function show(): Promise<void> {
    if (busy.value || !(await isMeant())) return;
    busy.value = 'screen';
    const result = await call('POST /api/v1/activations', { body: request });
    busy.value = null;
    failure.value = result.ok ? null : result.failure;
    if (!result.ok) return;
    onSlips(result.value);
    onDone();
  }

  return (
    <>
      {failure.value && <FailureNotice failure={failure.value} />}
      <div class="slip-actions">
        <Button
          kind="primary"
          icon="download"
          busy={busy.value === 'pdf'}
          disabled={people === 0}
          onPress={() => void savePdf()}
        >
          {busy.value === 'pdf' ? t('slips.making') : t('slips.make_pdf')}
        </Button>
        <Button
          icon="slip"
          busy={busy.value === 'screen'}
          disabled={people === 0}
          onPress={() => void show()}
        >
          {busy.value === 'screen' ? t('slips.making') : t('slips.make_screen')}
        </Button>
      </div>
    </>
  );
}

function UnitSlips({ onSlips }: { onSlips: (slips: Slip[]) => void }) {
  const unitId = useSignal('');
  const below = useSignal(true);
  const again = useSignal(false);
  const version = useSignal(0);
  const waiting = useSignal<Waiting | null>(null);
  const failure = useSignal<Failure | null>(null);
  const turn = useRef(0);

  useSignalEffect(() => {
    void version.value;
    const [unit, isBelow] = [unitId.value, below.value];
    const mine = ++turn.current;
    waiting.value = null;
    failure.value = null;
    if (unit === '') return;
    void countWaiting(unit, isBelow, () => mine !== turn.current).then((answer) => {
      if (mine !== turn.current || answer === null) return;
      if ('status' in answer) failure.value = answer;
      else waiting.value = answer;
    });
  });

  const counted = waiting.value;
  const people = counted ? counted.without + (again.value ? counted.withCode : 0) : 0;
  return (
    <section class="card" aria-labelledby="unit-slips-title">
      <h2 class="card-title" id="unit-slips-title">
        {t('slips.unit_heading')}
      </h2>
      <UnitPicker
        label={t('slips.unit')}
        value={unitId.value}
        onPick={(id) => (unitId.value = id)}
      />
      <div class="slip-checks">
        <Check
          id="slips-below"
          label={t('slips.below')}
          checked={below.value}
          onChange={(checked) => (below.value = checked)}
        />
        <Check
          id="slips-again"
          label={t('slips.again')}
          checked={again.value}
          onChange={(checked) => (again.value = checked)}
        />
      </div>
      {failure.value && <FailureNotice failure={failure.value} />}
      {unitId.value === '' ? (
        <p class="slip-count">{t('slips.pick_first')}</p>
      ) : (
        !failure.value && <Counted waiting={counted} />
      )}
      <MakeButtons
        request={{ unit_id: unitId.value, below: below.value, again: again.value }}
        people={people}
        onSlips={onSlips}
        onDone={() => (version.value += 1)}
      />
      <p class="card-lead">{t('slips.once')}</p>
    </section>
  );
}

/* Activation codes for people: a whole unit on paper, or one person at the counter. */
export default function SlipsSection() {
  const slips = useSignal<readonly Slip[] | null>(null);
  const take = (made: Slip[]) => (slips.value = made);
  return (
    <div class="section slips">
      <div class="section-head">
        <h1 class="section-title">{t('slips.heading')}</h1>
      </div>
      <p class="section-lead">{t('slips.lead')}</p>
      {slips.value ? (
        <SlipSheet slips={slips.value} onClose={() => (slips.value = null)} />
      ) : (
        <div class="slips-ways">
          <UnitSlips onSlips={take} />
          <PersonSlip onSlips={take} />
        </div>
      )}
    </div>
  );
}
