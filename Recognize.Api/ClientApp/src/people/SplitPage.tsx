import { useQuery } from "@tanstack/preact-query";
import { ArrowLeftRight, Scissors } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import { answer, api, ApiError, type Schemas } from "../api/client";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { Field } from "../ui/fields";
import { Page } from "../ui/Page";
import { Loaded } from "../ui/states";
import { requests, useActs } from "./acts";
import { FaceCrop } from "./FaceCrop";
import { allFaces } from "./PersonFaces";

type Face = Schemas["FaceItem"];
type Plan = { version: number; faces: Face[]; parted: string[]; isProposed: boolean; gap: number; isForced: boolean; why: string | null };

/** Shows both sides of a split before anything changes; a click takes a face to the other side. */
export function SplitPage({ id }: { id: string }) {
  const query = useQuery({ queryKey: ["people", id, "split"], queryFn: () => planFor(id), staleTime: Infinity });
  return (
    <Page title={t("people:split.title")}>
      <Loaded query={query}>{(plan) => <SplitPlan key={plan.version} id={id} plan={plan} />}</Loaded>
    </Page>
  );
}

async function planFor(id: string): Promise<Plan> {
  const person = await answer(api.GET("/api/people/{id}", { params: { path: { id } } }));
  const faces = await allFaces(id);
  try {
    const { version, parted, gap, isForced } = await answer(api.GET("/api/people/{id}/split", { params: { path: { id } } }));
    return { version, faces, parted, isProposed: true, gap, isForced, why: null };
  } catch (error) {
    // Too few faces that can be compared: the user may still choose by hand.
    if (!(error instanceof ApiError) || error.status !== 409) throw error;
    return { version: person.version, faces, parted: [], isProposed: false, gap: 0, isForced: false, why: error.code };
  }
}

/** Below this the two sides are about as far apart as any two halves of one person. */
const clearGap = 0.1;

function SplitPlan({ id, plan }: { id: string; plan: Plan }) {
  const [parted, setParted] = useState<ReadonlySet<string>>(new Set(plan.parted));
  const [name, setName] = useState("");
  const [, navigate] = useLocation();
  const acts = useActs();
  const move = (face: string) => {
    const next = new Set(parted);
    if (!next.delete(face)) next.add(face);
    setParted(next);
  };
  const kept = plan.faces.filter((face) => !parted.has(face.id));
  const going = plan.faces.filter((face) => parted.has(face.id));
  const split = () =>
    acts.run({
      text: t("people:done.split"),
      send: () => requests.split({ id, version: plan.version }, going.map((face) => face.id), name.trim() || null),
      onDone: (done) => navigate(`/people/${done.personId ?? id}`, { replace: true }),
    });
  return (
    <>
      <p>
        {plan.isProposed
          ? plan.isForced
            ? t("people:split.forced")
            : t(plan.gap >= clearGap ? "people:split.clear" : "people:split.unclear")
          : t("people:split.byHand")}
      </p>
      <div class="split-sides">
        <Side title={t("people:split.kept", { count: kept.length })} faces={kept} onMove={move} />
        <Side title={t("people:split.parted", { count: going.length })} faces={going} onMove={move} />
      </div>
      <div class="split-end">
        <Field label={t("people:split.name")} value={name} maxLength={200} hint={t("people:split.nameHint")} onInput={(event) => setName(event.currentTarget.value)} />
        <div class="row">
          <Link href={`/people/${id}`} class="button">
            {t("action.cancel")}
          </Link>
          <Button kind="primary" icon={Scissors} busy={acts.busy} disabled={kept.length === 0 || going.length === 0} onClick={split}>
            {t("people:split.action")}
          </Button>
        </div>
      </div>
      {acts.dialog}
    </>
  );
}

function Side({ title, faces, onMove }: { title: string; faces: Face[]; onMove: (id: string) => void }) {
  return (
    <section class="card" aria-label={title}>
      <h2>{title}</h2>
      {faces.length === 0 && <p class="quiet">{t("people:split.empty")}</p>}
      <ul class="face-grid">
        {faces.map((face) => (
          <li key={face.id}>
            <button type="button" class="face-choice" aria-label={t("people:split.move")} onClick={() => onMove(face.id)}>
              <FaceCrop cover={face} name={null} size={88} />
              <ArrowLeftRight size={16} class="move-mark" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
