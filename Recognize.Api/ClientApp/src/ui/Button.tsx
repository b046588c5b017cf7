import type { LucideIcon } from "lucide-preact";
import type { ComponentChildren, JSX } from "preact";

type Kind = "primary" | "plain" | "danger";

type ButtonProps = JSX.ButtonHTMLAttributes & { kind?: Kind; icon?: LucideIcon; busy?: boolean; children: ComponentChildren };

/** `busy` while what it started is under way: it can't be pressed again. */
export function Button({ kind = "plain", icon: Icon, busy = false, children, class: extra, disabled, ...rest }: ButtonProps) {
  return (
    <button type="button" class={`button ${kind} ${extra ?? ""}`} disabled={disabled || busy} aria-busy={busy || undefined} {...rest}>
      {Icon && <Icon size={18} />}
      <span>{children}</span>
    </button>
  );
}

type IconButtonProps = JSX.ButtonHTMLAttributes & { label: string; icon: LucideIcon; size?: number };

/** A button that shows a sign only; its label is read out and shown as a tip. */
export function IconButton({ label, icon: Icon, size = 20, class: extra, ...rest }: IconButtonProps) {
  return (
    <button type="button" class={`icon-button ${extra ?? ""}`} aria-label={label} title={label} {...rest}>
      <Icon size={size} />
    </button>
  );
}
