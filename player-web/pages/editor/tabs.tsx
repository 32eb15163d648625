import { linkTo, route } from '../../shared/hash-route.ts';
import { t, type PlainKey } from '../../shared/i18n/locale.ts';

interface TabsProps {
  tabs: readonly (readonly [string, PlainKey, number?])[]; // name, words, a count beside them
  label: string;
}

/* The tab that is open: that of the address, else the first. */
export function tabNow(tabs: TabsProps['tabs']): string {
  const wished = route.value.query['tab'] ?? '';
  return (tabs.find(([name]) => name === wished) ?? tabs[0])?.[0] ?? '';
}

export function Tabs({ tabs, label }: TabsProps) {
  const { section, id } = route.value;
  const now = tabNow(tabs);
  return (
    <nav class="editor-tabs" aria-label={label}>
      {tabs.map(([name, words, count]) => (
        <a
          key={name}
          class="editor-tab"
          href={linkTo(section, id, { tab: name })}
          aria-current={name === now ? 'true' : undefined}
        >
          {t(words)}
          {count !== undefined && count > 0 && <span class="editor-tab-count numbers">{count}</span>}
        </a>
      ))}
    </nav>
  );
}
