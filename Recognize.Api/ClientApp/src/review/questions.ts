import { answer, api, type Schemas } from "../api/client";
import type { WayOn } from "../people/acts";
import type { CropSource } from "../people/FaceCrop";

/** One side of a question: somebody to look at. */
export type Side = {
  name: string | null;
  cover: CropSource | null;
  /** Leads to more faces of the same person. */
  personId: string | null;
  /** A contact's own picture, which has an address of its own. */
  portraitId?: string | null;
  faceCount: number;
};

export type Question = {
  id: string;
  kind: "people" | "contact";
  left: Side;
  right: Side;
  /** Faces that get another's name, or a person, by a yes. */
  settles: number;
  probability: number;
  people: Schemas["PersonVersion"][];
  /** Whether the server does not know the question any more: a merge ends it, and taking the merge back does not bring it back. */
  isForgotten?: boolean;
};

/** What came of an answer. */
export type Sent = { actId: string | null; summary?: string; waiting?: string[] };

const pageSize = 40;

/** The open questions, best first: a contact comes first, for a yes there names a whole group. */
export async function findQuestions(): Promise<Question[]> {
  const [contacts, people] = await Promise.all([
    answer(api.GET("/api/contacts/suggestions", { params: { query: { limit: pageSize } } })),
    answer(api.GET("/api/suggestions", { params: { query: { limit: pageSize } } })),
  ]);
  return [...contacts.items.map(ofContact), ...people.items.map(ofPeople)];
}

function ofContact(item: Schemas["ContactSuggestionResponse"]): Question {
  return {
    id: item.id,
    kind: "contact",
    left: { name: item.contactName, cover: null, personId: null, portraitId: item.portraitId, faceCount: 0 },
    right: { name: item.personName, cover: item.cover, personId: item.personId, faceCount: item.faceCount },
    settles: item.faceCount,
    probability: item.similarity,
    people: [],
  };
}

function ofPeople(item: Schemas["SuggestionResponse"]): Question {
  const { person, other, face } = item;
  return {
    id: item.id,
    kind: "people",
    left: { name: person.name, cover: person.cover, personId: person.id, faceCount: person.faceCount },
    right: other
      ? { name: other.name, cover: other.cover, personId: other.id, faceCount: other.faceCount }
      : { name: null, cover: face, personId: null, faceCount: 1 },
    settles: other ? settledBy(person, other) : 1,
    probability: item.probability,
    people: [person, ...(other ? [other] : [])].map(({ id, version }) => ({ id, version })),
  };
}

/** Whoever has no name takes the other's, with all faces; else the smaller side joins the larger. */
function settledBy(person: Schemas["PersonResponse"], other: Schemas["PersonResponse"]): number {
  if ((person.name === null) === (other.name === null)) return Math.min(person.faceCount, other.faceCount);
  return person.name === null ? person.faceCount : other.faceCount;
}

/** The question of a merge that was taken back, about the people as they are now; null for others, which the server puts again itself. */
export async function askAgain(question: Question): Promise<Question | null> {
  if (question.people.length !== 2) return null;
  const people = await Promise.all(question.people.map(({ id }) => answer(api.GET("/api/people/{id}", { params: { path: { id } } }))));
  const [left, right] = people.map(({ id, name, cover, faceCount }) => ({ personId: id, name, cover, faceCount }));
  return { ...question, left: left!, right: right!, people: people.map(({ id, version }) => ({ id, version })), isForgotten: true };
}

/** The names to choose from where both people have got one. */
export function namesOf({ left, right }: Question): string[] {
  return [...new Set([left.name, right.name])].filter((name) => name !== null);
}

/** Sends an answer, with what it is to go through with. A refused contact leaves nothing to take back. */
export async function send(question: Question, same: boolean, way: WayOn): Promise<Sent> {
  const { people } = question;
  const ways = { name: way.name ?? null, releasePhotos: way.releasePhotos ?? false, takeBackRejections: way.takeBackRejections ?? false };
  if (question.isForgotten) {
    return same
      ? answer(api.POST("/api/people/merge", { body: { people, ...ways } }))
      : answer(api.POST("/api/people/different", { body: { people, different: true } }));
  }
  const params = { path: { id: question.id } };
  if (question.kind === "people") {
    return answer(api.POST("/api/suggestions/{id}/answer", { params, body: { same, people, ...ways } }));
  }
  if (same) return answer(api.POST("/api/contacts/suggestions/{id}/accept", { params }));
  await answer(api.POST("/api/contacts/suggestions/{id}/refuse", { params }));
  return { actId: null };
}
