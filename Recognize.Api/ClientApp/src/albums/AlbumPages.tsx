import { t } from "../i18n";
import { Page } from "../ui/Page";

export default function AlbumPages() {
  return <Page title={t("nav.albums")}>{null}</Page>;
}
