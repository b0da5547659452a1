import type { Spot } from '../../contract/live.ts'
import type { AppClient } from '../client.ts'

/** Whether a reference was read beside a spot: its spectrum, or the colour of one that has none. */
export const hasReference = (spot: Spot | undefined): boolean =>
  spot?.reference !== undefined || spot?.referenceColour !== undefined

/** Spot readings of the session, newest first. */
export class Spots {
  list = $state.raw<readonly Spot[]>([])
  /** Spot whose figures the inspector shows; undefined = the newest. */
  selectedId = $state<number | undefined>(undefined)
  readonly selected = $derived(this.list.find((spot) => spot.id === this.selectedId) ?? this.list[0])
  /** Newest spot that has a reference beside it. */
  readonly paired = $derived(this.list.find(hasReference))

  async refresh(client: AppClient): Promise<void> {
    const { spots } = await client.measure.spots({})
    this.list = [...spots].sort((a, b) => b.at.localeCompare(a.at) || b.id - a.id)
  }

  /** Puts a new reading on top and selects it. */
  add(spot: Spot): void {
    this.list = [spot, ...this.list.filter((old) => old.id !== spot.id)]
    this.selectedId = spot.id
  }

  /** A name for the next spot: the last one with its number or letter counted on. */
  nextName(): string {
    return countOn(this.list[0]?.name ?? 'Spot 0')
  }
}

/** "Panel 2218-a" -> "Panel 2218-b", "Tile 14" -> "Tile 15", "Mug glaze" -> "Mug glaze 2". */
export function countOn(name: string): string {
  const number = /^(.*?)(\d+)$/.exec(name)
  if (number !== null)
    return `${number[1] ?? ''}${String(Number(number[2]) + 1).padStart(number[2]?.length ?? 1, '0')}`
  const letter = /^(.*[-\s])([a-y])$/.exec(name)
  if (letter !== null) return `${letter[1] ?? ''}${String.fromCharCode((letter[2] ?? 'a').charCodeAt(0) + 1)}`
  return `${name} 2`
}
