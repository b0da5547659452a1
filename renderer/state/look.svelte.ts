import type { Settings, ThemeName } from './settings.svelte.ts'

/** Layout classes of ui.md section 2, by the width left after zoom. */
export type SizeName = 'xs' | 's' | 'm' | 'l'

/** Narrower than the smallest window, design pixels: only by zoom. */
const NARROW = 1024

/** The layout a width in design pixels gets. */
export function sizeFor(width: number): SizeName {
  if (width < 1280) return 'xs'
  if (width < 1440) return 's'
  return width < 1920 ? 'm' : 'l'
}

/** Names of styles/tokens.css. */
export type TokenName =
  | 'well'
  | 'bg'
  | 'panel'
  | 'raise'
  | 'hover'
  | 'line'
  | 'line2'
  | 'ctl'
  | 't1'
  | 't2'
  | 't3'
  | 'inv'
  | 'on-inv'
  | 'focus'
  | 'grid'
  | 'grid2'
  | 'ok'
  | 'warn'
  | 'fault'
  | 'raw'
  | 'cor'
  | 'ref'
  | 'pin'
  | 'band'
/** Colours of the present theme, for canvases. */
export type Tokens = Readonly<Record<TokenName, string>>

/** Theme, zoom and layout class of the window, and the colours canvases draw with. */
export class Look {
  theme = $state<ThemeName>('dark')
  size = $state<SizeName>('m')
  /** Device-independent pixels per design pixel. */
  scale = $state(1)
  tokens = $state.raw<Tokens>(readTokens(undefined))

  /** Follows settings, system and window; call inside an effect root. */
  follow(page: Window, settings: Settings): void {
    const system = page.matchMedia('(prefers-color-scheme: light)')
    let prefersLight = $state(system.matches)
    let width = $state(page.innerWidth)
    $effect(() => {
      const onScheme = (): void => void (prefersLight = system.matches)
      const onSize = (): void => void (width = page.innerWidth)
      system.addEventListener('change', onScheme)
      page.addEventListener('resize', onSize)
      return () => {
        system.removeEventListener('change', onScheme)
        page.removeEventListener('resize', onSize)
      }
    })
    $effect.pre(() => {
      const root = page.document.documentElement
      const theme = settings.theme === 'system' ? (prefersLight ? 'light' : 'dark') : settings.theme
      const scale = settings.zoom / 100
      const size = sizeFor(width / scale)
      root.dataset['theme'] = theme
      root.dataset['size'] = size
      if (settings.touch) root.dataset['touch'] = ''
      else delete root.dataset['touch']
      if (width / scale < NARROW) root.dataset['narrow'] = ''
      else delete root.dataset['narrow']
      root.style.fontSize = `${String(settings.zoom)}%`
      this.theme = theme
      this.size = size
      this.scale = scale
      this.tokens = readTokens(page.getComputedStyle(root))
    })
  }
}

function readTokens(style: CSSStyleDeclaration | undefined): Tokens {
  const colour = (name: TokenName): string => style?.getPropertyValue(`--${name}`).trim() ?? ''
  return {
    well: colour('well'),
    bg: colour('bg'),
    panel: colour('panel'),
    raise: colour('raise'),
    hover: colour('hover'),
    line: colour('line'),
    line2: colour('line2'),
    ctl: colour('ctl'),
    t1: colour('t1'),
    t2: colour('t2'),
    t3: colour('t3'),
    inv: colour('inv'),
    'on-inv': colour('on-inv'),
    focus: colour('focus'),
    grid: colour('grid'),
    grid2: colour('grid2'),
    ok: colour('ok'),
    warn: colour('warn'),
    fault: colour('fault'),
    raw: colour('raw'),
    cor: colour('cor'),
    ref: colour('ref'),
    pin: colour('pin'),
    band: colour('band'),
  }
}
