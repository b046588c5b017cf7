import { keepPreviousData, useQuery } from "@tanstack/preact-query";
import { Search, X } from "lucide-preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { nameOf, t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { FaceCrop } from "../people/FaceCrop";
import { IconButton } from "../ui/Button";
import { readingIcons } from "./readings";
import { quote } from "./terms";

type Item = Schemas["SuggestionItem"];

type SearchBoxProps = { query: string; onSearch: (query: string) => void };

/** Long enough that a fast typist asks once a word. */
const pauseBeforeAsking = 120;

/** The one box: what is typed is completed to people, tags, dates and more; Enter searches. */
export function SearchBox({ query, onSearch }: SearchBoxProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(query);
  const [isOpen, setOpen] = useState(false);
  const [current, setCurrent] = useState(-1);
  const [shown, setShown] = useState(query);
  // While rendering: after it, somebody may have typed already.
  if (shown !== query) {
    setShown(query);
    // What was chosen from the list ends with a space, for the next word.
    if (text.trim() !== query) setText(query);
  }
  const asked = useLater(text, pauseBeforeAsking);
  const found = useQuery({
    queryKey: ["search", "suggest", asked],
    queryFn: ({ signal }) => answer(api.GET("/api/search/suggest", { params: { query: { q: asked } }, signal })),
    enabled: isOpen && asked.trim() !== "",
    placeholderData: keepPreviousData,
  });
  const items = isOpen && text.trim() !== "" ? (found.data?.items ?? []) : [];
  useEffect(() => setCurrent(-1), [asked]);

  const search = (next: string) => {
    setOpen(false);
    setText(next);
    onSearch(next.trim());
  };
  const choose = (item: Item) => {
    search(`${found.data!.kept}${quote(nameOf({ name: item.label, names: item.names }))} `);
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && items.length > 0) {
      event.preventDefault();
      // One place before the first: what was typed itself.
      const step = event.key === "ArrowDown" ? 1 : -1;
      setCurrent(((current + 1 + step + items.length + 1) % (items.length + 1)) - 1);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      setOpen(false);
    }
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const item = items[current];
    if (item) choose(item);
    else search(text);
  };
  return (
    <form class="search-box" role="search" onSubmit={submit}>
      <Search size={20} />
      <label class="visually-hidden" for={`${id}-input`}>
        {t("search:box")}
      </label>
      <input
        ref={input}
        id={`${id}-input`}
        type="text"
        role="combobox"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        enterkeyhint="search"
        maxLength={400}
        placeholder={t("search:placeholder")}
        value={text}
        aria-expanded={items.length > 0}
        aria-autocomplete="list"
        aria-controls={`${id}-list`}
        aria-activedescendant={current >= 0 ? `${id}-${current}` : undefined}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setOpen(true);
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpen(false)}
      />
      {text !== "" && <IconButton label={t("search:clear")} icon={X} onClick={() => { search(""); input.current?.focus(); }} />}
      <ul id={`${id}-list`} role="listbox" aria-label={t("search:suggestions")} class="suggestions" hidden={items.length === 0}>
        {items.map((item, index) => (
          <li
            key={`${item.kind} ${item.personId ?? item.tagId ?? item.label}`}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === current}
            // Before the box loses the focus, which would close the list.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(item)}
            onPointerMove={() => setCurrent(index)}
          >
            <Suggestion item={item} />
          </li>
        ))}
      </ul>
    </form>
  );
}

function Suggestion({ item }: { item: Item }) {
  const Icon = readingIcons[item.kind];
  return (
    <>
      {item.kind === "person" ? <FaceCrop cover={item.cover} name={item.label} size={36} /> : <span class="suggestion-sign"><Icon size={18} /></span>}
      <span class="grow ellipsis">{nameOf({ name: item.label, names: item.names })}</span>
      <span class="quiet small">{t(`search:kind.${item.tagKind ?? item.kind}`)}</span>
      <span class="quiet small count">{item.mediaCount >= 10_000 ? t("search:many") : formatNumber(item.mediaCount)}</span>
    </>
  );
}

/** A value as it stands when it has not changed for a while. */
function useLater<T>(value: T, delay: number): T {
  const [later, setLater] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return later;
}
