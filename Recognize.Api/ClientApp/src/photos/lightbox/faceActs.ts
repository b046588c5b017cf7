import { answer, api, ApiError, type Schemas } from "../../api/client";
import { queries } from "../../api/queries";
import { t } from "../../i18n";
import type { ChosenPerson } from "../../people/PersonPicker";
import { changedByActs, requests, undo } from "../../people/acts";
import { readAgain } from "../../ui/acting";
import { reportError, toast } from "../../ui/toasts";
import { refreshMedia } from "./useMedia";

type Face = Schemas["FaceResponse"];

/** What a refused act may be repeated with. */
export type Waiver = { releasePhotos?: boolean; takeBackRejections?: boolean };

/** The question to ask before an act is repeated, or null where only telling is left. */
export function waiverFor(error: unknown, before: Waiver): { text: string; waiver: Waiver } | null {
  if (!(error instanceof ApiError)) return null;
  if (error.code === "same-photo" && !before.releasePhotos) return { text: t("photos:face.twice"), waiver: { ...before, releasePhotos: true } };
  if (error.code === "rejected-before" && !before.takeBackRejections) return { text: t("photos:face.rejected"), waiver: { ...before, takeBackRejections: true } };
  return null;
}

/** The list that the photo was opened from stays as it is: a photo that left it could not be gone on from. */
async function refresh(mediaId: string): Promise<void> {
  await Promise.all([refreshMedia(mediaId), readAgain(...changedByActs)]);
}

/** Tells what was done, with the way back, and fetches anew what it changed. */
async function done(mediaId: string, act: Schemas["ActResponse"], text: string): Promise<void> {
  const { actId } = act;
  await refresh(mediaId);
  if (actId === null) return;
  toast(text, {
    text: t("action.undo"),
    run: () => undo(actId),
  });
}

export async function sayWho(mediaId: string, face: Face, person: ChosenPerson, waiver: Waiver): Promise<void> {
  const act = await answer(
    api.POST("/api/faces/move", {
      body: {
        faceIds: [face.id],
        ...("id" in person ? { to: { id: person.id, version: person.version } } : { newName: person.name }),
        ...(face.person && { from: face.person.id }),
        releasePhotos: waiver.releasePhotos ?? false,
        takeBackRejections: waiver.takeBackRejections ?? false,
      },
    }),
  );
  await done(mediaId, act, t("photos:face.saidWho", { name: person.name ?? t("photos:face.unnamed") }));
}

/** Says who a group is that has no name yet: all of its faces get the name, or join who has it. Then the group is gone. */
export async function sayWhoAll(mediaId: string, groupId: string, person: ChosenPerson, waiver: Waiver, onGone: (to: string) => void): Promise<void> {
  const group = await answer(api.GET("/api/people/{id}", { params: { path: { id: groupId } } }));
  const act = await ("id" in person ? requests.merge([person, group], waiver) : requests.name(group, person.name));
  if ("id" in person) onGone(person.id);
  await done(mediaId, act, t("photos:face.saidWho", { name: person.name ?? t("photos:face.unnamed") }));
}

export async function sayNot(mediaId: string, face: Face): Promise<void> {
  if (!face.person) return;
  const act = await answer(api.POST("/api/people/{id}/reject", { params: { path: { id: face.person.id } }, body: { faceIds: [face.id] } }));
  await done(mediaId, act, t("photos:face.saidNot", { name: face.person.name ?? t("photos:face.unnamed") }));
}

export async function confirmFace(mediaId: string, face: Face): Promise<void> {
  if (!face.person) return;
  const act = await answer(api.POST("/api/people/{id}/confirm", { params: { path: { id: face.person.id } }, body: { faceIds: [face.id] } }));
  await done(mediaId, act, t("photos:face.confirmed", { name: face.person.name ?? t("photos:face.unnamed") }));
}

export async function ignoreFace(mediaId: string, face: Face, as: NonNullable<Schemas["IgnoreFacesRequest"]["as"]>): Promise<void> {
  const act = await answer(api.POST("/api/faces/ignore", { body: { faceIds: [face.id], as } }));
  await done(mediaId, act, t("photos:face.ignored"));
}

export async function drawFace(mediaId: string, box: Schemas["BoxResponse"], person: ChosenPerson | null, waiver: Waiver): Promise<void> {
  const known = person && "id" in person ? { id: person.id, version: person.version } : null;
  const act = await answer(
    api.POST("/api/faces", { body: { mediaId, box, ...(known && { person: known }), releasePhoto: waiver.releasePhotos ?? false } }),
  );
  // A new name needs the face first: then it is moved to a new person.
  if (person && !("id" in person) && act.faceId) {
    const move = await answer(api.POST("/api/faces/move", { body: { faceIds: [act.faceId], newName: person.name, releasePhotos: false, takeBackRejections: false } }));
    return done(mediaId, move, t("photos:face.saidWho", { name: person.name }));
  }
  return done(mediaId, act, t("photos:face.drawn"));
}

export async function changeTags(mediaId: string, change: Schemas["ChangeTagsRequest"]): Promise<void> {
  await answer(api.PATCH("/api/media/{id}/tags", { params: { path: { id: mediaId } }, body: change }));
  await Promise.all([refreshMedia(mediaId), queries.invalidateQueries({ queryKey: ["tags"] })]);
}

export async function analyseAgain(mediaId: string): Promise<void> {
  await answer(api.POST("/api/media/{id}/analyse", { params: { path: { id: mediaId } }, body: {} }));
  await refreshMedia(mediaId);
  toast(t("photos:details.analyseAsked"));
}

/** Runs what a button asks for; a refusal is told. */
export const run = (work: Promise<unknown>): void => void work.catch(reportError);
