import { Check, CheckCheck, Image, ImageUp, Scissors, UserRoundPen, UserRoundX, UserX, X } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link, useLocation, useSearch } from "wouter-preact";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatPercent } from "../i18n/format";
import { Button, IconButton } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { MoreButton, usePages } from "../ui/lists";
import { allPages } from "../ui/pages";
import { Empty, Loaded } from "../ui/states";
import { type Person, requests, useActs } from "./acts";
import { FaceCrop } from "./FaceCrop";
import { Menu, type MenuEntry } from "./Menu";
import { type ChosenPerson, PersonPicker } from "./PersonPicker";

type Face = Schemas["FaceItem"];
type Order = Schemas["NameOfOfFaceOrder"];

/** All faces of a person, the best first. */
export const allFaces = (id: string): Promise<Face[]> =>
  allPages((cursor) => answer(api.GET("/api/people/{id}/faces", { params: { path: { id }, query: { cursor, limit: 500 } } })), Infinity);

/** The faces themselves: those that nobody confirmed and that are least like the person first, to be confirmed or rejected. */
export function PersonFaces({ person }: { person: Person }) {
  const search = new URLSearchParams(useSearch());
  const unconfirmed = person.faceCount - person.confirmedCount;
  const order: Order = search.get("order") === "best" || unconfirmed === 0 ? "best" : "doubtful";
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const list = usePages(["faces", person.id, order], (cursor) =>
    answer(api.GET("/api/people/{id}/faces", { params: { path: { id: person.id }, query: { order, cursor, limit: 120 } } })),
  );
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  };
  return (
    <div class="stack">
      <div class="row">
        <div class="chips" role="group" aria-label={t("people:faces.order")}>
          {(["doubtful", "best"] as const).map((one) => (
            <Link
              key={one}
              href={`/people/${person.id}/faces?order=${one}`}
              class="chip choice"
              aria-current={order === one ? "true" : undefined}
              onClick={() => setChosen(new Set())}
            >
              {t(`people:faces.${one}`)}
            </Link>
          ))}
        </div>
        <span class="grow" />
        {unconfirmed > 0 && <ConfirmAll person={person} />}
      </div>
      <p class="quiet small">{t(order === "doubtful" ? "people:faces.doubtfulHint" : "people:faces.bestHint")}</p>
      <Loaded query={list}>
        {(faces) =>
          faces.length === 0 ? (
            <Empty title={t("people:faces.none")} />
          ) : (
            <ul class="face-grid">
              {faces.map((face) => (
                <li key={face.id}>
                  <button type="button" class="face-choice" aria-pressed={chosen.has(face.id)} aria-label={faceLabel(face)} onClick={() => toggle(face.id)}>
                    <FaceCrop cover={face} name={person.name} size={104} />
                    {chosen.has(face.id) && <Check size={18} class="chosen-mark" />}
                  </button>
                  <span class="quiet small">{faceNote(face)}</span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <MoreButton list={list} />
      {chosen.size > 0 && (
        <FaceActions
          person={person}
          chosen={[...chosen]}
          photo={chosen.size === 1 ? list.data?.find((face) => chosen.has(face.id))?.mediaId : undefined}
          onDone={(to) => {
            setChosen(new Set());
            if (to) navigate(`/people/${to}`);
          }}
          onClear={() => setChosen(new Set())}
        />
      )}
    </div>
  );
}

const isConfirmed = (face: Face) => face.assignedBy === "user" || face.assignedBy === "contact";

function faceNote(face: Face): string {
  if (isConfirmed(face)) return t("people:faces.confirmed");
  return face.similarity === null ? "" : t("people:faces.similarity", { percent: formatPercent(face.similarity) });
}

function faceLabel(face: Face): string {
  return [t("people:faces.one"), faceNote(face)].filter((text) => text !== "").join(", ");
}

function ConfirmAll({ person }: { person: Person }) {
  const [isAsking, setAsking] = useState(false);
  const acts = useActs();
  return (
    <>
      <Button icon={CheckCheck} busy={acts.busy} onClick={() => setAsking(true)}>
        {t("people:confirm.all")}
      </Button>
      {isAsking && (
        <Confirm
          title={t("people:confirm.all")}
          action={t("people:confirm.action")}
          onClose={() => setAsking(false)}
          onConfirm={() => acts.run({ text: t("people:done.confirmedAll"), send: () => requests.confirmAll(person) })}
        >
          <p>{t("people:confirm.allText", { count: person.faceCount })}</p>
        </Confirm>
      )}
      {acts.dialog}
    </>
  );
}

type FaceActionsProps = {
  person: Person;
  chosen: string[];
  /** The file that a single chosen face is on. */
  photo: string | undefined;
  onDone: (personId?: string) => void;
  onClear: () => void;
};

function FaceActions({ person, chosen, photo, onDone, onClear }: FaceActionsProps) {
  const [isPicking, setPicking] = useState(false);
  const [, navigate] = useLocation();
  const acts = useActs();
  const count = chosen.length;
  const run = (text: string, send: () => ReturnType<typeof requests.confirm>) => void acts.run({ text, send, onDone: () => onDone() });
  const move = (to: ChosenPerson) => {
    setPicking(false);
    void acts.run({
      text: t("people:done.moved", { count, name: to.name ?? t("people:unnamed") }),
      send: (way) => requests.move(chosen, person.id, "id" in to ? to : null, "id" in to ? null : to.name, way),
      onDone: () => onDone(),
    });
  };
  const entries: MenuEntry[] = [
    {
      text: t("people:split.newPerson"), icon: Scissors, disabled: count >= person.faceCount,
      run: () =>
        void acts.run({
          text: t("people:done.split"),
          send: () => requests.split(person, chosen, null),
          onDone: (done) => onDone(done.personId ?? undefined),
        }),
    },
    ...(photo ? [{ text: t("people:faces.photo"), icon: ImageUp, run: () => navigate(`/photos/${photo}`) }] : []),
    ...(count === 1 ? [{ text: t("people:cover.choose"), icon: Image, run: () => run(t("people:done.cover"), () => requests.cover(person, chosen[0]!)) }] : []),
    { text: t("people:ignore.faces"), icon: UserRoundX, run: () => run(t("people:done.facesIgnored", { count }), () => requests.ignoreFaces(chosen, "other")) },
  ];
  return (
    <div class="chosen-bar" role="region" aria-label={t("people:faces.chosen", { count })}>
      <IconButton label={t("action.cancel")} icon={X} onClick={onClear} />
      <span class="grow" aria-live="polite">
        {t("people:faces.chosen", { count })}
      </span>
      <Button kind="primary" icon={Check} busy={acts.busy} onClick={() => run(t("people:done.confirmed", { count }), () => requests.confirm(person.id, chosen))}>
        {t("people:confirm.action")}
      </Button>
      <Button icon={UserX} busy={acts.busy} onClick={() => run(t("people:done.rejected", { count }), () => requests.reject(person.id, chosen))}>
        {t("people:reject.action")}
      </Button>
      <Button icon={UserRoundPen} busy={acts.busy} onClick={() => setPicking(true)}>
        {t("people:move.action")}
      </Button>
      <Menu entries={entries} />
      {isPicking && <PersonPicker title={t("people:move.title")} exclude={[person.id]} onChoose={move} onClose={() => setPicking(false)} />}
      {acts.dialog}
    </div>
  );
}
