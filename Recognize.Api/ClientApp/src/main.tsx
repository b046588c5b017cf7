import "./ui/styles.css";
import { QueryClientProvider } from "@tanstack/preact-query";
import { render } from "preact";
import { basePath, signedOut } from "./api/client";
import { queries } from "./api/queries";
import { App } from "./app/App";
import { leave } from "./app/session";
import { applyTheme } from "./app/theme";
import { startTexts } from "./i18n";

applyTheme();
signedOut.addEventListener("signed-out", leave);
await startTexts();
render(
  <QueryClientProvider client={queries}>
    <App />
  </QueryClientProvider>,
  document.getElementById("app")!,
);

// Browsers have service workers on safe connections and on this machine itself only; the app works without.
if ("serviceWorker" in navigator && import.meta.env.PROD) void navigator.serviceWorker.register(`${basePath}sw.js`, { scope: basePath });
