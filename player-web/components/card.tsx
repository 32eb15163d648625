import './card.css';

import type { ComponentChildren } from 'preact';

interface CardProps {
  id: string;
  title: string;
  aside?: ComponentChildren;
  children: ComponentChildren;
}

/* A titled part of a page. */
export function Card({ id, title, aside, children }: CardProps) {
  return (
    <section class="card" aria-labelledby={`${id}-title`}>
      <div class="card-head">
        <h2 class="card-title" id={`${id}-title`}>
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/* Names and values, one pair a line. */
export function Facts({ rows }: { rows: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div class="facts-row" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/* The same for a few figures that stand side by side. */
export function Figures({ rows }: { rows: readonly (readonly [string, string])[] }) {
  return (
    <dl class="figures">
      {rows.map(([name, value]) => (
        <div class="figure" key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
