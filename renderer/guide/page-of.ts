/** Page of the guide that belongs to each view. */
export const PAGE_OF_VIEW: Readonly<Record<string, string>> = {
  live: 'guide/numbers.md',
  plate: 'guide/first-plate.md',
  models: 'guide/methods.md',
  sessions: 'guide/sessions.md',
  devices: 'guide/troubleshooting.md',
  lamps: 'guide/lamps.md',
  maps: 'guide/maps.md',
  explain: 'guide/explain.md',
  settings: 'guide/README.md',
}

/** Where the guide begins. */
export const CONTENTS = 'guide/README.md'

/** What decides which page is the right one. */
export interface GuideScene {
  readonly view: string
  readonly recalibrating: boolean
  /** Sessions shows verifications. */
  readonly verifying: boolean
  /** There is an instrument, simulated or not. */
  readonly connected: boolean
}

/** The page that explains what the window shows. */
export function pageOf({ view, recalibrating, verifying, connected }: GuideScene): string {
  if (view === 'models' && recalibrating) return 'guide/recalibrate.md'
  if (view === 'sessions' && verifying) return 'guide/verify.md'
  if (view === 'live' && !connected) return 'guide/first-evening.md'
  return PAGE_OF_VIEW[view] ?? CONTENTS
}

/** The page a link of another page leads to; undefined where it leads out of the guide. */
export function pageBehind(link: string, from: string): string | undefined {
  const [path = ''] = link.split('#')
  if (path === '') return from
  if (!path.endsWith('.md')) return undefined
  const parts = from.split('/').slice(0, -1)
  for (const part of path.split('/'))
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  return parts.join('/')
}
