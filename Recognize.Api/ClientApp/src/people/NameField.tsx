import { queryOptions, useQuery } from "@tanstack/preact-query";
import { Check, X } from "lucide-preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { answer, api } from "../api/client";
import { queries } from "../api/queries";
import { t } from "../i18n";
import { Button, IconButton } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { allPages } from "../ui/pages";
import { reportError } from "../ui/toasts";
import { type Person, requests, useActs } from "./acts";
import { FaceCrop } from "./FaceCrop";
import { plain, useContactNames } from "./PersonPicker";

type NameFieldProps = {
  person: Person;
  compact?: boolean;
  /** Also when the name is as it was. */
  onNamed?: (id: string) => void;
  /** Somebody who has a name: the field begins with it chosen, and Escape leaves it as it was. */
  onCancel?: () => void;
};

/** Names a person where it is shown, with completion from people and contacts. A name that somebody has asks whether it is the same. */
export function NameField({ person, compact = false, onNamed, onCancel }: NameFieldProps) {
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const isRenaming = onCancel !== undefined;
  // Before the next key: whoever types at once loses no letter.
  useLayoutEffect(() => {
    if (!isRenaming) return;
    input.current?.focus();
    input.current?.select();
  }, [isRenaming]);
  const [text, setText] = useState(person.name ?? "");
  const [same, setSame] = useState<Person | null>(null);
  const acts = useActs();
  const named = useQuery(namedPeople).data ?? nobody;
  const contacts = useContactNames();
  const rename = () =>
    acts.run({
      text: text.trim() === "" ? t("people:done.nameTaken") : t("people:done.named", { name: text.trim() }),
      send: () => requests.name(person, text.trim() === "" ? null : text.trim()),
      onDone: () => {
        if (document.activeElement === input.current) nextField(form.current)?.focus();
        onNamed?.(person.id);
      },
    });
  const submit = async (event: Event) => {
    event.preventDefault();
    const wanted = plain(text.trim());
    if (text.trim() === (person.name ?? "")) return onNamed?.(person.id);
    try {
      // Whoever types fast is done before the names are there: nobody gets a name twice for that.
      const known = (await queries.ensureQueryData(namedPeople)).find((other) => other.id !== person.id && plain(other.name ?? "") === wanted);
      if (known && wanted !== "") setSame(known);
      else await rename();
    } catch (error) {
      reportError(error);
    }
  };
  const merge = () => {
    const other = same;
    setSame(null);
    if (!other) return;
    void acts.run({
      text: t("people:done.merged"),
      names: [other.name ?? "", person.name ?? ""].filter((name) => name !== ""),
      send: (way) => requests.merge([other, person], way),
      onDone: (done) => onNamed?.(done.personId ?? other.id),
    });
  };
  return (
    <>
      <form ref={form} class={compact ? "name-field compact" : "name-field"} onSubmit={submit}>
        <label class="visually-hidden" for={id}>
          {t("people:picker.name")}
        </label>
        <input
          ref={input}
          id={id}
          class="input"
          value={text}
          maxLength={200}
          placeholder={t("people:addName")}
          autocomplete="off"
          list={`${id}-names`}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Escape" && onCancel?.()}
        />
        <datalist id={`${id}-names`}>
          {text.trim() !== "" && completions(text, named, contacts).map((name) => <option key={name} value={name} />)}
        </datalist>
        <IconButton type="submit" label={t("action.save")} icon={Check} disabled={acts.busy || (person.name === null && text.trim() === "")} />
        {onCancel && <IconButton label={t("action.cancel")} icon={X} onClick={onCancel} />}
      </form>
      {same && (
        <Dialog
          title={t("people:sameName.title", { name: same.name })}
          onClose={() => setSame(null)}
          actions={
            <>
              <Button
                onClick={() => {
                  setSame(null);
                  void rename();
                }}
              >
                {t("people:sameName.other")}
              </Button>
              <Button kind="primary" onClick={merge}>
                {t("people:sameName.merge")}
              </Button>
            </>
          }
        >
          <div class="row two-crops">
            <FaceCrop cover={person.cover} name={person.name} size={120} />
            <FaceCrop cover={same.cover} name={same.name} size={120} />
          </div>
          <p>{t("people:sameName.text")}</p>
        </Dialog>
      )}
      {acts.dialog}
    </>
  );
}

/** Of the next in the list who has no name: so one after the other is named by Enter. */
function nextField(form: HTMLFormElement | null): HTMLInputElement | null {
  for (let next = form?.closest("li")?.nextElementSibling; next; next = next.nextElementSibling) {
    const input = next.querySelector<HTMLInputElement>(".name-field input");
    if (input) return input;
  }
  return null;
}

const most = 8;

function completions(text: string, named: Person[], contacts: string[]): string[] {
  const wanted = plain(text.trim());
  const names = new Set([...named.map((person) => person.name ?? ""), ...contacts]);
  return [...names].filter((name) => plain(name).includes(wanted)).slice(0, most);
}

/** Everybody who has a name. */
const namedPeople = queryOptions({
  queryKey: ["people", "named"],
  queryFn: () => allPages((cursor) => answer(api.GET("/api/people", { params: { query: { cursor, limit: 500, named: true, hidden: true } } }))),
});

const nobody: Person[] = [];
