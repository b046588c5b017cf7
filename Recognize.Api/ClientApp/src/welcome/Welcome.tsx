import { t } from "../i18n";
import { Page } from "../ui/Page";

export default function Welcome() {
  return <Page title={t("nav.photos")}>{null}</Page>;
}
