import { Album, Compass, Images, type LucideIcon, LogOut, Music, Search, Settings, ShieldCheck, Users } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { Link, useLocation } from "wouter-preact";
import { t } from "../i18n";
import { IconButton } from "../ui/Button";
import { useOnline } from "../ui/connection";
import { reportError } from "../ui/toasts";
import { type Session, signOut } from "./session";

type Entry = {
  to: string;
  text: string;
  icon: LucideIcon;
  phone: boolean;
  /** Pages beside those below `to` that are reached from there. */
  also?: string;
};

const entries: Entry[] = [
  { to: "/", text: "nav.photos", icon: Images, phone: true, also: "/photos" },
  { to: "/search", text: "nav.search", icon: Search, phone: true },
  { to: "/people", text: "nav.people", icon: Users, phone: true, also: "/review" },
  { to: "/explore", text: "nav.explore", icon: Compass, phone: true },
  { to: "/albums", text: "nav.albums", icon: Album, phone: true, also: "/shared" },
  { to: "/music", text: "nav.music", icon: Music, phone: false },
  { to: "/settings", text: "nav.settings", icon: Settings, phone: false },
];

/** The frame around every page: navigation at the side, on a phone at the bottom, and a word when there is no connection. */
export function Shell({ session, children }: { session: Session; children: ComponentChildren }) {
  const [path] = useLocation();
  const shown: Entry[] = session.isAdmin
    ? [...entries, { to: "/admin", text: "nav.admin", icon: ShieldCheck, phone: false }]
    : entries;
  const isBelow = (to: string) => path === to || path.startsWith(`${to}/`);
  const isHere = ({ to, also }: Entry) => isBelow(to) || (also !== undefined && isBelow(also));
  return (
    <div class="shell">
      <a class="skip-link" href="#main" onClick={focusMain}>
        {t("nav.skip")}
      </a>
      <nav class="side" aria-label={t("nav.main")}>
        <Link href="/" class="brand">
          <img src="icon.svg" alt="" width="28" height="28" />
          <span>Recognize</span>
        </Link>
        <ul>
          {shown.map((entry) => (
            <li key={entry.to} class={entry.phone ? "" : "not-on-phone"}>
              <Link href={entry.to} aria-current={isHere(entry) ? "page" : undefined}>
                <entry.icon size={20} />
                <span>{t(entry.text)}</span>
              </Link>
            </li>
          ))}
          <li class="only-on-phone">
            <MoreMenu entries={shown.filter((entry) => !entry.phone)} isHere={isHere} />
          </li>
        </ul>
        <div class="who not-on-phone">
          <span class="ellipsis">{session.name}</span>
          <IconButton label={t("session.signOut")} icon={LogOut} onClick={() => signOut().catch(reportError)} />
        </div>
      </nav>
      <div class="content">
        <Offline />
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </div>
    </div>
  );
}

function focusMain(event: Event) {
  event.preventDefault();
  document.getElementById("main")?.focus();
}

function MoreMenu({ entries, isHere }: { entries: Entry[]; isHere: (entry: Entry) => boolean }) {
  const close = () => document.getElementById("more-menu")?.hidePopover();
  return (
    <>
      <button type="button" class="more" popovertarget="more-menu" aria-current={entries.some(isHere) ? "page" : undefined}>
        <Settings size={20} />
        <span>{t("nav.more")}</span>
      </button>
      <div id="more-menu" class="sheet" popover="auto">
        <ul>
          {entries.map(({ to, text, icon: Icon }) => (
            <li key={to}>
              <Link href={to} onClick={close}>
                <Icon size={20} />
                <span>{t(text)}</span>
              </Link>
            </li>
          ))}
          <li>
            <button type="button" class="link-like" onClick={() => signOut().catch(reportError)}>
              <LogOut size={20} />
              <span>{t("session.signOut")}</span>
            </button>
          </li>
        </ul>
      </div>
    </>
  );
}

function Offline() {
  const isOnline = useOnline();
  return isOnline ? null : (
    <p class="offline" role="status">
      {t("error.offline")}
    </p>
  );
}
