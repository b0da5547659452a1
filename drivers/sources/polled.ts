/**
 * Calls `changed` whenever `fingerprint` gives something else than before; looks every `everyMs`, never twice
 * at once, and keeps no program alive. A look that fails counts as "nothing there". Returns the stop.
 */
export function polled(fingerprint: () => Promise<string>, everyMs: number, changed: () => void): () => void {
  let last: string | undefined
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const look = async (): Promise<void> => {
    const now = await fingerprint().catch(() => '')
    if (stopped) return
    if (last !== undefined && now !== last) changed()
    last = now
    timer = setTimeout(() => void look(), everyMs)
    timer.unref()
  }
  void look()
  return () => {
    stopped = true
    clearTimeout(timer)
  }
}
