/* Roll calls on /pc and /phone, for who looks after a place: which there are, and the one that the address names. */
import '../../../shared/i18n/words-roll.ts';
import './roll.css';

import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

import { FailureNotice } from '../../../components/failure-notice.tsx';
import { Icon } from '../../../components/icon.tsx';
import { Loading } from '../../../components/loading.tsx';
import { Notice } from '../../../components/notice.tsx';
import { call } from '../../../shared/api-client.ts';
import type { Register } from '../../../shared/contract/registers.ts';
import { dateAndTime } from '../../../shared/format.ts';
import { t } from '../../../shared/i18n/locale.ts';
import { onNews } from '../../../shared/live.ts';
import { useLoaded } from '../../../shared/use-loaded.ts';
import { follow, hrefOf, type Place } from '../place.ts';
import { RollSheet } from './roll-sheet.tsx';

const ASK_EVERY_MS = 30000;
const HOME: Place = { kind: 'home' };

function useRegisters() {
  const loaded = useLoaded(() => call('GET /api/v1/registers', { query: { open: true } }));
  useEffect(() => {
    const stop = onNews(['register.changed', 'study.changed', 'meeting.changed'], () => void loaded.reload());
    const timer = setInterval(() => void loaded.reload(), ASK_EVERY_MS);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, []);
  return loaded;
}

function RegisterRow({ register }: { register: Register }) {
  const to: Place = { kind: 'roll', id: register.id };
  const isOver = register.ended_at !== undefined;
  const until = dateAndTime(Date.parse(register.closes_at ?? register.began_at));
  return (
    <li>
      <a class="roll-register" href={hrefOf(to)} onClick={(event) => follow(event, to)}>
        <span class="roll-words">
          <b>{register.title}</b>
          <span class="roll-note">{isOver ? t('roll.card_late', { time: until }) : t('roll.card_running')}</span>
        </span>
        <span class="roll-go">
          {t(isOver ? 'roll.open_late' : 'roll.open')}
          <Icon name="chevron" />
        </span>
      </a>
    </li>
  );
}

/* On the first page: nothing when there is no roll to call. */
export function RollRows() {
  const { value } = useRegisters();
  if (!value || value.registers.length === 0) return null;
  return (
    <section class="roll-rows" aria-label={t('roll.title')}>
      <h2>{t('roll.title')}</h2>
      <ul>
        {value.registers.map((register) => (
          <RegisterRow key={register.id} register={register} />
        ))}
      </ul>
    </section>
  );
}

/* Of a study session the place is known; a meeting is called in each place for itself. */
export function RollPlace({ id }: { id: string }) {
  const registers = useRegisters();
  const places = useLoaded(() => call('GET /api/v1/places'));
  const chosen = useSignal('');
  const register = registers.value?.registers.find((one) => one.id === id);
  const all = places.value ?? [];
  const own = register?.place_id ?? '';
  const placeId = own || chosen.value || (all.find((one) => one.screens > 0) ?? all[0])?.id || '';
  const failure = registers.failure ?? places.failure;
  return (
    <div class="roll-place">
      <a class="roll-back" href={hrefOf(HOME)} onClick={(event) => follow(event, HOME)}>{t('roll.back')}</a>
      <h1>{register ? `${t('roll.title')} · ${register.title}` : t('roll.title')}</h1>
      {!own && all.length > 1 && (
        <label class="roll-choice">
          <span class="field-label">{t('roll.place')}</span>
          <select class="field-input" value={placeId} onChange={(event) => (chosen.value = event.currentTarget.value)}>
            {all.map((one) => (
              <option key={one.id} value={one.id} selected={one.id === placeId}>{one.name}</option>
            ))}
          </select>
        </label>
      )}
      {registers.value && !register && <Notice tone="warn">{t('roll.gone')}</Notice>}
      {failure && !register && <FailureNotice failure={failure} />}
      {!registers.value && !failure && <Loading />}
      {register && placeId && <RollSheet key={placeId} registerId={register.id} placeId={placeId} />}
    </div>
  );
}
