import { useCallback, useEffect, useState } from "preact/hooks";

/** Whether this device has a connection, as far as the browser knows. */
export function useOnline(): boolean {
  const [isOnline, set] = useState(navigator.onLine);
  useEffect(() => {
    const look = () => set(navigator.onLine);
    // It may have changed before anybody listened.
    look();
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);
  return isOnline;
}

/** Does something whenever the connection is back. */
export function useReconnected(act: () => void): void {
  useEffect(() => {
    addEventListener("online", act);
    return () => removeEventListener("online", act);
  }, [act]);
}

/** Whether a picture could not be loaded, and how to say so. It is asked for again once the connection is back. */
export function useFailed(): [boolean, (failed: boolean) => void] {
  const [failed, set] = useState(false);
  useReconnected(useCallback(() => set(false), []));
  return [failed, set];
}
