import { describe, expect, it } from 'vitest'
import type { PatchView, PlateView } from '../../../contract/plate.ts'
import type { PlanEvent } from '../../../contract/run.ts'
import { drawPlate } from '../../../spectra/plate.ts'
import { cellAt, cellBox, plateGeometry, plateSize } from '../../../renderer/components/plate/geometry.ts'
import { patchLabel } from '../../../renderer/components/plate/patch-label.ts'
import { plateName } from '../../../renderer/components/plate/plate-name.ts'
import {
  differenceScale,
  minutesEnd,
  scaleColour,
  timeScale,
} from '../../../renderer/components/plate/scale.ts'
import { keptPlace } from '../../../renderer/components/plate/zoom.ts'
import { App } from '../../../renderer/state/app.svelte.ts'
import { plateNeed } from '../../../renderer/views/plate/need.ts'
import { PlateState } from '../../../renderer/views/plate/plate-state.svelte.ts'

const plate = drawPlate('Mine', 3, 4, 10)
const { patches, ...head } = plate
const view = (over: Partial<PlateView> = {}): PlateView => ({
  session: 3,
  scanned: true,
  plate: head,
  patches: patches.map((patch) => ({ ...patch, state: 'unread', control: false, readings: 0 })),
  paired: 0,
  refused: 0,
  toRepeat: 0,
  controls: [],
  controlLimit: 0.12,
  whites: [],
  ...over,
})
const shown = (over: Partial<PlateView> = {}): PlateState => {
  const state = new PlateState()
  state.show(view(over))
  return state
}
const stamp = { seq: 0, at: '2026-11-21T09:00:00.000Z', run: 1 }
const patchEvent = (id: string, state: PatchView['state'], paired: number): PlanEvent => ({
  type: 'patch',
  patch: { ...view().patches.find((patch) => patch.id === id)!, state, readings: 2 },
  checks: [{ name: 'level', state: 'passed', detail: 'peak 41 %' }],
  paired,
  refused: 0,
  toRepeat: 0,
})

describe('the geometry of the map', () => {
  it('fits 660 patches into the room, finds every cell again and leaves gaps between them', () => {
    const geometry = plateGeometry(1068, 546, 20, 33)
    const size = plateSize(geometry)
    expect(size.width).toBeLessThanOrEqual(1068.5)
    expect(size.height).toBeLessThanOrEqual(546.5)
    for (const [row, column] of [
      [0, 0],
      [19, 32],
      [7, 13],
    ] as const) {
      const box = cellBox(geometry, row, column)
      expect(cellAt(geometry, box.x + box.width / 2, box.y + box.height / 2)).toEqual({ row, column })
      const right = cellBox(geometry, row, column + 1)
      expect(right.x - (box.x + box.width)).toBe(2)
    }
    expect(cellAt(geometry, 5, 5)).toBeUndefined()
    expect(cellAt(geometry, size.width + 20, 100)).toBeUndefined()
  })

  it('grows with the zoom and stays readable on a tiny plate', () => {
    const once = plateGeometry(1068, 546, 20, 33)
    expect(plateGeometry(1068, 546, 20, 33, 4).pitchX).toBeCloseTo(4 * once.pitchX, 9)
    const tiny = plateGeometry(1068, 546, 2, 2)
    expect(tiny.pitchX).toBeLessThanOrEqual(160)
    // In the middle of its room, labels and edge apart.
    const right = tiny.left + 2 * tiny.pitchX
    expect(1068 - 14 - right - (tiny.left - 30)).toBeLessThan(2)
  })
})

describe('zooming the map', () => {
  const [once, twice] = [plateGeometry(1000, 500, 20, 33), plateGeometry(1000, 500, 20, 33, 2)]
  const room = { x: 1000, y: 500 }

  it('keeps the patch under the pointer there', () => {
    const pointer = { x: 700, y: 300 }
    const to = keptPlace(once, twice, { pointer, scrolled: { x: 0, y: 0 }, room, current: undefined })
    expect(cellAt(twice, to.x + 700, to.y + 300)).toEqual(cellAt(once, 700, 300))
    const back = keptPlace(twice, once, { pointer, scrolled: to, room, current: undefined })
    expect([back.x, back.y].map(Math.round)).toEqual([0, 0])
  })

  it('brings the current patch to the middle where the keyboard zooms', () => {
    const current = { row: 10, column: 16 }
    const to = keptPlace(once, twice, { pointer: undefined, scrolled: { x: 0, y: 0 }, room, current })
    expect(cellAt(twice, to.x + 500, to.y + 250)).toEqual(current)
    const corner = { row: 0, column: 0 }
    expect(
      keptPlace(once, twice, { pointer: undefined, scrolled: { x: 0, y: 0 }, room, current: corner }),
    ).toEqual({
      x: 0,
      y: 0,
    })
  })
})

describe('the plate in the window', () => {
  it('keeps what it saw of a refusal when the same session is read again', () => {
    const state = shown()
    const problem = {
      code: 'PAIR_EXPECTED',
      title: 'Refused',
      happened: 'far',
      kept: 'all',
      next: 'R',
    } as const
    state.take({ ...stamp, type: 'refused', patch: 'A02', problem })
    const patches = view().patches.map((patch) =>
      patch.id === 'A02' || patch.id === 'A03'
        ? { ...patch, state: 'refused' as const, reason: 'far' }
        : patch,
    )
    state.show(view({ patches, refused: 2 }))
    expect(state.refusals.map((one) => [one.patch, one.problem?.code])).toEqual([
      ['A02', 'PAIR_EXPECTED'],
      ['A03', undefined],
    ])
    state.show(view({ patches, refused: 2, session: 4 }))
    expect(state.refusals.map((one) => one.problem)).toEqual([undefined, undefined])
  })

  it('takes a pair into its cell and tells only of that cell', () => {
    const state = shown()
    const changed: string[] = []
    const stop = state.onCell((cell) => changed.push(cell.id))
    state.take({ ...stamp, ...patchEvent('A02', 'paired', 1) })
    expect([state.paired, state.byId.get('A02')?.view.state, state.lastPairs, changed]).toEqual([
      1,
      'paired',
      ['A02'],
      ['A02'],
    ])
    expect(state.byId.get('A02')?.checks[0]?.detail).toBe('peak 41 %')
    stop()
    state.take({ ...stamp, ...patchEvent('A03', 'paired', 2) })
    expect(changed).toEqual(['A02'])
    expect(state.lastPairs).toEqual(['A03', 'A02'])
  })

  it('lists refusals until the patch has its pair', () => {
    const state = shown()
    const problem = {
      code: 'PAIR_EXPECTED',
      title: 'Not the expected colour',
      happened: 'dE 15',
      kept: '',
      next: '',
    } as const
    state.take({ ...stamp, type: 'refused', patch: 'B01', problem })
    state.take({ ...stamp, ...patchEvent('B01', 'refused', 0) })
    expect(state.refusals.map((refusal) => refusal.patch)).toEqual(['B01'])
    state.take({ ...stamp, ...patchEvent('B01', 'paired', 1) })
    expect(state.refusals).toEqual([])
  })

  it('moves the selection within the plate, extends it, and acts on the last pair when nothing is selected', () => {
    const state = shown()
    expect(state.chosen).toEqual([])
    state.take({ ...stamp, ...patchEvent('C04', 'paired', 1) })
    expect(state.chosen).toEqual(['C04'])
    state.move(0, 0, false)
    expect(state.selected).toBe('A01')
    state.move(-1, -1, false)
    expect(state.selected).toBe('A01')
    state.move(0, 1, true)
    state.move(1, 0, true)
    expect(state.chosen).toEqual(['A01', 'A02', 'B02'])
    state.move(99, 99, false)
    expect(state.chosen).toEqual(['C04'])
  })

  it('finds the next unread patch, around the end', () => {
    const state = shown()
    state.select('C04')
    state.next((patch) => patch.state === 'unread')
    expect(state.selected).toBe('A01')
    state.next((patch) => patch.state === 'paired')
    expect(state.selected).toBe('A01')
  })

  it('counts whites where they were taken and keeps control points', () => {
    const state = shown({ paired: 66 })
    state.take({ ...stamp, type: 'reading', reading: 1, role: 'spectrometer', kind: 'white', seconds: 1 })
    state.take({ ...stamp, type: 'reading', reading: 2, role: 'reference', kind: 'white', seconds: 1 })
    state.take({
      ...stamp,
      type: 'control',
      point: { pair: 66, patch: 'A01', deltaL: 0.1, ewma: 0.02, outside: false },
    })
    expect([state.whites, state.controls.length]).toEqual([[66], 1])
  })

  it('shows a plate before its scan in the expected colours', () => {
    const state = new PlateState()
    state.preview({
      ...plate,
      patches: plate.patches.map((patch) => ({ ...patch, expectedLab: [50, 60, 0] })),
    })
    const colour = state.cells[0]?.view.expected?.srgb
    expect(colour?.[0]).toBeGreaterThan(colour?.[1] ?? 1)
    expect([state.session, state.paired]).toEqual([undefined, 0])
  })
})

describe('words and colours of the plate', () => {
  it('tell the ear what a patch is', () => {
    const patch: PatchView = {
      ...view().patches[0]!,
      name: '10GY 4/4',
      state: 'paired',
      control: true,
      deltaERaw: 0.524,
    }
    expect(patchLabel(patch, true)).toBe('A01, 10GY 4/4, current, control patch, paired, delta E 0.52 raw')
    expect(patchLabel(patch, true, '1 of 12')).toContain('current, pair 1 of 12, ')
    expect(shown().placeOf('A03')).toBe('3 of 12')
    expect(shown().placeOf('Z99')).toBeUndefined()
    expect(plateName('builtin')).toBe('Default plate')
    expect(plateName('Munsell matt')).toBe('Munsell matt')
  })

  it('never go beyond the ends of a scale', () => {
    expect(scaleColour(99, 1)).toBe(scaleColour(1, 1))
    expect(scaleColour(0, 1)).not.toBe(scaleColour(1, 1))
  })

  it('map difference, repeatability and time, each to an end that does not follow the data', () => {
    const patch: PatchView = {
      ...view().patches[0]!,
      state: 'paired',
      pairedAt: '2026-11-21T09:07:00.000Z',
      deltaERaw: 0.8,
      deltaECorrected: 0.2,
      spread: 0.05,
    }
    expect(differenceScale('error', 1).valueOf(patch)).toBe(0.2)
    expect(differenceScale('spread', 0.1).valueOf(patch)).toBe(0.05)
    expect(differenceScale('spread', 0.1).marks).toEqual(['0.100', '0.050', '0.000'])
    const { pairedAt: _, ...unread } = patch
    expect(differenceScale('spread', 0.1).valueOf(unread)).toBeUndefined()
    const scale = timeScale(new Date('2026-11-21T09:00:00.000Z').getTime(), 10)
    expect([scale.valueOf(patch), scale.valueOf(unread)]).toEqual([7, undefined])
    expect([0, 1, 7, 61, 5000].map(minutesEnd)).toEqual([1, 1, 10, 120, 5760])
  })

  it('draw the time map to the end of the scan, and keep the map that was looked at', () => {
    const patches = view().patches.map((patch, i) =>
      i > 2
        ? patch
        : { ...patch, state: 'paired' as const, pairedAt: `2026-11-21T09:0${String(i * 3)}:00.000Z` },
    )
    const state = shown({ patches, paired: 3 })
    expect(state.scale).toBeUndefined()
    state.showMap('time')
    expect(state.scale?.top).toBe(10)
    expect(state.scale?.valueOf(patches[1]!)).toBe(3)
    state.showMap('spread', 0.5)
    expect([state.map, state.tops.spread, state.tops.error, state.scale?.top]).toEqual([
      'spread',
      0.5,
      1,
      0.5,
    ])
  })

  it('mark the rail while a scan runs and when it waits', () => {
    const app = new App({ getItem: () => null, setItem: () => undefined })
    app.run.id = 1
    expect(plateNeed(app)).toBeUndefined()
    app.run.take({ ...stamp, type: 'started', kind: 'scan', session: 1, total: 9, done: 0 })
    expect(plateNeed(app)).toBe('working')
    app.run.take({ ...stamp, seq: 1, type: 'state', state: 'paused', reason: 'paused by you' })
    expect(plateNeed(app)).toBe('attention')
  })
})
