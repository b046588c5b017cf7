import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

type FieldProps = Omit<JSX.InputHTMLAttributes, "label"> & { label: string; hint?: string; error?: string | null };

/** A labelled input; its hint and its error are read out with it. */
export function Field({ label, hint, error, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input id={id} aria-describedby={hint || error ? `${id}-hint` : undefined} aria-invalid={error ? true : undefined} {...rest} />
      {(hint || error) && (
        <p id={`${id}-hint`} class={error ? "hint error" : "hint"}>
          {error || hint}
        </p>
      )}
    </div>
  );
}

type AreaProps = Omit<JSX.TextareaHTMLAttributes, "label"> & { label: string; hint?: string };

/** A labelled text of several lines. */
export function Area({ label, hint, ...rest }: AreaProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea id={id} aria-describedby={hint ? `${id}-hint` : undefined} {...rest} />
      {hint && (
        <p id={`${id}-hint`} class="hint">
          {hint}
        </p>
      )}
    </div>
  );
}

type SelectProps = Omit<JSX.SelectHTMLAttributes, "label"> & { label: string; options: { value: string; text: string }[] };

export function Select({ label, options, value, ...rest }: SelectProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} value={value} {...rest}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}

type SwitchProps = { label: ComponentChildren; checked: boolean; disabled?: boolean; onChange: (checked: boolean) => void };

export function Toggle({ label, checked, disabled, onChange }: SwitchProps) {
  return (
    <label class="toggle">
      <input type="checkbox" role="switch" checked={checked} disabled={disabled} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}
