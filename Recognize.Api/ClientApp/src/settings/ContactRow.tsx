import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { address, answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { Button } from "../ui/Button";
import { Dialog } from "../ui/Dialog";
import { Select, Toggle } from "../ui/fields";
import { reportError } from "../ui/toasts";
import { refreshContacts } from "./ContactsPage";

type Contact = Schemas["ContactResponse"];

const answers: Schemas["ContactAnswer"][] = ["unanswered", "agreed", "refused"];

/** Runs a change of a contact and shows what came of it. */
async function change(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
    await refreshContacts();
  } catch (error) {
    reportError(error);
  }
}

export function ContactRow({ contact }: { contact: Contact }) {
  const [isPicking, setPicking] = useState(false);
  const params = { path: { id: contact.id } };
  const portrait = contact.portraits[0];
  const toDecide = contact.portraits.some((one) => one.state === "severalFaces" || one.state === "poorFace");
  return (
    <li>
      {portrait ? (
        <img class="portrait-small" src={address(`api/contacts/portraits/${portrait.id}/image`)} alt="" loading="lazy" width="52" height="52" onError={(event) => (event.currentTarget.hidden = true)} />
      ) : (
        <span class="portrait-small" aria-hidden="true" />
      )}
      <div class="grow">
        <p>{contact.personId ? <Link href={`/people/${contact.personId}`}>{contact.name}</Link> : contact.name}</p>
        <p class="quiet small">
          {t(`settings:contacts.state.${contact.state}`)}
          {contact.reason && (
            <>
              {" · "}
              <span lang="en">{contact.reason}</span>
            </>
          )}
        </p>
        <Toggle
          label={t("settings:contacts.matched")}
          checked={contact.isMatched}
          onChange={(isMatched) => change(() => answer(api.PUT("/api/contacts/{id}/matching", { params, body: { isMatched } })))}
        />
      </div>
      <Select
        label={t("settings:contacts.answer")}
        value={contact.answer}
        options={answers.map((one) => ({ value: one, text: t(`settings:contacts.answers.${one}`) }))}
        onChange={(event) => {
          const given = answers.find((one) => one === event.currentTarget.value);
          if (given) void change(() => answer(api.PUT("/api/contacts/{id}/consent", { params, body: { answer: given } })));
        }}
      />
      {toDecide && <Button onClick={() => setPicking(true)}>{t("settings:contacts.pick")}</Button>}
      {contact.personId && (
        <Button onClick={() => change(() => answer(api.DELETE("/api/contacts/{id}/person", { params })))}>{t("settings:contacts.unlink")}</Button>
      )}
      {isPicking && <PickDialog contact={contact} onClose={() => setPicking(false)} />}
    </li>
  );
}

/** Which face of a portrait is meant, where there are several, or whether a poor one will do. */
function PickDialog({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const act = async (call: () => Promise<unknown>) => {
    await change(call);
    onClose();
  };
  return (
    <Dialog title={t("settings:contacts.pickTitle", { name: contact.name })} onClose={onClose}>
      <p>{t("settings:contacts.pickText")}</p>
      <ul class="rows">
        {contact.portraits.map((portrait) => (
          <li key={portrait.id}>
            <div class="portrait-holder">
              <img src={address(`api/contacts/portraits/${portrait.id}/image`)} alt={contact.name} />
              {portrait.faces.map((face) => (
                <button
                  key={face.number}
                  type="button"
                  class="portrait-face"
                  aria-label={t("settings:contacts.face", { number: face.number + 1 })}
                  style={{
                    left: `${face.box.x * 100}%`, top: `${face.box.y * 100}%`, width: `${face.box.width * 100}%`, height: `${face.box.height * 100}%`,
                  }}
                  onClick={() => act(() => answer(api.POST("/api/contacts/portraits/{id}/pick", { params: { path: { id: portrait.id } }, body: { face: face.number } })))}
                />
              ))}
            </div>
            <p class="grow small">
              {t(`settings:contacts.portrait.${portrait.state}`)}
            </p>
            <Button onClick={() => act(() => answer(api.POST("/api/contacts/portraits/{id}/dismiss", { params: { path: { id: portrait.id } } })))}>
              {t("settings:contacts.dismiss")}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
