import { t } from "../i18n";
import { Card } from "../ui/Card";
import { AddressBookServers } from "./AddressBookServers";
import { Command } from "./parts";

const parts: { key: string; commands: string[] }[] = [
  { key: "backup", commands: ["./recognize backup recognize-backup.rcg", "./recognize restore recognize-backup.rcg"] },
  { key: "keys", commands: ["./recognize keys show", "./recognize keys rotate"] },
  { key: "update", commands: ["./recognize migrate", "./recognize models verify"] },
  { key: "tokens", commands: ["./recognize users tokens NAME", "./recognize users revoke NAME TOKEN"] },
];

/** Servers that may be called; and what is done at the server's terminal, on purpose: whoever only has a browser shall not be able to. */
export function ServerPage() {
  return (
    <div class="stack">
      <Card title={t("admin:server.books.title")}>
        <AddressBookServers />
      </Card>
      <p class="quiet">{t("admin:server.why")}</p>
      {parts.map(({ key, commands }) => (
        <Card key={key} title={t(`admin:server.${key}.title`)}>
          <p>{t(`admin:server.${key}.text`)}</p>
          {commands.map((command) => (
            <Command key={command}>{command}</Command>
          ))}
        </Card>
      ))}
    </div>
  );
}
