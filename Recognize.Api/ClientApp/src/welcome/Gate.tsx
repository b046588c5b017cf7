import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import "./welcome.css";

/** A page of its own before there is a session: a card in the middle. */
export function GateCard({ title, children }: { title: string; children: ComponentChildren }) {
  useEffect(() => {
    document.title = `${title} – Recognize`;
  }, [title]);
  return (
    <main class="gate">
      <div class="card gate-card">
        <header>
          <img src="icon.svg" alt="" width="36" height="36" />
          <h1>{title}</h1>
        </header>
        {children}
      </div>
    </main>
  );
}
