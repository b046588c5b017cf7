import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

type CardProps = { title: string; hint?: string; actions?: ComponentChildren; children: ComponentChildren; class?: string };

/** A part of a page with its heading. */
export function Card({ title, hint, actions, children, class: extra = "" }: CardProps) {
  const id = useId();
  return (
    <section class={`card ${extra}`} aria-labelledby={id}>
      <header class="card-head">
        <h2 id={id}>{title}</h2>
        {actions && <div class="row">{actions}</div>}
      </header>
      {hint && <p class="quiet small">{hint}</p>}
      {children}
    </section>
  );
}
