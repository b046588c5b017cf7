import { Check, EyeOff, User, UserPen, UserX } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link, useLocation } from "wouter-preact";
import type { Schemas } from "../../api/client";
import { t } from "../../i18n";
import { formatPercent } from "../../i18n/format";
import { FaceCrop } from "../../people/FaceCrop";
import { type ChosenPerson, PersonPicker } from "../../people/PersonPicker";
import { Button } from "../../ui/Button";
import { Confirm, Dialog } from "../../ui/Dialog";
import { reportError } from "../../ui/toasts";
import { confirmFace, ignoreFace, run, sayNot, sayWho, sayWhoAll, type Waiver, waiverFor } from "./faceActs";

type FaceMenuProps = { mediaId: string; face: Schemas["FaceResponse"]; onClose: () => void };

const reasons = ["stranger", "poster", "statue", "other"] as const;

/** What can be said of one face. */
export function FaceMenu({ mediaId, face, onClose }: FaceMenuProps) {
  const [isPicking, setPicking] = useState(false);
  const [asked, setAsked] = useState<{ text: string; person: ChosenPerson; waiver: Waiver } | null>(null);
  const { person } = face;
  const [path, navigate] = useLocation();
  /** The photo may lie over the page of the group that has just been joined to somebody. */
  const leave = (to: string) => {
    if (person && path.startsWith(`/people/${person.id}`)) navigate(`/people/${to}?photo=${mediaId}`, { replace: true });
  };
  const say = async (chosen: ChosenPerson, waiver: Waiver) => {
    try {
      // Who a face of a group without a name is, all of the group is.
      if (person && person.name === null) await sayWhoAll(mediaId, person.id, chosen, waiver, leave);
      else await sayWho(mediaId, face, chosen, waiver);
      onClose();
    } catch (error) {
      const question = waiverFor(error, waiver);
      if (question) setAsked({ ...question, person: chosen });
      else reportError(error);
    }
  };
  const act = (work: Promise<void>) => {
    run(work);
    onClose();
  };

  if (asked) {
    return (
      <Confirm title={t("photos:face.sure")} action={t("photos:face.doIt")} onConfirm={() => say(asked.person, asked.waiver)} onClose={() => setAsked(null)}>
        <p>{asked.text}</p>
      </Confirm>
    );
  }
  if (isPicking) {
    return (
      <PersonPicker
        title={t("photos:face.who")}
        onChoose={(chosen) => {
          setPicking(false);
          run(say(chosen, {}));
        }}
        onClose={() => setPicking(false)}
        {...(person && { exclude: [person.id] })}
      />
    );
  }
  const name = person?.name ?? t("photos:face.unknown");
  return (
    <Dialog title={name} onClose={onClose}>
      <div class="face-menu">
        <FaceCrop cover={{ mediaId, box: face.box, timeSeconds: face.timeSeconds }} name={person?.name ?? null} size={96} />
        <p class="quiet small">
          {t(`photos:face.by.${person ? face.assignedBy : "none"}`)}
          {person && face.similarity !== null && face.assignedBy === "cluster" && ` ${t("photos:face.similarity", { share: formatPercent(face.similarity) })}`}
        </p>
      </div>
      <div class="face-menu-actions">
        {person && (
          <Link href={`/people/${person.id}`} class="button plain">
            <User size={18} />
            <span>{t("photos:face.open")}</span>
          </Link>
        )}
        <Button kind={person?.name ? "plain" : "primary"} icon={UserPen} onClick={() => setPicking(true)}>
          {person?.name ? t("photos:face.other") : t("photos:face.who")}
        </Button>
        {person?.name && face.assignedBy !== "user" && (
          <Button icon={Check} onClick={() => act(confirmFace(mediaId, face))}>
            {t("photos:face.confirm", { name })}
          </Button>
        )}
        {person && (
          <Button icon={UserX} onClick={() => act(sayNot(mediaId, face))}>
            {person.name ? t("photos:face.not", { name }) : t("photos:face.notGroup")}
          </Button>
        )}
      </div>
      <fieldset class="face-ignore">
        <legend class="small quiet">{t("photos:face.ignore")}</legend>
        {reasons.map((as) => (
          <Button key={as} icon={EyeOff} onClick={() => act(ignoreFace(mediaId, face, as))}>
            {t(`photos:face.as.${as}`)}
          </Button>
        ))}
      </fieldset>
    </Dialog>
  );
}
