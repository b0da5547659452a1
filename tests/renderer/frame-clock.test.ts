import { describe, expect, it } from 'vitest'
import { LatestWins, RateMeter, type FrameSource } from '../../renderer/state/frame-clock.ts'

/** A screen that draws when the test says so. */
class Screen implements FrameSource {
  asked = 0
  #next: ((at: number) => void) | undefined
  requestAnimationFrame(callback: (at: number) => void): number {
    this.asked++
    this.#next = callback
    return this.asked
  }
  cancelAnimationFrame(): void {
    this.#next = undefined
  }
  draw(): void {
    const next = this.#next
    this.#next = undefined
    next?.(0)
  }
}

describe('latest wins', () => {
  it('hands on one value a picture, the last', () => {
    const screen = new Screen()
    const seen: number[] = []
    const latest = new LatestWins<number>(screen, (value) => seen.push(value))
    for (const value of [1, 2, 3]) latest.push(value)
    expect(screen.asked).toBe(1)
    expect(seen).toEqual([])
    screen.draw()
    expect(seen).toEqual([3])
    screen.draw()
    expect(seen).toEqual([3])
    latest.push(4)
    screen.draw()
    expect(seen).toEqual([3, 4])
  })

  it('queues nothing while the window is hidden', () => {
    const screen = new Screen()
    const seen: number[] = []
    const latest = new LatestWins<number>(screen, (value) => seen.push(value))
    for (let i = 0; i < 1000; i++) latest.push(i)
    expect(screen.asked).toBe(1)
    screen.draw()
    expect(seen).toEqual([999])
  })

  it('takes a value that comes while the last is being used', () => {
    const screen = new Screen()
    const seen: number[] = []
    const latest: LatestWins<number> = new LatestWins<number>(screen, (value) => {
      seen.push(value)
      if (value === 1) latest.push(2)
    })
    latest.push(1)
    screen.draw()
    screen.draw()
    expect(seen).toEqual([1, 2])
  })

  it('stops', () => {
    const screen = new Screen()
    const seen: number[] = []
    const latest = new LatestWins<number>(screen, (value) => seen.push(value))
    latest.push(1)
    latest.stop()
    screen.draw()
    expect(seen).toEqual([])
  })
})

describe('the rate', () => {
  it('is what arrived in the last two seconds', () => {
    const meter = new RateMeter()
    for (let t = 0; t <= 3000; t += 50) meter.tick(t)
    expect(meter.perSecond(3000)).toBeCloseTo(20, 5)
  })

  it('falls to nothing when nothing comes', () => {
    const meter = new RateMeter()
    for (let t = 0; t <= 1000; t += 100) meter.tick(t)
    expect(meter.perSecond(2000)).toBeLessThan(8)
    expect(meter.perSecond(5000)).toBe(0)
  })
})
