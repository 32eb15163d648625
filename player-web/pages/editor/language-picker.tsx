import { Combo, type ComboChoice } from '../../components/desk/combo.tsx';
import type { Language } from '../../shared/contract/courses.ts';
import { t } from '../../shared/i18n/locale.ts';
import { pinyinInitials } from '../../shared/pinyin.ts';
import { bothNames, languages } from './languages.ts';

/* By its names, the Chinese one's pinyin letters, or its tag. */
export function isFitting(one: Language, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  const names = [one.tag, one.autonym, one.name_zh, one.name_en, pinyinInitials(one.name_zh)];
  return names.some((name) => name.toLowerCase().includes(wanted));
}

interface LanguagePickerProps {
  label: string;
  value: string; // BCP 47; "": none
  onPick: (tag: string) => void;
  error?: string | null;
  hint?: string;
  without?: readonly string[];
}

/* A language by its autonym, its Chinese name, that name's pinyin letters or its tag. */
export function LanguagePicker({ label, value, onPick, error, hint, without = [] }: LanguagePickerProps) {
  const choicesFor = (text: string): ComboChoice[] =>
    languages.value
      .filter((one) => !without.includes(one.tag) && isFitting(one, text))
      .map((one) => ({ id: one.tag, name: bothNames(one.tag), path: one.tag }));
  return (
    <Combo
      label={label}
      chosen={value === '' ? '' : bothNames(value)}
      choicesFor={choicesFor}
      onPick={onPick}
      error={error}
      note={hint}
      placeholder={t('editor.language_placeholder')}
    />
  );
}
