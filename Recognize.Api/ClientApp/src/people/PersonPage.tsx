import { useQuery } from "@tanstack/preact-query";
import { Pencil, UserX } from "lucide-preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Link, useLocation, useSearch } from "wouter-preact";
import { answer, api, ApiError } from "../api/client";
import { t } from "../i18n";
import { formatNumber } from "../i18n/format";
import { MediaList } from "../photos/MediaList";
import { Button, IconButton } from "../ui/Button";
import { Page } from "../ui/Page";
import { Empty, Loaded } from "../ui/states";
import { Tabs } from "../ui/Tabs";
import { reportError } from "../ui/toasts";
import { type Person, requests, useActs } from "./acts";
import { FaceCrop } from "./FaceCrop";
import { allFaces, PersonFaces } from "./PersonFaces";
import { NameField } from "./NameField";
import { PersonActions } from "./PersonActions";
import { PersonSummary } from "./PersonSummary";

export function PersonPage({ id, part }: { id: string; part: "photos" | "faces" }) {
  const query = useQuery({
    queryKey: ["people", id],
    queryFn: () => answer(api.GET("/api/people/{id}", { params: { path: { id } } })),
  });
  if (query.error instanceof ApiError && query.error.status === 404) {
    return (
      <Page title={t("nav.people")}>
        <Empty title={t("people:gone.title")} icon={UserX}>
          <p>{t("people:gone.text")}</p>
          <Link href="/people" class="button">
            {t("people:gone.action")}
          </Link>
        </Empty>
      </Page>
    );
  }
  return (
    <Loaded query={query}>
      {(person) => (
        <Page title={person.name ?? t("people:unnamed")} hideTitle>
          <PersonHead person={person} />
          <Tabs
            label={t("people:tabs")}
            tabs={[
              { to: `/people/${id}`, text: t("people:tab.photos"), isHere: part === "photos" },
              { to: `/people/${id}/faces`, text: t("people:tab.faces"), isHere: part === "faces" },
            ]}
          />
          {part === "faces" ? <PersonFaces person={person} /> : <PersonPhotos person={person} />}
        </Page>
      )}
    </Loaded>
  );
}

function PersonHead({ person }: { person: Person }) {
  const [isRenaming, setRenaming] = useState(false);
  const [, navigate] = useLocation();
  const head = useRef<HTMLElement>(null);
  const hasField = person.name === null || isRenaming;
  const hadField = useRef(hasField);
  useLayoutEffect(() => {
    // The field has gone, and the focus with it: back to the button that leads there again.
    if (hadField.current && !hasField && document.activeElement === document.body) head.current?.querySelector<HTMLElement>(".name-row button")?.focus();
    hadField.current = hasField;
  }, [hasField]);
  const named = (id: string) => {
    setRenaming(false);
    if (id !== person.id) navigate(`/people/${id}`, { replace: true });
  };
  const unconfirmed = person.faceCount - person.confirmedCount;
  return (
    <header class="person-head" ref={head}>
      <FaceCrop cover={person.cover} name={person.name} size={112} />
      <div class="grow stack-small">
        {hasField ? (
          <NameField person={person} onNamed={named} onCancel={isRenaming ? () => setRenaming(false) : undefined} />
        ) : (
          <div class="row name-row">
            <p class="big-name">{person.name}</p>
            <IconButton label={t("people:rename")} icon={Pencil} onClick={() => setRenaming(true)} />
          </div>
        )}
        <p class="quiet small">
          {t("people:photos", { count: person.mediaCount, shown: formatNumber(person.mediaCount) })}
          {" · "}
          {t("people:unconfirmed", { count: unconfirmed, shown: formatNumber(unconfirmed) })}
          {person.isHidden && ` · ${t("people:hidden")}`}
          {person.ignoredAs !== null && ` · ${t(`people:as.${person.ignoredAs}`)}`}
        </p>
        <PersonActions person={person} />
      </div>
    </header>
  );
}

function PersonPhotos({ person }: { person: Person }) {
  const search = new URLSearchParams(useSearch());
  const [year, place] = [search.get("year"), search.get("place")];
  const acts = useActs();
  const notThisPerson = async (mediaIds: string[], clear: () => void) => {
    try {
      const faces = (await allFaces(person.id)).filter((face) => mediaIds.includes(face.mediaId)).map((face) => face.id);
      await acts.run({
        text: t("people:done.rejected", { count: faces.length }),
        send: () => requests.reject(person.id, faces),
        onDone: clear,
      });
    } catch (error) {
      reportError(error);
    }
  };
  return (
    <>
      <PersonSummary id={person.id} year={year} place={place} />
      <MediaList
        queryKey={["media", "person", person.id, year, place]}
        fetchPage={(cursor) =>
          answer(
            api.GET("/api/media", {
              params: {
                query: {
                  person: person.id, cursor: cursor ?? undefined, limit: 100, tag: place ?? undefined,
                  ...(year !== null && { from: `${year}-01-01T00:00:00Z`, to: `${Number(year) + 1}-01-01T00:00:00Z` }),
                },
              },
            }),
          )
        }
        empty={<Empty title={t("people:noPhotos")} />}
        selectionActions={(ids, clear) => (
          <Button icon={UserX} busy={acts.busy} onClick={() => notThisPerson(ids, clear)}>
            {t("people:reject.action")}
          </Button>
        )}
      />
      {acts.dialog}
    </>
  );
}
