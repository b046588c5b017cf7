import { useEffect } from "preact/hooks";
import { address } from "./client";

/** Listens to server-sent events while the component is shown. The browser connects again by itself. */
export function useEvents(path: string, name: string, onEvent: (data: unknown) => void): void {
  useEffect(() => {
    const source = new EventSource(address(path));
    source.addEventListener(name, (event) => onEvent(JSON.parse((event as MessageEvent<string>).data)));
    return () => source.close();
    // The listener of the first showing stays: callers pass one that does not change its meaning.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [path, name]);
}
