import type { ComponentType } from "preact";
import { Link, Redirect, useParams } from "wouter-preact";
import { t } from "../i18n";
import { Page } from "../ui/Page";
import { AppearancePage } from "./AppearancePage";
import { ConsentPage } from "./ConsentPage";
import { ContactsPage } from "./ContactsPage";
import { DataPage } from "./DataPage";
import { NotRecognisedPage } from "./NotRecognisedPage";
import { ProfilePage } from "./ProfilePage";
import { SharingPage } from "./SharingPage";
import "./settings.css";

const parts: Record<string, ComponentType> = {
  profile: ProfilePage,
  appearance: AppearancePage,
  consent: ConsentPage,
  contacts: ContactsPage,
  "not-recognised": NotRecognisedPage,
  sharing: SharingPage,
  data: DataPage,
};

/** What users set for themselves, a part a tab. */
export default function SettingsPages() {
  const path = useParams()["*"] ?? "";
  if (path === "") return <Redirect to="/settings/profile" replace />;
  const Part = parts[path];
  if (!Part) return <Redirect to="/settings/profile" replace />;
  return (
    <Page title={t("nav.settings")}>
      <nav class="tabs" aria-label={t("nav.settings")}>
        {Object.keys(parts).map((part) => (
          <Link key={part} href={`/settings/${part}`} aria-current={part === path ? "page" : undefined}>
            {t(`settings:tab.${part}`)}
          </Link>
        ))}
      </nav>
      <div class="settings">
        <Part />
      </div>
    </Page>
  );
}
