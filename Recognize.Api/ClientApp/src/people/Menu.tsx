import { EllipsisVertical, type LucideIcon } from "lucide-preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { Button } from "../ui/Button";

export type MenuEntry = { text: string; icon: LucideIcon; run: () => void; danger?: boolean; disabled?: boolean };

/** Further actions behind a button: arrow keys move, Escape closes. */
export function Menu({ entries }: { entries: MenuEntry[] }) {
  const id = useId();
  const holder = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const items = () => [...(holder.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
  useEffect(() => {
    if (!isOpen) return;
    items()[0]?.focus();
    const outside = (event: PointerEvent) => !holder.current?.contains(event.target as Node) && setOpen(false);
    addEventListener("pointerdown", outside);
    return () => removeEventListener("pointerdown", outside);
  }, [isOpen]);
  const close = () => {
    setOpen(false);
    holder.current?.querySelector("button")?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen) return;
    const list = items();
    const at = list.indexOf(document.activeElement as HTMLElement);
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown") list[(at + 1) % list.length]?.focus();
    else if (event.key === "ArrowUp") list[(at - 1 + list.length) % list.length]?.focus();
    else if (event.key === "Tab") return setOpen(false);
    else return;
    event.preventDefault();
  };
  return (
    <div class="menu" ref={holder} onKeyDown={onKeyDown}>
      <Button icon={EllipsisVertical} aria-haspopup="menu" aria-expanded={isOpen} aria-controls={isOpen ? id : undefined} onClick={() => setOpen(!isOpen)}>
        {t("nav.more")}
      </Button>
      {isOpen && (
        <div id={id} class="menu-list" role="menu">
          {entries.map(({ text, icon: Icon, run, danger, disabled }) => (
            <button
              type="button"
              role="menuitem"
              tabIndex={-1}
              key={text}
              class={danger ? "danger-text" : ""}
              aria-disabled={disabled}
              onClick={() => {
                if (disabled) return;
                close();
                run();
              }}
            >
              <Icon size={18} />
              {text}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
