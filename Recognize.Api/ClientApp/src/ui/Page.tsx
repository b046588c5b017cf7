import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";

type PageProps = { title: string; actions?: ComponentChildren; children: ComponentChildren; hideTitle?: boolean };

/** A page with its heading; the browser's title follows. */
export function Page({ title, actions, children, hideTitle = false }: PageProps) {
  useEffect(() => {
    document.title = `${title} – Recognize`;
  }, [title]);
  return (
    <div class="page">
      <header class={hideTitle && !actions ? "visually-hidden" : "page-head"}>
        <h1 class={hideTitle ? "visually-hidden" : ""}>{title}</h1>
        {actions && <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
