/** Height of the page's own title bar, which the window buttons are laid over. */
const TITLE_BAR_PX = 32
/** First Electron that lays window buttons over the page on Linux too. */
const FIRST_ON_LINUX = 32

/** The options of Electron's windows that concern the frame. */
export interface WindowFrame {
  readonly autoHideMenuBar?: boolean
  readonly titleBarStyle?: 'hidden'
  readonly titleBarOverlay?: { readonly color: string; readonly symbolColor: string; readonly height: number }
}

/**
 * The page draws the title bar and the system lays its window buttons over it; where that cannot be had the window
 * keeps the system's frame. The buttons are transparent with grey symbols: they fit the dark and the light page.
 */
export function windowFrame(platform: NodeJS.Platform, electron: string): WindowFrame {
  const canOverlay = platform !== 'linux' || Number.parseInt(electron, 10) >= FIRST_ON_LINUX
  if (!canOverlay) return { autoHideMenuBar: true }
  return {
    titleBarStyle: 'hidden',
    titleBarOverlay: { color: '#00000000', symbolColor: '#808080', height: TITLE_BAR_PX },
  }
}
