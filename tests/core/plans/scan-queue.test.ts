import { describe, expect, it } from 'vitest'
import { ScanQueue } from '../../../core/plans/scan-queue.ts'

/** Everything the queue still gives. */
function rest(queue: ScanQueue): string[] {
  const taken: string[] = []
  for (let patch = queue.take(); patch !== undefined; patch = queue.take()) taken.push(patch)
  return taken
}

describe('the queue of a scan', () => {
  it('gives what is unread in order', () => {
    expect(rest(new ScanQueue(['A', 'B', 'C']))).toEqual(['A', 'B', 'C'])
  })

  it('goes on after a jump and comes back for what was passed over', () => {
    const queue = new ScanQueue(['A', 'B', 'C', 'D'])
    expect(queue.take()).toBe('A')
    queue.jump('C')
    expect(rest(queue)).toEqual(['C', 'D', 'B'])
  })

  it('jumps to a patch that was read before', () => {
    const queue = new ScanQueue(['B', 'C'])
    queue.jump('A')
    expect(rest(queue)).toEqual(['A', 'B', 'C'])
  })

  it('repeats what was refused at the end, so often and no more', () => {
    const queue = new ScanQueue(['A', 'B'])
    const order: string[] = []
    for (let patch = queue.take(); patch !== undefined; patch = queue.take()) {
      order.push(patch)
      queue.attempted(patch)
      if (patch === 'A') queue.refused('A', 3)
    }
    expect(order).toEqual(['A', 'B', 'A', 'A'])
  })

  it('reads what the operator asked for first, once', () => {
    const queue = new ScanQueue(['A', 'B', 'C'])
    queue.repeat(['X', 'C'])
    queue.repeat(['X'])
    expect([...queue.repeats]).toEqual(['X', 'C'])
    expect(queue.left).toBe(4)
    expect(rest(queue)).toEqual(['X', 'C', 'A', 'B'])
  })

  it('takes up what was undone, not what was skipped, and drops what was redone', () => {
    const queue = new ScanQueue(['C', 'D'])
    queue.skip('B')
    queue.reopen('A')
    queue.reopen('A')
    queue.reopen('B')
    queue.drop('C')
    expect(rest(queue)).toEqual(['D', 'A'])
  })

  it('remembers a wish for references once, the white with its dark', () => {
    const queue = new ScanQueue([])
    expect(queue.wanted()).toBeUndefined()
    queue.want('dark')
    expect(queue.wanted()).toBe('dark')
    queue.want('dark')
    queue.want('white')
    expect(queue.wanted()).toBe('white')
    expect(queue.wanted()).toBeUndefined()
  })
})
