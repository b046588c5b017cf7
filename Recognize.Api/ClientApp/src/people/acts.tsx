import { useId, useState } from "preact/hooks";
import { answer, api, ApiError, type Schemas } from "../api/client";
import { t } from "../i18n";
import { said } from "../i18n/said";
import { readAgain } from "../ui/acting";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Field } from "../ui/fields";
import { reportError, toast } from "../ui/toasts";

export type Person = Schemas["PersonResponse"];
type ActAnswer = { actId: string | null; personId?: string | null; summary?: string; waiting?: string[] };

/** What a refused act is asked for again with. */
export type WayOn = { name?: string; releasePhotos?: boolean; takeBackRejections?: boolean };

type Act<T extends ActAnswer> = {
  /** What the toast says when it is done; without it the page tells by itself. */
  text?: string;
  send: (way: WayOn) => Promise<T>;
  /** Of a merge: names to choose from where two people have one each. */
  names?: string[];
  onDone?: (done: T) => void;
};

/** What an act may change, besides the files that show the faces. */
export const changedByActs = ["people", "faces", "suggestions", "acts", "contacts", "not-recognised"];

/** After an act anything about people and faces may be otherwise. */
export const refreshPeople = (): Promise<void> => readAgain(...changedByActs, "media");

/** Takes acts back, the last one first. */
export async function undo(...actIds: string[]): Promise<void> {
  try {
    for (const id of [...actIds].reverse()) await answer(api.POST("/api/acts/{id}/undo", { params: { path: { id } } }));
    toast(t("people:done.undone"));
  } finally {
    await refreshPeople();
  }
}

/** What a merge says of faces that it did not take along, being said to be somebody else; null where it took all. */
export function leftBehind({ summary, waiting }: ActAnswer): string | null {
  return summary !== undefined && waiting?.length ? said(summary) : null;
}

/** Tells that acts are done, with a way to take them back. */
export function told(text: string, ...actIds: string[]): void {
  toast(text, actIds.length === 0 ? undefined : { text: t("action.undo"), run: () => undo(...actIds) });
}

type Conflict = { code: string; message: string; names: string[]; problem: Record<string, unknown>; again: (way: WayOn) => void };

const releasable = new Set(["same-photo"]);
const repeatable = new Set(["two-names", "same-photo", "rejected-before", "said-different"]);

/** Does acts. A refusal that the user can decide about is asked about: show `dialog` on the page. */
export function useActs() {
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async <T extends ActAnswer>(act: Act<T>, way: WayOn = {}): Promise<void> => {
    setBusy(true);
    try {
      const done = await act.send(way);
      if (act.text !== undefined) told((act.names && leftBehind(done)) ?? act.text, ...(done.actId === null ? [] : [done.actId]));
      act.onDone?.(done);
      // Not waited for: whoever answers one question after another must not wait for lists.
      void refreshPeople();
    } catch (error) {
      if (error instanceof ApiError && repeatable.has(error.code)) {
        const { code, message, problem } = error;
        setConflict({ code, message, problem, names: act.names ?? [], again: (more) => void run(act, { ...way, ...more }) });
      } else if (error instanceof ApiError && error.code === "changed") {
        reportError(new Error(t("people:conflict.changed")));
        await refreshPeople();
      } else if (error instanceof ApiError && hasText(error.code)) {
        reportError(new Error(t(`people:conflict.${error.code}`)));
      } else {
        reportError(error);
      }
    } finally {
      setBusy(false);
    }
  };
  const dialog = conflict && <ConflictDialog conflict={conflict} onClose={() => setConflict(null)} />;
  return { run, busy, dialog };
}

function hasText(code: string): boolean {
  return ["confirmed-elsewhere", "face-there", "too-few-faces", "not-drawn", "contradiction", "no-look", "face-refused"].includes(code);
}

function ConflictDialog({ conflict, onClose }: { conflict: Conflict; onClose: () => void }) {
  const form = useId();
  const [name, setName] = useState(conflict.names[0] ?? "");
  const goOn = async (event: Event) => {
    event.preventDefault();
    if (conflict.code === "said-different") {
      const people = (conflict.problem["people"] ?? []) as Schemas["PersonVersion"][];
      try {
        await answer(api.POST("/api/people/different", { body: { people: people.slice(0, 2), different: false } }));
        // That is an act of its own: the versions that this one was decided by are no more.
        await refreshPeople();
        toast(t("people:conflict.nowPossible"));
      } catch (error) {
        reportError(error);
      }
      onClose();
      return;
    }
    onClose();
    conflict.again(
      conflict.code === "two-names" ? { name: name.trim() } : releasable.has(conflict.code) ? { releasePhotos: true } : { takeBackRejections: true },
    );
  };
  return (
    <Dialog
      title={t(`people:conflict.title.${conflict.code}`)}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("action.cancel")}</Button>
          <Button kind="primary" type="submit" form={form} disabled={conflict.code === "two-names" && name.trim() === ""}>
            {t(`people:conflict.way.${conflict.code}`)}
          </Button>
        </>
      }
    >
      <p>{t(`people:conflict.${conflict.code}`)}</p>
      <form id={form} class="stack" onSubmit={goOn}>
        {conflict.code === "two-names" && (
          <>
            <div class="chips">
              {conflict.names.map((known) => (
                <button type="button" class="chip choice" aria-pressed={known === name} key={known} onClick={() => setName(known)}>
                  {known}
                </button>
              ))}
            </div>
            <Field label={t("people:picker.name")} value={name} maxLength={200} onInput={(event) => setName(event.currentTarget.value)} />
          </>
        )}
      </form>
    </Dialog>
  );
}

const seen = (person: Pick<Person, "id" | "version">) => ({ id: person.id, version: person.version });

const waysOf = (way: WayOn) => ({ releasePhotos: way.releasePhotos ?? false, takeBackRejections: way.takeBackRejections ?? false });

/** The requests, by what a user calls them. */
export const requests = {
  name: (person: Person, name: string | null) =>
    answer(api.PUT("/api/people/{id}/name", { params: { path: { id: person.id } }, body: { version: person.version, name } })),
  hide: (person: Person, hidden: boolean) =>
    answer(api.PUT("/api/people/{id}/hidden", { params: { path: { id: person.id } }, body: { version: person.version, hidden } })),
  ignore: (person: Person, as: Schemas["IgnoredAs"] | null) =>
    answer(api.PUT("/api/people/{id}/ignored", { params: { path: { id: person.id } }, body: { version: person.version, as } })),
  cover: (person: Person, faceId: string | null) =>
    answer(api.PUT("/api/people/{id}/cover", { params: { path: { id: person.id } }, body: { version: person.version, faceId } })),
  merge: (people: Pick<Person, "id" | "version">[], way: WayOn) => answer(api.POST("/api/people/merge", { body: { people: people.map(seen), name: way.name ?? null, ...waysOf(way) } })),
  split: (person: Pick<Person, "id" | "version">, faceIds: string[], name: string | null) =>
    answer(api.POST("/api/people/{id}/split", { params: { path: { id: person.id } }, body: { version: person.version, faceIds, name } })),
  confirm: (id: string, faceIds: string[]) => answer(api.POST("/api/people/{id}/confirm", { params: { path: { id } }, body: { faceIds } })),
  confirmAll: (person: Person) =>
    answer(api.POST("/api/people/{id}/confirm", { params: { path: { id: person.id } }, body: { version: person.version, faceCount: person.faceCount } })),
  reject: (id: string, faceIds: string[]) => answer(api.POST("/api/people/{id}/reject", { params: { path: { id } }, body: { faceIds } })),
  move: (faceIds: string[], from: string, to: { id: string; version: number } | null, newName: string | null, way: WayOn) =>
    answer(
      api.POST("/api/faces/move", {
        body: { faceIds, from, to: to && seen(to), newName, ...waysOf(way) },
      }),
    ),
  ignoreFaces: (faceIds: string[], as: Schemas["IgnoredAs"] | null) => answer(api.POST("/api/faces/ignore", { body: { faceIds, as } })),
};
