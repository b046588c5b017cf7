import { useQuery } from "@tanstack/preact-query";
import { Plus } from "lucide-preact";
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { compareText, formatNumber } from "../i18n/format";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { MoreButton, usePages } from "../ui/lists";
import { allPages } from "../ui/pages";
import { ErrorState } from "../ui/states";
import { FaceCrop } from "./FaceCrop";
import "./personPicker.css";

export type ChosenPerson = { id: string; name: string | null; version: number } | { name: string };

type PickerProps = {
  title: string;
  onChoose: (person: ChosenPerson) => void;
  onClose: () => void;
  exclude?: string[];
  /** Groups without a name, too. */
  unnamedToo?: boolean;
  /** No new name: somebody who is there already is meant. */
  onlyKnown?: boolean;
};

type Option = { key: string; name: string; person?: Schemas["PersonResponse"]; isNew?: boolean };

const shownAtMost = 40;

/** Chooses who somebody is: a person that there is, a contact's name, or a new name. */
export function PersonPicker({ title, onChoose, onClose, exclude = [], unnamedToo = false, onlyKnown = false }: PickerProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [current, setCurrent] = useState(0);
  const list = useAllPeople();
  const people = list.data ?? nobody;
  const contacts = useContactNames();
  const options = useMemo(
    () => optionsFor(text, people.filter((person) => !exclude.includes(person.id) && (unnamedToo || person.name !== null)), onlyKnown ? null : contacts),
    [text, people, contacts, exclude, unnamedToo, onlyKnown],
  );
  useLayoutEffect(() => input.current?.focus(), []);
  useEffect(() => setCurrent(0), [text]);
  const choose = (option: Option | undefined) => {
    if (!option) return;
    onChoose(option.person ? { id: option.person.id, name: option.person.name, version: option.person.version } : { name: option.name });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = (current + (event.key === "ArrowDown" ? 1 : -1) + options.length) % Math.max(options.length, 1);
      setCurrent(next);
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(options[current]);
    }
  };
  return (
    <Dialog title={title} onClose={onClose} actions={<Button onClick={onClose}>{t("action.cancel")}</Button>}>
      <div class="field">
        <label for={`${id}-input`}>{t("people:picker.name")}</label>
        <input
          ref={input}
          id={`${id}-input`}
          role="combobox"
          autocomplete="off"
          value={text}
          maxLength={200}
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={options.length > 0 ? `${id}-${current}` : undefined}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <ul id={`${id}-list`} class="picker-list" role="listbox" aria-label={t("people:picker.list")}>
        {options.map((option, index) => (
          <li
            key={option.key}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            onClick={() => choose(option)}
            onPointerMove={() => setCurrent(index)}
          >
            {option.person ? <FaceCrop cover={option.person.cover} name={option.person.name} size={40} /> : <span class="picker-sign"><Plus size={20} /></span>}
            <span class="grow ellipsis">{option.isNew ? t("people:picker.new", { name: option.name }) : option.name}</span>
            <span class="quiet small">
              {option.person ? t("people:photos", { count: option.person.mediaCount, shown: formatNumber(option.person.mediaCount) }) : option.isNew ? "" : t("people:picker.contact")}
            </span>
          </li>
        ))}
      </ul>
      {list.error && !list.data ? (
        <ErrorState error={list.error} onRetry={() => list.refetch()} />
      ) : (
        options.length === 0 && <p class="quiet" role="status">{list.isLoading ? t("state.loading") : t("people:picker.none")}</p>
      )}
      {list.isFetchNextPageError && <MoreButton list={list} />}
    </Dialog>
  );
}

/** People come named first, so the pages end with the first unnamed one: groups without a name are not looked up by text. */
function useAllPeople() {
  const list = usePages(["people", "picker"], async (cursor) => {
    const page = await answer(api.GET("/api/people", { params: { query: { cursor, limit: 500, hidden: true } } }));
    return page.items.at(-1)?.name == null ? { ...page, next: null } : page;
  });
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  return list;
}

const nobody: Schemas["PersonResponse"][] = [];

/** Names of contacts that are nobody in the photos yet. */
export function useContactNames(): string[] {
  const query = useQuery({
    queryKey: ["contacts", "names"],
    queryFn: async () => {
      const contacts = await allPages((cursor) => answer(api.GET("/api/contacts", { params: { query: { cursor, limit: 500 } } })), Infinity);
      return contacts.filter((contact) => contact.personId === null).map((contact) => contact.name);
    },
    staleTime: 300_000,
  });
  return query.data ?? none;
}

const none: string[] = [];

function optionsFor(text: string, people: Schemas["PersonResponse"][], contacts: string[] | null): Option[] {
  const wanted = plain(text.trim());
  const found = people
    .filter((person) => wanted === "" || (person.name !== null && matches(person.name, wanted)))
    .slice(0, shownAtMost)
    .map((person): Option => ({ key: person.id, name: person.name ?? t("people:unnamed"), person }));
  if (wanted === "" || contacts === null) return found;
  const known = new Set(found.map((option) => plain(option.name)));
  const named = [...new Set(contacts)]
    .filter((name) => matches(name, wanted) && !known.has(plain(name)))
    .sort(compareText)
    .slice(0, 10)
    .map((name): Option => ({ key: `contact ${name}`, name }));
  const isNew = ![...found, ...named].some((option) => plain(option.name) === wanted);
  return [...found, ...named, ...(isNew ? [{ key: "new", name: text.trim(), isNew: true }] : [])];
}

/** Every word of the name may begin with what was typed. */
export function matches(name: string, wanted: string): boolean {
  const found = plain(name);
  return found.startsWith(wanted) || found.includes(` ${wanted}`);
}

/** Without capitals and marks: "Jose" finds "José". */
export const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
