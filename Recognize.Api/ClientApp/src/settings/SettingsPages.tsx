import { t } from "../i18n";
import { Page } from "../ui/Page";

export default function SettingsPages() {
  return <Page title={t("nav.settings")}>{null}</Page>;
}
