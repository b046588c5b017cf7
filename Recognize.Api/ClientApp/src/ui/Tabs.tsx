import { useLayoutEffect, useRef } from "preact/hooks";
import { Link } from "wouter-preact";

type TabsProps = { label: string; tabs: { to: string; text: string; isHere: boolean }[] };

/** The parts of a page. Where they do not all fit, the one that is shown is brought into view. */
export function Tabs({ label, tabs }: TabsProps) {
  const row = useRef<HTMLElement>(null);
  const here = tabs.find(({ isHere }) => isHere)?.to;
  useLayoutEffect(() => {
    const tab = row.current?.querySelector("[aria-current]");
    if (!row.current || !tab) return;
    // Not by scrollIntoView, which moves the page as well.
    const [around, shown] = [row.current.getBoundingClientRect(), tab.getBoundingClientRect()];
    row.current.scrollLeft += shown.left + shown.width / 2 - around.left - around.width / 2;
  }, [here]);
  return (
    <nav ref={row} class="tabs" aria-label={label}>
      {tabs.map(({ to, text, isHere }) => (
        <Link key={to} href={to} aria-current={isHere ? "page" : undefined}>
          {text}
        </Link>
      ))}
    </nav>
  );
}
