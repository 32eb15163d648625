import { Select } from '../../components/desk/select.tsx';
import { Field } from '../../components/field.tsx';
import type { RepeatWord } from '../../shared/contract/live.ts';
import { t } from '../../shared/i18n/locale.ts';
import type { PartProps } from './form-parts.tsx';
import { spanOf, withDay, type Missing } from './meeting-wish.ts';
import { BEIJING, isSameClock, ownZone, spanText, URUMQI } from './zone-time.ts';

const REPEATS: readonly RepeatWord[] = ['none', 'daily', 'weekly', 'monthly'];

function zoneText(zone: string): string {
  if (zone === BEIJING) return t('studio.zone_beijing');
  return zone === URUMQI ? t('studio.zone_urumqi') : zone;
}

/* The same span by other clocks, where they differ. */
function OtherClocks({ draft }: Pick<PartProps, 'draft'>) {
  const span = spanOf(draft);
  if (!span || span.toMs <= span.fromMs) return null;
  const others = [...new Set([ownZone(), BEIJING])].filter((zone) => !isSameClock(span.fromMs, zone, draft.zone));
  if (others.length === 0) return null;
  return (
    <ul class="other-clocks numbers" data-clocks>
      {others.map((zone) => (
        <li key={zone}>
          {t(zone === BEIJING ? 'studio.in_beijing' : 'studio.in_local', {
            span: spanText(span.fromMs, span.toMs, zone),
          })}
        </li>
      ))}
    </ul>
  );
}

/* Begin, end, by which clock, how often. */
export function FormTimes({ draft, change, isNew, missing }: PartProps & { isNew: boolean; missing: Missing | null }) {
  const zones = [...new Set([BEIJING, ownZone(), URUMQI, draft.zone])];
  return (
    <fieldset class="form-times">
      <legend class="field-label">{t('studio.when')}</legend>
      <div class="form-four">
        <Field
          id="meeting-day"
          type="date"
          label={t('studio.day')}
          value={draft.day}
          error={missing === 'day' ? t('studio.day_missing') : null}
          onInput={(day) => change(withDay(draft, day))}
        />
        <Field
          id="meeting-clock"
          type="time"
          label={t('studio.begins')}
          value={draft.clock}
          onInput={(clock) => change({ clock })}
        />
        <Field
          id="meeting-end-day"
          type="date"
          label={t('studio.end_day')}
          value={draft.endDay}
          onInput={(endDay) => change({ endDay })}
        />
        <Field
          id="meeting-end-clock"
          type="time"
          label={t('studio.ends')}
          value={draft.endClock}
          error={missing === 'end' ? t('studio.end_wrong') : null}
          onInput={(endClock) => change({ endClock })}
        />
      </div>
      <OtherClocks draft={draft} />
      {isNew && (
        <div class="form-pair">
          <Select
            label={t('studio.zone')}
            value={draft.zone}
            choices={zones.map((zone) => ({ value: zone, text: zoneText(zone) }))}
            onChange={(zone) => change({ zone })}
          />
          <Select
            label={t('studio.repeat')}
            value={draft.repeat}
            choices={REPEATS.map((value) => ({ value, text: t(`studio.repeat_${value}`) }))}
            onChange={(value) => change({ repeat: REPEATS.find((one) => one === value) ?? 'none' })}
          />
          {draft.repeat !== 'none' && (
            <Field
              id="meeting-until"
              type="date"
              label={t('studio.repeat_until')}
              hint={t('studio.repeat_until_hint')}
              value={draft.repeatUntil}
              onInput={(repeatUntil) => change({ repeatUntil })}
            />
          )}
        </div>
      )}
    </fieldset>
  );
}
