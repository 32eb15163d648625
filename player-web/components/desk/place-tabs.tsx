import './place-tabs.css';

export interface PlaceTab {
  id: string;
  text: string;
  href: string;
  count?: number | undefined; // how many wait there; absent: not known, or nothing is counted
}

/* The parts of one section: plain links, so that back, forward and bookmarks work. */
export function PlaceTabs(props: { label: string; tabs: readonly PlaceTab[]; current: string }) {
  return (
    <nav class="place-tabs" aria-label={props.label}>
      {props.tabs.map((tab) => (
        <a
          key={tab.id}
          class="chip"
          href={tab.href}
          data-tab={tab.id}
          aria-current={tab.id === props.current ? 'page' : undefined}
        >
          {tab.text}
          {tab.count !== undefined && <span class="numbers"> {tab.count}</span>}
        </a>
      ))}
    </nav>
  );
}
