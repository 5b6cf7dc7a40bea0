import { type RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

const NEAR = 60;

/** Keeps a list at its end while the reader is there; somebody who has scrolled up is left in peace. */
export function useStickyEnd(signal: unknown): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  useLayoutEffect(() => {
    const list = ref.current;
    if (list === null) return undefined;
    const look = () => {
      atEnd.current = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    };
    const grow = () => {
      if (atEnd.current) list.scrollTop = list.scrollHeight;
    };
    const observer = new ResizeObserver(grow);
    for (const child of list.children) observer.observe(child);
    list.addEventListener('scroll', look, { passive: true });
    grow();
    return () => {
      observer.disconnect();
      list.removeEventListener('scroll', look);
    };
  }, [signal]);
  return ref;
}
