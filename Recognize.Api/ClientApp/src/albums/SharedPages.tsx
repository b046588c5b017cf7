import { t } from "../i18n";
import { Page } from "../ui/Page";

export default function SharedPages() {
  return <Page title={t("nav.albums")}>{null}</Page>;
}
