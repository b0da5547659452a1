/** What the operator chose for this window; kept in the browser's own store, never sent anywhere. */
export type ThemeChoice = 'system' | 'dark' | 'light' | 'grey'
export type ThemeName = Exclude<ThemeChoice, 'system'>
export const THEME_CHOICES: readonly ThemeChoice[] = ['system', 'dark', 'light', 'grey']

/** Zoom in per cent, ui.md section 2. */
export const ZOOM = { least: 90, most: 160, step: 10 } as const

const KEY = 'isochrome.settings'

/** Window settings; every change is kept. */
export class Settings {
  theme = $state<ThemeChoice>('system')
  singleKeys = $state(true)
  sound = $state(false)
  /** Rows and targets of 32 px. */
  touch = $state(false)
  zoom = $state(100)
  #store: Pick<Storage, 'getItem' | 'setItem'>

  constructor(store: Pick<Storage, 'getItem' | 'setItem'>) {
    this.#store = store
    const kept = readKept(store)
    const theme = THEME_CHOICES.find((choice) => choice === kept.get('theme'))
    if (theme !== undefined) this.theme = theme
    const zoom = kept.get('zoom')
    if (typeof zoom === 'number') this.zoom = clampZoom(zoom)
    if (kept.get('singleKeys') === false) this.singleKeys = false
    if (kept.get('sound') === true) this.sound = true
    if (kept.get('touch') === true) this.touch = true
  }

  keep(): void {
    const { theme, singleKeys, sound, touch, zoom } = this
    this.#store.setItem(KEY, JSON.stringify({ theme, singleKeys, sound, touch, zoom }))
  }

  /** Steps the zoom up or down, 0 = back to 100. */
  zoomBy(steps: number): void {
    this.zoom = steps === 0 ? 100 : clampZoom(this.zoom + steps * ZOOM.step)
    this.keep()
  }
}

function clampZoom(percent: number): number {
  return Math.min(ZOOM.most, Math.max(ZOOM.least, Math.round(percent / ZOOM.step) * ZOOM.step))
}

function readKept(store: Pick<Storage, 'getItem'>): Map<string, unknown> {
  try {
    const kept: unknown = JSON.parse(store.getItem(KEY) ?? '{}')
    return new Map(Object.entries(typeof kept === 'object' && kept !== null ? kept : {}))
  } catch {
    return new Map() // damaged by hand: start from the defaults
  }
}
