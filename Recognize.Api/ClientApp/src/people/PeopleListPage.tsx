import { CircleHelp, Eye, EyeOff, History, ListChecks, Merge, Shuffle, UserRoundCheck, UserRoundX, Users, X } from "lucide-preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Link, useLocation, useSearch } from "wouter-preact";
import { answer, api } from "../api/client";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { Button, IconButton } from "../ui/Button";
import { Toggle } from "../ui/fields";
import { MoreButton, usePages } from "../ui/lists";
import { Page } from "../ui/Page";
import { Empty, Loaded, Loading } from "../ui/states";
import { type Person, requests, told, useActs } from "./acts";
import { FaceCrop } from "./FaceCrop";
import { Menu, type MenuEntry } from "./Menu";
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
  const entries: MenuEntry[] = [
    { text: t("people:history.title"), icon: History, run: () => navigate("/people/history") },
    { text: t("people:recluster"), icon: Shuffle, run: () => navigate("/people/recluster") },
    ...(hidden ? [] : [{ text: t("people:showHidden"), icon: Eye, run: () => show("hidden", true) }]),
    ...(ignored ? [] : [{ text: t("people:showIgnored"), icon: UserRoundCheck, run: () => show("ignored", true) }]),
  ];
  return (
    <Page
      title={t("nav.people")}
      actions={
        <>
          <Link href="/review" class="button">
            <CircleHelp size={18} />
            <span>{t("people:toReview")}</span>
          </Link>
          <Button icon={ListChecks} aria-pressed={chosen !== null} onClick={() => setChosen(chosen === null ? [] : null)}>
            {t("action.select")}
          </Button>
          <Menu entries={entries} />
        </>
      }
    >
      {chosen === null && <WhoIsThis />}
      {(hidden || ignored) && (
        <div class="row">
          {hidden && <Toggle label={t("people:showHidden")} checked onChange={(on) => show("hidden", on)} />}
          {ignored && <Toggle label={t("people:showIgnored")} checked onChange={(on) => show("ignored", on)} />}
        </div>
      )}
      <PeopleGrid hidden={hidden} ignored={ignored} chosen={chosen} onToggle={toggle} />
      {chosen !== null && <ChosenBar chosen={chosen} onDone={() => setChosen(null)} />}
    </Page>
  );
}

type GridProps = { hidden: boolean; ignored: boolean; chosen: Person[] | null; onToggle: (person: Person) => void };

function PeopleGrid({ hidden, ignored, chosen, onToggle }: GridProps) {
  const list = usePages(["people", "list", { hidden, ignored }], (cursor) =>
    answer(api.GET("/api/people", { params: { query: { cursor, limit: 100, hidden, ignored } } })),
  );
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  useEffect(() => {
    if (!hasNextPage || isFetchingNextPage || isFetchNextPageError || !end.current) return;
    const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && void fetchNextPage(), { rootMargin: "600px" });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  return (
    <Loaded query={list}>
      {(people) => {
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
            <div ref={end}>{isFetchNextPageError ? <MoreButton list={list} /> : isFetchingNextPage && <Loading />}</div>
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
  /** One act each, told of together: what was done before one is refused is told of, too. */
  const each = async (done: "hiddenMany" | "shownMany" | "ignoredMany" | "notIgnoredMany", send: (person: Person) => ReturnType<typeof requests.hide>) => {
    const actIds: string[] = [];
    const sendAll = async () => {
      try {
        for (const person of chosen) {
          const { actId } = await send(person);
          if (actId !== null) actIds.push(actId);
        }
        return { actId: null };
      } finally {
        if (actIds.length > 0) told(t(`people:done.${done}`, { count: actIds.length }), ...actIds);
      }
    };
    await acts.run({ send: sendAll });
    onDone();
  };
  const areAll = (holds: (person: Person) => boolean) => chosen.length > 0 && chosen.every(holds);
  return (
    <div class="chosen-bar" role="region" aria-label={t("people:chosen", { count: chosen.length })}>
      <IconButton label={t("action.cancel")} icon={X} onClick={onDone} />
      <span class="grow" aria-live="polite">
        {t("people:chosen", { count: chosen.length })}
      </span>
      <Button kind="primary" icon={Merge} disabled={chosen.length < 2} busy={acts.busy} onClick={merge}>
        {t("people:merge.action")}
      </Button>
      {areAll((person) => person.isHidden) ? (
        <Button icon={Eye} disabled={acts.busy} onClick={() => each("shownMany", (person) => requests.hide(person, false))}>
          {t("people:show")}
        </Button>
      ) : (
        <Button icon={EyeOff} disabled={chosen.length === 0 || acts.busy} onClick={() => each("hiddenMany", (person) => requests.hide(person, true))}>
          {t("people:hide")}
        </Button>
      )}
      {areAll((person) => person.ignoredAs !== null) ? (
        <Button icon={UserRoundCheck} disabled={acts.busy} onClick={() => each("notIgnoredMany", (person) => requests.ignore(person, null))}>
          {t("people:ignore.not")}
        </Button>
      ) : (
        <Button icon={UserRoundX} disabled={chosen.length === 0 || acts.busy} onClick={() => each("ignoredMany", (person) => requests.ignore(person, "stranger"))}>
          {t("people:ignore.action")}
        </Button>
      )}
      {acts.dialog}
    </div>
  );
}
