import { Button } from '../../components/button.tsx';
import { UnitPicker } from '../../components/desk/unit-picker.tsx';
import { Icon } from '../../components/icon.tsx';
import type { AgendaWish, InvitedUnit, MeetingLanguage } from '../../shared/contract/live.ts';
import { t } from '../../shared/i18n/locale.ts';
import { unitPath } from '../../shared/units.ts';
import { autonymOf, LANGUAGE_TAGS } from './languages.ts';
import { toggledLanguage, withFloor, type Draft } from './meeting-wish.ts';

export interface PartProps {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
}

const OFFSET_MAX_MS = 10000;

function Language({ one, draft, change }: PartProps & { one: MeetingLanguage }) {
  const setOffset = (text: string) => {
    const offset_ms = Math.max(0, Math.min(OFFSET_MAX_MS, Math.round(Number(text) || 0)));
    change({ languages: draft.languages.map((row) => (row.tag === one.tag ? { ...row, offset_ms } : row)) });
  };
  return (
    <li class="language-line" data-language={one.tag}>
      <strong lang={one.tag}>{autonymOf(one.tag)}</strong>
      <label class="language-floor">
        <input
          type="radio"
          name="floor"
          checked={one.is_floor}
          onChange={() => change({ languages: withFloor(draft.languages, one.tag) })}
        />
        <span>{t('studio.floor')}</span>
      </label>
      <label class="language-offset">
        <span>{t('studio.offset')}</span>
        <input
          class="field-input"
          type="number"
          min={0}
          max={OFFSET_MAX_MS}
          step={20}
          value={one.offset_ms}
          onChange={(event) => setOffset(event.currentTarget.value)}
        />
        <span>{t('studio.ms_unit')}</span>
      </label>
    </li>
  );
}

/* The languages of the sound, one of them that of the room. */
export function LanguageChoice({ draft, change }: PartProps) {
  const chosen = new Set(draft.languages.map((one) => one.tag));
  const tags = [...new Set([...LANGUAGE_TAGS, ...chosen])];
  return (
    <fieldset class="form-part">
      <legend class="field-label">{t('studio.languages')}</legend>
      <div class="chips">
        {tags.map((tag) => (
          <button
            key={tag}
            type="button"
            class="chip"
            lang={tag}
            aria-pressed={chosen.has(tag)}
            onClick={() => change({ languages: toggledLanguage(draft.languages, tag) })}
          >
            {autonymOf(tag)}
          </button>
        ))}
      </div>
      <p class="field-note">{t('studio.languages_hint')}</p>
      <ul class="language-lines">
        {draft.languages.map((one) => (
          <Language key={one.tag} one={one} draft={draft} change={change} />
        ))}
      </ul>
    </fieldset>
  );
}

/* Whoever belongs to them or below them may come, and their places are on the board. */
export function InvitedUnits({ draft, change, known }: PartProps & { known: readonly InvitedUnit[] }) {
  const nameOf = (id: string) => unitPath(id) || (known.find((unit) => unit.id === id)?.name ?? id);
  return (
    <div class="form-part">
      <UnitPicker
        label={t('studio.invited')}
        hint={t('studio.invited_hint')}
        value=""
        accepts={(row) => !draft.unit_ids.includes(row.id)}
        onPick={(id) => id !== '' && change({ unit_ids: [...draft.unit_ids, id] })}
      />
      <ul class="invited-units">
        {draft.unit_ids.map((id) => (
          <li key={id} class="invited-unit">
            <span>{nameOf(id)}</span>
            <button
              type="button"
              class="icon-button"
              aria-label={t('studio.invited_remove', { name: nameOf(id) })}
              onClick={() => change({ unit_ids: draft.unit_ids.filter((one) => one !== id) })}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

const NEW_ITEM: AgendaWish = { title: '', minutes: 15 };

/* What comes in which order; items become chapters. */
export function AgendaLines({ draft, change }: PartProps) {
  const set = (at: number, part: Partial<AgendaWish>) =>
    change({ agenda: draft.agenda.map((item, i) => (i === at ? { ...item, ...part } : item)) });
  return (
    <fieldset class="form-part">
      <legend class="field-label">{t('studio.agenda')}</legend>
      <ol class="agenda-lines">
        {draft.agenda.map((item, i) => (
          <li key={i} class="agenda-line">
            <input
              class="field-input"
              aria-label={t('studio.agenda_title', { number: i + 1 })}
              value={item.title}
              onInput={(event) => set(i, { title: event.currentTarget.value })}
            />
            <input
              class="field-input agenda-minutes"
              type="number"
              min={1}
              max={1440}
              aria-label={t('studio.agenda_minutes', { number: i + 1 })}
              value={item.minutes}
              onInput={(event) => set(i, { minutes: Math.max(1, Math.round(Number(event.currentTarget.value) || 1)) })}
            />
            <span class="soft">{t('studio.minutes_unit')}</span>
            <button
              type="button"
              class="icon-button"
              aria-label={t('studio.agenda_remove', { number: i + 1 })}
              onClick={() => change({ agenda: draft.agenda.filter((_, at) => at !== i) })}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ol>
      <Button icon="add" onPress={() => change({ agenda: [...draft.agenda, NEW_ITEM] })}>
        {t('studio.agenda_add')}
      </Button>
    </fieldset>
  );
}
