import { useLocation } from "wouter-preact";
import { t } from "../i18n";
import { ErrorState } from "../ui/states";
import { Tabs } from "../ui/Tabs";
import { Page } from "../ui/Page";
import { AccountPage } from "./AccountPage";
import { ConsentPage } from "./ConsentPage";
import { ContactsPage } from "./ContactsPage";
import { PrivacyPage } from "./PrivacyPage";
import { SharingPage } from "./SharingPage";
import { TokensPage } from "./TokensPage";
import "./settings.css";

const pages = [
  { path: "/settings", text: "settings:tab.account", component: AccountPage },
  { path: "/settings/consent", text: "settings:tab.recognition", component: ConsentPage },
  { path: "/settings/contacts", text: "settings:tab.contacts", component: ContactsPage },
  { path: "/settings/sharing", text: "settings:tab.sharing", component: SharingPage },
  { path: "/settings/tokens", text: "settings:tab.tokens", component: TokensPage },
  { path: "/settings/privacy", text: "settings:tab.privacy", component: PrivacyPage },
];

/** What somebody decides for themselves. */
export default function SettingsPages() {
  const [path] = useLocation();
  const here = pages.find((page) => page.path === path);
  const Part = here?.component;
  return (
    <Page title={t("nav.settings")}>
      <Tabs label={t("nav.settings")} tabs={pages.map((page) => ({ to: page.path, text: t(page.text), isHere: page === here }))} />
      {Part ? <Part /> : <ErrorState error={new Error(t("error.noPage"))} />}
    </Page>
  );
}
