import type { TokenName } from '../../state/look.svelte.ts'
import type { Range, Tick } from './scales.ts'

/** One series of a plot. Arrays are read, never changed; x ascending. A NaN in y is a gap. */
export interface Trace {
  /** Stable over updates: the same id keeps its data set. */
  readonly id: string
  /** Word in readout, table and legend. */
  readonly label: string
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  readonly colour: TokenName
  /** `points` open circles, `steps` for cumulative shares, `stems` for times of single events, `crosses` for failures. */
  readonly form?: 'line' | 'points' | 'dots' | 'steps' | 'stems' | 'crosses' | 'line and dots'
  readonly width?: number
  readonly dash?: readonly number[]
  /** Half width of an interval, drawn as a filled band. */
  readonly interval?: ArrayLike<number> | undefined
  /** Or a band with its own ends. */
  readonly lower?: ArrayLike<number> | undefined
  readonly upper?: ArrayLike<number> | undefined
  /** Fill of the band; `band` unless said. */
  readonly bandColour?: string | undefined
  /** One colour for each point, for samples in their own colours. */
  readonly pointColours?: readonly string[] | undefined
  /** Word at the right end, on a halo. */
  readonly mark?: string
  /** Where along x the word stands; the right end unless said. */
  readonly markAt?: number
  /** Named in the readout; true unless said. */
  readonly spoken?: boolean
}

/** An axis: its ends and its lines. */
export interface Axis extends Range {
  readonly kind?: 'linear' | 'log'
  readonly ticks: readonly Tick[]
}

/** Room around the plot, design pixels. */
export interface Padding {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Everything a plot shows. */
export interface PlotSpec {
  readonly traces: readonly Trace[]
  readonly x: Axis
  readonly y: Axis
  readonly padding?: Padding
  /** Labels under the x axis; false where a plot below carries them. */
  readonly xLabels?: boolean
  /** Left of the first x label. */
  readonly xUnit?: string
  /** 5 px strip in the colours of the wavelengths; nm axes only. */
  readonly strip?: boolean
  /** Quantity, inside the top left corner. */
  readonly corner?: string
  readonly cornerRight?: string
  /** Words inside the bottom right corner: what x is. */
  readonly cornerX?: string
  /** Where light is scarce. */
  readonly hatch?: readonly Range[]
  /** Saturated stretches: a bar along the top edge. */
  readonly clipped?: readonly Range[]
  readonly limits?: readonly {
    readonly y: number
    readonly colour: TokenName
    readonly dash?: readonly number[]
    readonly from?: number
  }[]
  readonly verticals?: readonly {
    readonly x: number
    readonly text?: string
    readonly quiet?: boolean
    readonly dash?: readonly number[]
    readonly colour?: TokenName
  }[]
  /** Line of equality, with a word on it. */
  readonly diagonal?: string
  /** Everything stands still: traces pale under a hatch, with a sentence. */
  readonly stale?: string | undefined
  /** Unit printed with the extreme of a trace that leaves the plot ("0.037 at 380 nm"). */
  readonly edgeUnit?: string
  /** Decimals in readout and edge figures. */
  readonly digits?: number
}

export const DEFAULT_PADDING: Padding = { left: 54, right: 18, top: 14, bottom: 10 }
