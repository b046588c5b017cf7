import { EyeOff, Eye, Image, Merge, Scissors, ShieldOff, Trash2, UserRoundX, UserRoundCheck } from "lucide-preact";
import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { Toggle } from "../ui/fields";
import { toast } from "../ui/toasts";
import { type Person, refreshPeople, requests, useActs } from "./acts";
import { Menu, type MenuEntry } from "./Menu";
import { type ChosenPerson, PersonPicker } from "./PersonPicker";

const reasons: Schemas["IgnoredAs"][] = ["stranger", "poster", "statue", "other"];

/** Everything that can be done to a person as a whole. */
export function PersonActions({ person }: { person: Person }) {
  const [open, setOpen] = useState<"merge" | "refuse" | "erase" | "ignore" | null>(null);
  const [, navigate] = useLocation();
  const acts = useActs();
  const close = () => setOpen(null);
  const merge = (other: ChosenPerson) => {
    close();
    if (!("id" in other)) return;
    void acts.run({
      text: t("people:done.merged"),
      names: [...new Set([other.name, person.name])].filter((name) => name !== null),
      send: (way) => requests.merge([other, person], way),
      onDone: (done) => done.personId && done.personId !== person.id && navigate(`/people/${done.personId}`, { replace: true }),
    });
  };
  const entries: MenuEntry[] = [
    person.isHidden
      ? { text: t("people:show"), icon: Eye, run: () => void acts.run({ text: t("people:done.shown"), send: () => requests.hide(person, false) }) }
      : { text: t("people:hide"), icon: EyeOff, run: () => void acts.run({ text: t("people:done.hidden"), send: () => requests.hide(person, true) }) },
    person.ignoredAs === null
      ? { text: t("people:ignore.action"), icon: UserRoundX, run: () => setOpen("ignore") }
      : { text: t("people:ignore.not"), icon: UserRoundCheck, run: () => void acts.run({ text: t("people:done.notIgnored"), send: () => requests.ignore(person, null) }) },
    { text: t("people:cover.best"), icon: Image, run: () => void acts.run({ text: t("people:done.cover"), send: () => requests.cover(person, null) }) },
    { text: t("people:refuse.action"), icon: ShieldOff, run: () => setOpen("refuse"), danger: true },
    { text: t("people:erase.action"), icon: Trash2, run: () => setOpen("erase"), danger: true },
  ];
  return (
    <div class="row">
      <Button icon={Merge} onClick={() => setOpen("merge")}>
        {t("people:merge.with")}
      </Button>
      <Button icon={Scissors} disabled={person.faceCount < 2} onClick={() => navigate(`/people/${person.id}/split`)}>
        {t("people:split.action")}
      </Button>
      <Menu entries={entries} />
      {open === "merge" && <PersonPicker title={t("people:merge.title")} exclude={[person.id]} unnamedToo onChoose={merge} onClose={close} onlyKnown />}
      {open === "ignore" && (
        <IgnoreDialog
          onClose={close}
          onChoose={(as) => acts.run({ text: t("people:done.ignored"), send: () => requests.ignore(person, as) })}
        />
      )}
      {open === "refuse" && <RefuseDialog person={person} onClose={close} onDone={() => navigate("/people")} />}
      {open === "erase" && (
        <Confirm
          title={t("people:erase.title", { name: person.name ?? t("people:unnamed") })}
          action={t("people:erase.action")}
          danger
          onClose={close}
          onConfirm={async () => {
            await answer(api.POST("/api/erasures", { body: { kind: "person", id: person.id } }));
            toast(t("people:done.erasing"));
            navigate("/people");
            await refreshPeople();
          }}
        >
          <p>{t("people:erase.text")}</p>
        </Confirm>
      )}
      {acts.dialog}
    </div>
  );
}

function IgnoreDialog({ onChoose, onClose }: { onChoose: (as: Schemas["IgnoredAs"]) => Promise<void>; onClose: () => void }) {
  const [as, setAs] = useState<Schemas["IgnoredAs"]>("stranger");
  return (
    <Confirm title={t("people:ignore.title")} action={t("people:ignore.action")} onClose={onClose} onConfirm={() => onChoose(as)}>
      <p>{t("people:ignore.text")}</p>
      <fieldset class="choices">
        <legend class="visually-hidden">{t("people:ignore.title")}</legend>
        {reasons.map((reason) => (
          <label key={reason} class="choice-row">
            <input type="radio" name="ignored-as" checked={as === reason} onChange={() => setAs(reason)} />
            <span>{t(`people:as.${reason}`)}</span>
          </label>
        ))}
      </fieldset>
    </Confirm>
  );
}

function RefuseDialog({ person, onClose, onDone }: { person: Person; onClose: () => void; onDone: () => void }) {
  const [keepLook, setLook] = useState(false);
  const [keepName, setName] = useState(false);
  return (
    <Confirm
      title={t("people:refuse.title", { name: person.name ?? t("people:unnamed") })}
      action={t("people:refuse.action")}
      danger
      onClose={onClose}
      onConfirm={async () => {
        await answer(
          api.POST("/api/people/{id}/do-not-recognise", { params: { path: { id: person.id } }, body: { version: person.version, keepLook, keepName } }),
        );
        toast(t(keepLook ? "people:refuse.doneLook" : "people:refuse.done"));
        onDone();
        await refreshPeople();
      }}
    >
      <p>{t("people:refuse.text")}</p>
      <Toggle label={t("people:refuse.keepLook")} checked={keepLook} onChange={setLook} />
      <p class="hint">{t("people:refuse.lookHint")}</p>
      {person.name !== null && <Toggle label={t("people:refuse.keepName")} checked={keepName} onChange={setName} />}
    </Confirm>
  );
}
