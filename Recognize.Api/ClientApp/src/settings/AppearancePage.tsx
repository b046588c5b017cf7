import { useState } from "preact/hooks";
import { chooseTheme, chosenTheme, type Theme } from "../app/theme";
import { chooseLanguage, currentLanguage, languages, t } from "../i18n";
import { Select } from "../ui/fields";
import { reportError } from "../ui/toasts";

const themes: Theme[] = ["system", "light", "dark"];

export function AppearancePage() {
  const [theme, setTheme] = useState(chosenTheme());
  const names = new Intl.DisplayNames([currentLanguage()], { type: "language" });
  const ownName = (code: string) => new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
  return (
    <section class="card narrow">
      <Select
        label={t("settings:language")}
        value={currentLanguage()}
        options={languages.map((code) => ({ value: code, text: code === currentLanguage() ? ownName(code) : `${ownName(code)} (${names.of(code)})` }))}
        onChange={(event) => chooseLanguage(event.currentTarget.value).catch(reportError)}
      />
      <Select
        label={t("settings:theme.label")}
        value={theme}
        options={themes.map((one) => ({ value: one, text: t(`settings:theme.${one}`) }))}
        onChange={(event) => {
          const chosen = themes.find((one) => one === event.currentTarget.value) ?? "system";
          chooseTheme(chosen);
          setTheme(chosen);
        }}
      />
      <p class="hint">{t("settings:appearanceHint")}</p>
    </section>
  );
}
