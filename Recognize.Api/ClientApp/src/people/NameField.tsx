import { useQuery } from "@tanstack/preact-query";
import { Check } from "lucide-preact";
import { useId, useState } from "preact/hooks";
import { answer, api } from "../api/client";
import { t } from "../i18n";
import { Button, IconButton } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { type Person, requests, useActs } from "./acts";
import { FaceCrop } from "./FaceCrop";
import { plain, useContactNames } from "./PersonPicker";

type NameFieldProps = { person: Person; autofocus?: boolean; compact?: boolean; onNamed?: (id: string) => void };

/** Names a person where it is shown, with completion from people and contacts. A name that somebody has asks whether it is the same. */
export function NameField({ person, autofocus = false, compact = false, onNamed }: NameFieldProps) {
  const id = useId();
  const [text, setText] = useState(person.name ?? "");
  const [same, setSame] = useState<Person | null>(null);
  const acts = useActs();
  const named = useNamedPeople();
  const contacts = useContactNames();
  const rename = () =>
    acts.run({
      text: text.trim() === "" ? t("people:done.nameTaken") : t("people:done.named", { name: text.trim() }),
      send: () => requests.name(person, text.trim() === "" ? null : text.trim()),
      onDone: () => onNamed?.(person.id),
    });
  const submit = (event: Event) => {
    event.preventDefault();
    const wanted = plain(text.trim());
    if (text.trim() === (person.name ?? "")) return onNamed?.(person.id);
    const known = named.find((other) => other.id !== person.id && plain(other.name ?? "") === wanted && wanted !== "");
    if (known) setSame(known);
    else void rename();
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
    <form class={compact ? "name-field compact" : "name-field"} onSubmit={submit}>
      <label class="visually-hidden" for={id}>
        {t("people:picker.name")}
      </label>
      <input
        id={id}
        class="input"
        value={text}
        maxLength={200}
        placeholder={t("people:addName")}
        autocomplete="off"
        list={`${id}-names`}
        autofocus={autofocus}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <datalist id={`${id}-names`}>
        {text.trim() !== "" && completions(text, named, contacts).map((name) => <option key={name} value={name} />)}
      </datalist>
      <IconButton type="submit" label={t("action.save")} icon={Check} disabled={acts.busy || (person.name === null && text.trim() === "")} />
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
    </form>
  );
}

const most = 8;

function completions(text: string, named: Person[], contacts: string[]): string[] {
  const wanted = plain(text.trim());
  const names = new Set([...named.map((person) => person.name ?? ""), ...contacts]);
  return [...names].filter((name) => plain(name).includes(wanted)).slice(0, most);
}

/** People who have a name, as far as one page goes: the rest is in the picker. */
function useNamedPeople(): Person[] {
  const query = useQuery({
    queryKey: ["people", "named"],
    queryFn: () => answer(api.GET("/api/people", { params: { query: { limit: 500, named: true, hidden: true } } })),
  });
  return query.data?.items ?? nobody;
}

const nobody: Person[] = [];
