import { useQuery } from "@tanstack/preact-query";
import { Plus } from "lucide-preact";
import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { answer, api } from "../api/client";
import { useSession } from "../app/session";
import { t } from "../i18n";
import { useAct } from "../ui/acting";
import { Button } from "../ui/Button";
import { Field, Toggle } from "../ui/fields";
import { Loaded } from "../ui/states";

const nothing = { address: "", userName: "", password: "", agreed: false };

/** Has the address books of a CardDAV server read, where an admin has allowed the server. */
export function AddressBooks() {
  const { session } = useSession();
  const servers = useQuery({ queryKey: ["contacts", "servers"], queryFn: () => answer(api.GET("/api/contacts/servers")) });
  const { busy, run } = useAct();
  const [book, setBook] = useState(nothing);
  const set = (part: Partial<typeof nothing>) => setBook({ ...book, ...part });
  const submit = (event: Event) => {
    event.preventDefault();
    void run(
      async () => {
        await answer(api.POST("/api/contacts/address-books", { body: book }));
        setBook(nothing);
      },
      { done: t("settings:contacts.books.added"), changes: ["contacts"] },
    );
  };
  return (
    <Loaded query={servers}>
      {(allowed) =>
        allowed.length === 0 ? (
          <p class="quiet">
            {t("settings:contacts.books.noServers")}{" "}
            {session?.isAdmin && <Link href="/admin/server">{t("settings:contacts.books.allow")}</Link>}
          </p>
        ) : (
          <form class="stack" onSubmit={submit} autocomplete="off">
            <Field
              label={t("settings:contacts.books.address")}
              hint={t("settings:contacts.books.addressHint", { servers: allowed.map(shown).join(", ") })}
              value={book.address}
              required
              maxLength={2000}
              list="address-book-servers"
              inputMode="url"
              autocapitalize="none"
              spellcheck={false}
              onInput={(event) => set({ address: event.currentTarget.value })}
            />
            <datalist id="address-book-servers">
              {allowed.map((server) => (
                <option key={server} value={shown(server)} />
              ))}
            </datalist>
            <Field
              label={t("settings:contacts.books.userName")}
              value={book.userName}
              required
              maxLength={200}
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
              onInput={(event) => set({ userName: event.currentTarget.value })}
            />
            <Field
              label={t("settings:contacts.books.password")}
              hint={t("settings:contacts.books.passwordHint")}
              type="password"
              value={book.password}
              required
              maxLength={1000}
              autocomplete="new-password"
              onInput={(event) => set({ password: event.currentTarget.value })}
            />
            <Toggle label={t("settings:contacts.books.agreed")} checked={book.agreed} onChange={(agreed) => set({ agreed })} />
            <div class="row">
              <Button kind="primary" icon={Plus} type="submit" busy={busy !== null}>
                {t("settings:contacts.books.add")}
              </Button>
            </div>
          </form>
        )
      }
    </Loaded>
  );
}

/** The port that everybody uses is left out. */
function shown(server: string) {
  return server.replace(/^(https:.*):443$/, "$1");
}
