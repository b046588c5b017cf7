import { useQuery } from "@tanstack/preact-query";
import { useState } from "preact/hooks";
import { answer, api, type Schemas } from "../api/client";
import { t } from "../i18n";
import { formatAgo } from "../i18n/format";
import { readAgain, useAct } from "../ui/acting";
import { Button } from "../ui/Button";
import { Confirm } from "../ui/Dialog";
import { Area, Field } from "../ui/fields";
import { Loaded } from "../ui/states";

/** The servers that users' address books may be read from: the only addresses on the network that are ever called for them. */
export function AddressBookServers() {
  const query = useQuery({ queryKey: ["contactServers"], queryFn: () => answer(api.GET("/api/admin/contact-servers")) });
  const { busy, run } = useAct();
  const [leaving, setLeaving] = useState<Schemas["ContactServerResponse"] | null>(null);
  const [address, setAddress] = useState("");
  const [certificates, setCertificates] = useState("");
  const submit = (event: Event) => {
    event.preventDefault();
    void run(
      async () => {
        await answer(api.POST("/api/admin/contact-servers", { body: { address: address.trim(), certificates: certificates.trim() || null } }));
        setAddress("");
        setCertificates("");
      },
      { changes: ["contactServers", "contacts"] },
    );
  };
  return (
    <>
      <p>{t("admin:server.books.text")}</p>
      <Loaded query={query}>
        {(servers) => (
          <ul class="entries">
            {servers.map((server) => (
              <li key={server.id}>
                <div class="grow">
                  <div>{server.address}</div>
                  <div class="quiet small">
                    {t("admin:server.books.added", { by: server.addedBy, when: formatAgo(server.addedAt) })}
                    {server.hasCertificates && ` · ${t("admin:server.books.ownCertificates")}`}
                  </div>
                </div>
                <Button kind="danger" onClick={() => setLeaving(server)}>
                  {t("action.remove")}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <form class="stack" onSubmit={submit}>
        <Field
          label={t("admin:server.books.address")}
          value={address}
          placeholder="https://cloud.example.org"
          required
          maxLength={2000}
          inputMode="url"
          autocapitalize="none"
          spellcheck={false}
          onInput={(event) => setAddress(event.currentTarget.value)}
        />
        <details>
          <summary>{t("admin:server.books.certificates")}</summary>
          <Area
            label={t("admin:server.books.pem")}
            hint={t("admin:server.books.pemHint")}
            value={certificates}
            rows={5}
            maxLength={100_000}
            spellcheck={false}
            onInput={(event) => setCertificates(event.currentTarget.value)}
          />
        </details>
        <div class="row">
          <Button type="submit" busy={busy !== null}>
            {t("admin:server.books.allow")}
          </Button>
        </div>
      </form>
      {leaving && (
        <Confirm
          title={t("admin:server.books.forbid", { address: leaving.address })}
          action={t("action.remove")}
          danger
          onClose={() => setLeaving(null)}
          onConfirm={async () => {
            await answer(api.DELETE("/api/admin/contact-servers/{id}", { params: { path: { id: leaving.id } } }));
            await readAgain("contactServers", "contacts");
          }}
        >
          <p>{t("admin:server.books.forbidHint")}</p>
        </Confirm>
      )}
    </>
  );
}
