const FOCUSABLE = 'button:not(:disabled), a[href], input, select, textarea, [tabindex="0"]'
const ORDER = ['strip', 'rail', 'main', 'inspector', 'status'] as const
const last = new WeakMap<Element, HTMLElement>()

/** Moves the focus to the next zone (F6), to the element that had it there last. */
export function nextZone(page: Document): void {
  const zones = ORDER.map((name) => page.querySelector(`[data-zone="${name}"]`)).filter(
    (zone) => zone !== null,
  )
  const focused = page.activeElement
  const at = zones.findIndex((zone) => zone.contains(focused))
  const left = zones[at]
  if (left !== undefined && focused instanceof HTMLElement) last.set(left, focused)
  for (let step = 1; step <= zones.length; step++) {
    const zone = zones[(at + step) % zones.length]
    if (zone === undefined) return
    const known = last.get(zone)
    const target = known?.isConnected === true ? known : zone.querySelector<HTMLElement>(FOCUSABLE)
    if (target !== null) {
      target.focus()
      if (page.activeElement === target) return
    }
  }
}
