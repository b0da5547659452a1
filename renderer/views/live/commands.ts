import type { Command } from '../../commands/command.ts'
import { asText } from '../../components/table.ts'
import type { App } from '../../state/app.svelte.ts'
import { saveText } from '../../text/save.ts'
import { fixed, NOT_KNOWN } from '../../text/numbers.ts'
import { valueAt } from '../../components/charts/samples.ts'
import { liveState, type LiveState } from './state.svelte.ts'

/** Commands of the Live view. */
export function liveCommands(app: App): Command[] {
  const state = liveState(app)
  const context = 'live'
  const hasFrame = (): boolean => state.frame !== undefined
  return [
    {
      id: 'live.freeze',
      title: () => (app.live.frozen === undefined ? 'Freeze' : 'Go on'),
      keys: ['F'],
      context,
      enabled: hasFrame,
      run: () => app.live.toggleFreeze(),
    },
    {
      id: 'live.pin',
      title: 'Pin',
      keys: ['P'],
      context,
      enabled: () => state.hasWhite && state.pins.length < 6,
      run: () => state.pin(),
    },
    {
      id: 'live.unpin',
      title: 'Remove last pin',
      keys: ['Shift P'],
      context,
      enabled: () => state.pins.length > 0,
      run: () => (state.pins = state.pins.slice(0, -1)),
    },
    {
      id: 'live.table',
      title: () => (state.table ? 'Chart' : 'Table'),
      keys: ['T'],
      context,
      enabled: hasFrame,
      run: () => (state.table = !state.table),
    },
    { id: 'live.loupe', title: 'Loupe', keys: ['L'], context, run: () => toggleLoupe(state) },
    {
      id: 'live.target',
      title: () => (state.target === undefined ? 'Set as target' : 'Remove target'),
      keys: ['G'],
      context,
      enabled: () => state.hasWhite,
      run: () => state.toggleTarget(),
    },
    {
      id: 'live.store',
      title: 'Store spot',
      keys: ['Enter'],
      context,
      enabled: () => app.commands.find('measure.spot')?.enabled?.() ?? false,
      run: () => state.store(),
    },
    ...[1, 2, 3, 4, 5, 6].map((number): Command => ({
      id: `live.trace-${String(number)}`,
      title: () =>
        `Trace ${String(number)}${state.legend[number - 1] === undefined ? '' : `: ${state.legend[number - 1]?.label ?? ''}`}`,
      keys: [String(number)],
      context,
      quiet: true,
      enabled: () => state.legend[number - 1] !== undefined,
      run: () => state.toggle(state.legend[number - 1]?.id ?? ''),
    })),
    {
      id: 'live.next-band',
      title: 'Crosshair right',
      keys: ['Right'],
      context,
      quiet: true,
      repeats: true,
      enabled: hasFrame,
      run: () => step(app, state, 1),
    },
    {
      id: 'live.previous-band',
      title: 'Crosshair left',
      keys: ['Left'],
      context,
      quiet: true,
      repeats: true,
      enabled: hasFrame,
      run: () => step(app, state, -1),
    },
    { id: 'live.fit', title: 'Show the whole spectrum', keys: ['0'], context, run: () => fit(state) },
    {
      id: 'live.export',
      title: 'Export this spectrum',
      keys: ['Ctrl E'],
      context,
      enabled: hasFrame,
      run: () => exportTable(state),
    },
  ]
}

function toggleLoupe(state: LiveState): void {
  state.loupe = !state.loupe
  if (state.loupe && state.cursor.x === undefined) state.step(0)
}

function fit(state: LiveState): void {
  state.viewport.reset()
  state.residualViewport.reset()
}

/** Moves the crosshair and tells the ear what it stands on. */
function step(app: App, state: LiveState, by: number): void {
  state.step(by)
  const x = state.cursor.x
  if (x === undefined) return
  const values = state.traces
    .filter((trace) => trace.spoken !== false)
    .map((trace) => `${trace.label} ${fixed(valueAt(trace.x, trace.y, x), 4)}`)
  app.notices.spoken = `${fixed(x, 1)} nm: ${values.join(', ')}`
}

function exportTable(state: LiveState): void {
  const xs = state.traces[0]?.x
  if (xs === undefined) return
  const columns = [
    { id: 'x', title: 'nm', text: (row: number) => String(xs[row]) },
    ...state.traces.map((trace) => ({
      id: trace.id,
      title: trace.label,
      text: (row: number) => String(valueAt(trace.x, trace.y, xs[row] ?? NaN) ?? NOT_KNOWN),
    })),
  ]
  saveText(
    `live-${state.mode}.tsv`,
    asText(
      columns,
      Array.from({ length: xs.length }, (_, i) => i),
    ),
  )
}
