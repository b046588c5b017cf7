import { useInfiniteQuery } from "@tanstack/preact-query";
import { CircleHelp, EyeOff, History, ListChecks, Merge, Shuffle, UserRoundX, Users, X } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Link, useLocation, useSearch } from "wouter-preact";
import { answer, api } from "../api/client";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { Button, IconButton } from "../ui/Button";
import { Toggle } from "../ui/fields";
import { Page } from "../ui/Page";
import { Empty, Loaded, Loading } from "../ui/states";
import { type Person, requests, useActs } from "./acts";
import { FaceCrop } from "./FaceCrop";
import { NameField } from "./NameField";
import { WhoIsThis } from "./WhoIsThis";

export function PeopleListPage() {
  const search = new URLSearchParams(useSearch());
  const [, navigate] = useLocation();
  const hidden = search.get("hidden") === "1";
  const ignored = search.get("ignored") === "1";
  const [chosen, setChosen] = useState<Person[] | null>(null);
  const show = (name: string, on: boolean) => {
    const next = new URLSearchParams(search);
    if (on) next.set(name, "1");
    else next.delete(name);
    navigate(`/people${next.size > 0 ? `?${next}` : ""}`, { replace: true });
  };
  const toggle = (person: Person) =>
    setChosen((list) => (list ?? []).some((one) => one.id === person.id) ? (list ?? []).filter((one) => one.id !== person.id) : [...(list ?? []), person]);
  return (
    <Page
      title={t("nav.people")}
      actions={
        <>
          <Link href="/review" class="button">
            <CircleHelp size={18} />
            <span>{t("people:toReview")}</span>
          </Link>
          <Link href="/people/history" class="button">
            <History size={18} />
            <span>{t("people:history.title")}</span>
          </Link>
          <Link href="/people/recluster" class="button">
            <Shuffle size={18} />
            <span>{t("people:recluster")}</span>
          </Link>
          <Button icon={ListChecks} aria-pressed={chosen !== null} onClick={() => setChosen(chosen === null ? [] : null)}>
            {t("action.select")}
          </Button>
        </>
      }
    >
      {chosen === null && <WhoIsThis />}
      <div class="row">
        <Toggle label={t("people:showHidden")} checked={hidden} onChange={(on) => show("hidden", on)} />
        <Toggle label={t("people:showIgnored")} checked={ignored} onChange={(on) => show("ignored", on)} />
      </div>
      <PeopleGrid hidden={hidden} ignored={ignored} chosen={chosen} onToggle={toggle} />
      {chosen !== null && <ChosenBar chosen={chosen} onDone={() => setChosen(null)} />}
    </Page>
  );
}

type GridProps = { hidden: boolean; ignored: boolean; chosen: Person[] | null; onToggle: (person: Person) => void };

function PeopleGrid({ hidden, ignored, chosen, onToggle }: GridProps) {
  const query = useInfiniteQuery({
    queryKey: ["people", "list", { hidden, ignored }],
    queryFn: ({ pageParam }) => answer(api.GET("/api/people", { params: { query: { cursor: pageParam ?? undefined, limit: 100, hidden, ignored } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (!hasNextPage || isFetchingNextPage || !end.current) return;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && void fetchNextPage(), { rootMargin: "600px" });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <Loaded query={query}>
      {(data) => {
        const people = data.pages.flatMap((page) => page.items);
        if (people.length === 0) {
          return (
            <Empty title={t("people:empty.title")} icon={Users}>
              <p>{t("people:empty.text")}</p>
              <Link href="/settings/recognition" class="button">
                {t("people:empty.action")}
              </Link>
            </Empty>
          );
        }
        return (
          <>
            <ul class="people-grid">
              {people.map((person) => (
                <PersonCard key={person.id} person={person} chosen={chosen === null ? null : chosen.some((one) => one.id === person.id)} onToggle={onToggle} />
              ))}
            </ul>
            <div ref={end}>{isFetchingNextPage && <Loading />}</div>
          </>
        );
      }}
    </Loaded>
  );
}

function PersonCard({ person, chosen, onToggle }: { person: Person; chosen: boolean | null; onToggle: (person: Person) => void }) {
  const count = t("people:photos", { count: person.mediaCount, shown: formatNumber(person.mediaCount) });
  const picture = (
    <>
      <FaceCrop cover={person.cover} name={person.name} size={132} />
      {(person.isHidden || person.ignoredAs !== null) && <span class="badge state-badge">{t(person.isHidden ? "people:hidden" : "people:ignored")}</span>}
    </>
  );
  return (
    <li class={`person-card ${chosen ? "chosen" : ""}`}>
      {chosen === null ? (
        <Link href={`/people/${person.id}`} class="person-picture" aria-label={`${person.name ?? t("people:unnamed")}, ${count}`}>
          {picture}
        </Link>
      ) : (
        <button type="button" class="person-picture" aria-pressed={chosen} onClick={() => onToggle(person)}>
          {picture}
        </button>
      )}
      {person.name !== null || chosen !== null ? (
        <span class="person-name ellipsis">{person.name ?? t("people:unnamed")}</span>
      ) : (
        <NameField person={person} compact />
      )}
      <span class="quiet small">{count}</span>
    </li>
  );
}

function ChosenBar({ chosen, onDone }: { chosen: Person[]; onDone: () => void }) {
  const acts = useActs();
  const merge = () =>
    acts.run({
      text: t("people:done.merged"),
      names: [...new Set(chosen.flatMap((person) => (person.name === null ? [] : [person.name])))],
      send: (way) => requests.merge(chosen, way),
      onDone,
    });
  /** One act each: each can be taken back by itself in the history. */
  const each = async (text: string, send: (person: Person) => ReturnType<typeof requests.hide>) => {
    for (const person of chosen) await acts.run({ text, send: () => send(person) });
    onDone();
  };
  return (
    <div class="chosen-bar" role="region" aria-label={t("people:chosen", { count: chosen.length })}>
      <IconButton label={t("action.cancel")} icon={X} onClick={onDone} />
      <span class="grow" aria-live="polite">
        {t("people:chosen", { count: chosen.length })}
      </span>
      <Button kind="primary" icon={Merge} disabled={chosen.length < 2} busy={acts.busy} onClick={merge}>
        {t("people:merge.action")}
      </Button>
      <Button icon={EyeOff} disabled={chosen.length === 0 || acts.busy} onClick={() => each(t("people:done.hidden"), (person) => requests.hide(person, true))}>
        {t("people:hide")}
      </Button>
      <Button icon={UserRoundX} disabled={chosen.length === 0 || acts.busy} onClick={() => each(t("people:done.ignored"), (person) => requests.ignore(person, "stranger"))}>
        {t("people:ignore.stranger")}
      </Button>
      {acts.dialog}
    </div>
  );
}
