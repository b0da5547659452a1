import { SvelteMap } from 'svelte/reactivity'
import type { AdjustmentValue } from '../../../contract/adjustment.ts'
import type { Check, DeviceDetail, DeviceInfo, Role } from '../../../contract/instrument.ts'
import { perApp, type App } from '../../state/app.svelte.ts'
import { pause } from '../../state/link.svelte.ts'
import { saveText } from '../../text/save.ts'
import { diagnosticsText } from './diagnostics.ts'
import { groupsOf } from './groups.ts'

/** How often the detail page asks for link times and transcript. */
const POLL_MS = 1000

/** A role change that takes the role from another instrument. */
export interface Swap {
  readonly device: DeviceInfo
  readonly role: Role
  readonly loses: DeviceInfo
}

/** What was read of a device, and when, ms since the epoch. */
interface ReadDetail {
  readonly detail: DeviceDetail
  readonly readAt: number
}

/** Selection and detail of the device list. */
export class DevicesState {
  selectedUri = $state<string | undefined>(undefined)
  readonly #details = new SvelteMap<string, ReadDetail>()
  /** Waits for its confirmation. */
  swap = $state.raw<Swap | undefined>(undefined)
  /** What the doctor found on this computer. */
  system = $state.raw<readonly Check[] | undefined>(undefined)
  checking = $state(false)
  #app: App

  constructor(app: App) {
    this.#app = app
  }

  readonly groups = $derived.by(() => groupsOf(this.#app.bench.devices))
  readonly selected = $derived.by((): DeviceInfo | undefined => {
    const { bench } = this.#app
    return (
      bench.devices.find((device) => device.uri === this.selectedUri) ??
      bench.faults[0] ??
      bench.spectrometer ??
      this.groups[0]?.devices[0]
    )
  })

  /**
   * What stands beside the selected device where there is room for two: the reference beside the spectrometer, the
   * spectrometer beside everything else.
   */
  readonly beside = $derived.by((): DeviceInfo | undefined => {
    const { bench, look } = this.#app
    if (look.size !== 'l' || this.selected === undefined) return undefined
    return this.selected.role === 'spectrometer' ? bench.inRole('reference') : bench.inRole('spectrometer')
  })

  /** Detail of a device that is watched; undefined until it has come. */
  readonly detail = $derived.by(() =>
    this.selected === undefined ? undefined : this.detailOf(this.selected.uri),
  )

  detailOf(uri: string): DeviceDetail | undefined {
    return this.#details.get(uri)?.detail
  }

  /** When the detail was read; 0 = not yet. */
  readAt(uri: string): number {
    return this.#details.get(uri)?.readAt ?? 0
  }

  /** Asks for the detail of a device again and again; call inside an effect. Returns the way to stop. */
  watch(uri: string): () => void {
    const stop = new AbortController()
    void this.#poll(uri, stop.signal)
    return () => {
      stop.abort()
      this.#put(uri, undefined)
    }
  }

  #put(uri: string, detail: DeviceDetail | undefined): void {
    if (detail === undefined) this.#details.delete(uri)
    else this.#details.set(uri, { detail, readAt: Date.now() })
  }

  async #poll(uri: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const client = await this.#app.link.ready(signal)
        const detail = await client.bench.detail({ uri }, { signal })
        this.#put(uri, detail)
      } catch {
        // A device may vanish between list and question; the list says so.
      }
      await pause(POLL_MS, signal).catch(() => undefined)
    }
  }

  /** Runs the doctor on this computer and on the selected device. */
  async check(): Promise<void> {
    const { selected } = this
    this.checking = true
    const found = await this.#app.ask(async (client) => ({
      system: (await client.app.doctor({})).checks,
      detail: selected === undefined ? undefined : await client.bench.detail({ uri: selected.uri }),
    }))
    this.checking = false
    if (found === undefined) return
    this.system = found.system
    if (found.detail !== undefined) this.#put(found.detail.uri, found.detail)
    const failed = found.system.filter((check) => !check.ok).length
    this.#app.notices.say(
      failed === 0
        ? 'Doctor: all checks pass.'
        : `Doctor: ${String(failed)} of ${String(found.system.length)} checks fail.`,
    )
  }

  /** Everything known of the selected device to the clipboard; where there is none, as a file. */
  async copyDiagnostics(): Promise<void> {
    const { selected } = this
    if (selected === undefined) return
    const about = await this.#app.ask((client) => client.app.about({}))
    const program =
      about === undefined ? '' : `Isochrome ${about.version}, ${about.runtime}, ${about.platform}`
    const text = diagnosticsText(selected, this.detail, this.system, program)
    try {
      await navigator.clipboard.writeText(text)
      this.#app.notices.say(`Diagnostics of ${selected.model} are in the clipboard.`)
    } catch {
      saveText(`${selected.family}-${selected.serial}-diagnostics.txt`, text)
      this.#app.notices.say(`Diagnostics of ${selected.model} were saved as a file.`)
    }
  }

  /** Changes a setting of an instrument; false where it was refused, which a notice says. */
  async adjust(uri: string, id: string, value: AdjustmentValue): Promise<boolean> {
    const detail = await this.#app.ask((client) => client.bench.adjust({ uri, id, value }))
    if (detail !== undefined && this.#details.has(uri)) this.#put(uri, detail)
    return detail !== undefined
  }

  /** Opens the selected device, in the role it has or the first it can take. */
  async connect(): Promise<void> {
    const { selected } = this
    if (selected === undefined) return
    const role = selected.role === 'none' ? this.#freeRole(selected) : selected.role
    await this.#app.ask((client) =>
      client.bench.connect({ uri: selected.uri, ...(role !== undefined && { role }) }),
    )
  }

  /** Gives a role; asks first when another instrument loses it. */
  async assign(device: DeviceInfo, role: Role): Promise<void> {
    const loses =
      role === 'none'
        ? undefined
        : this.#app.bench.devices.find((other) => other.role === role && other.uri !== device.uri)
    if (loses !== undefined && this.swap === undefined) {
      this.swap = { device, role, loses }
      return
    }
    this.swap = undefined
    await this.#app.ask((client) => client.bench.assignRole({ uri: device.uri, role }))
  }

  async confirmSwap(): Promise<void> {
    const { swap } = this
    if (swap !== undefined) await this.assign(swap.device, swap.role)
  }

  step(by: number): void {
    const all = this.groups.flatMap((group) => group.devices)
    const at = all.findIndex((device) => device.uri === this.selected?.uri)
    const next = all[Math.min(all.length - 1, Math.max(0, at + by))]
    if (next !== undefined) this.selectedUri = next.uri
  }

  #freeRole(device: DeviceInfo): Role | undefined {
    return device.roles.find((role) => role !== 'none' && this.#app.bench.inRole(role) === undefined)
  }
}

/** Devices state of a window. */
export const devicesState = perApp((app) => new DevicesState(app))
