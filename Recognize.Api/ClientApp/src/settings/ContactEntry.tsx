import { Link } from "wouter-preact";
import { address, answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { said } from "../i18n/said";
import { useAct } from "../ui/acting";
import { Button } from "../ui/Button";
import { Select, Toggle } from "../ui/fields";

type Contact = Schemas["ContactResponse"];

/** One contact: what its person said, whether it is matched, and portraits that need a word. */
export function ContactEntry({ contact }: { contact: Contact }) {
  const { run } = useAct();
  const path = { params: { path: { id: contact.id } } };
  // Of a card that cannot be read nobody has said anything, and nothing is found.
  const isSomebody = contact.state !== "unreadable";
  const asks = contact.portraits.filter((portrait) => ["severalFaces", "poorFace"].includes(portrait.state));
  return (
    <li>
      <div class="grow">
        <div class="row">
          <strong>{contact.name}</strong>
          <span class="badge">{t(`settings:contacts.state.${contact.state}`)}</span>
          {contact.personId && <Link href={`/people/${contact.personId}`}>{t("settings:contacts.person")}</Link>}
        </div>
        {/* A portrait that waits for a word says so itself. */}
        {contact.reason && !asks.some((portrait) => portrait.reason === contact.reason) && <p class="quiet small">{said(contact.reason)}</p>}
        {isSomebody && (
          <Toggle
            label={t("settings:contacts.match")}
            checked={contact.isMatched}
            onChange={(isMatched) => void run(() => answer(api.PUT("/api/contacts/{id}/matching", { ...path, body: { isMatched } })), { changes: ["contacts"] })}
          />
        )}
      </div>
      {isSomebody && (
        <Select
          label={t("settings:contacts.answer")}
          value={contact.answer}
          options={(["unanswered", "agreed", "refused"] as const).map((value) => ({ value, text: t(`settings:contacts.answers.${value}`) }))}
          onChange={(event) => {
            const given = event.currentTarget.value as Schemas["ContactAnswer"];
            void run(() => answer(api.PUT("/api/contacts/{id}/consent", { ...path, body: { answer: given } })), { changes: ["contacts", "people"] });
          }}
        />
      )}
      {asks.map((portrait) => (
        <Portrait key={portrait.id} contact={contact} portrait={portrait} />
      ))}
    </li>
  );
}

function Portrait({ contact, portrait }: { contact: Contact; portrait: Schemas["PortraitResponse"] }) {
  const { busy, run } = useAct();
  const path = { params: { path: { id: portrait.id } } };
  const pick = (face: number) =>
    run(() => answer(api.POST("/api/contacts/portraits/{id}/pick", { ...path, body: { face } })), { changes: ["contacts", "people"] });
  return (
    <div class="stack">
      <p class="small">{portrait.reason ? said(portrait.reason) : t(`settings:contacts.portrait.${portrait.state}`)}</p>
      <div class="portrait">
        <img src={address(`api/contacts/portraits/${portrait.id}/image`)} alt={t("settings:contacts.portraitOf", { name: contact.name })} />
        {portrait.faces.map((face) => (
          <button
            key={face.number}
            type="button"
            disabled={busy !== null}
            aria-label={t("settings:contacts.pick", { name: contact.name, number: face.number + 1 })}
            style={{
              left: `${face.box.x * 100}%`, top: `${face.box.y * 100}%`, width: `${face.box.width * 100}%`, height: `${face.box.height * 100}%`,
            }}
            onClick={() => void pick(face.number)}
          />
        ))}
      </div>
      <Button
        busy={busy !== null}
        onClick={() => void run(() => answer(api.POST("/api/contacts/portraits/{id}/dismiss", path)), { changes: ["contacts"] })}
      >
        {t("settings:contacts.dismiss")}
      </Button>
    </div>
  );
}
