import type { Adjustment, AdjustmentValue } from '../contract/adjustment.ts'
import type { Role, SettingRow, TranscriptLine } from '../contract/instrument.ts'
import type { Colorimeter, Lamp, Spectrometer, Stage } from './capabilities.ts'
import type { ByteStream, Connector, Io, SerialFraming, UsbPipe } from './transports/transport.ts'

/** What a device says about itself, read at open. */
export interface Identity {
  readonly model: string
  readonly serial: string
  readonly firmware: string
}

/** Settings that a person may change. A newly opened instrument has those of its driver. */
export interface Adjustable {
  list(): Adjustment[]
  /** @throws Problem BAD_REQUEST for a setting it does not have and a value that it does not take; READBACK */
  adjust(id: string, value: AdjustmentValue, io: Io): Promise<void>
}

/** An instrument that answered: its identity and the capabilities it has. */
export interface OpenDevice {
  readonly identity: Identity
  readonly spectrometer?: Spectrometer
  readonly reference?: Colorimeter
  readonly stage?: Stage
  /** Present where the instrument switches the light of the bench. */
  readonly lamp?: Lamp
  /** Present where it has settings to choose. */
  readonly adjustable?: Adjustable
  /** Required settings against what the device reports. */
  settings(io: Io): Promise<readonly SettingRow[]>
  close(): Promise<void>
}

/** How a family is recognised on a bus before it is opened. */
export interface BusMatch {
  readonly usb?: readonly { readonly vendorId: number; readonly productId: number }[]
  /** HID devices; their reports are read and written as the transfers of a USB pipe. */
  readonly hid?: readonly { readonly vendorId: number; readonly productId: number }[]
  /** USB ids of serial adapters inside the instrument; only a hint, the instrument is asked at open. */
  readonly serialAdapter?: readonly { readonly vendorId: number; readonly productId: number }[]
  readonly baudRates?: readonly number[]
  /** Only where it is not 8 data bits, no parity, 1 stop bit. */
  readonly framing?: SerialFraming
  readonly tcp?: boolean
}

/** A device file is one of these, checked with `satisfies`: it reads like the data sheet. */
export interface Driver {
  /** Name in URIs: "ocean-hdx", "jeti-1211", "grbl". */
  readonly family: string
  /** Name for people: "Ocean HDX". */
  readonly product: string
  readonly roles: readonly Role[]
  readonly match: BusMatch
  /** With which unit and firmware it was confirmed; absent = it has only met simulators so far. */
  readonly confirmed?: string
  /** What its sources leave open, one sentence for whoever connects the first real unit. */
  readonly uncertain?: string
  /** Bytes of a binary protocol in words for the transcript ("get serial number"); without it bytes are shown as text. */
  readonly describe?: (bytes: Uint8Array) => string
  /** Asks the instrument who it is and reads what is fixed; `io.deadlineMs` is for each exchange. Closes the link if that fails. @throws Problem WRONG_DEVICE, DEVICE_TIMEOUT, PROTOCOL_VIOLATION */
  open(link: ByteStream | UsbPipe, io: Io): Promise<OpenDevice>
}

/** An instrument seen on a bus, not opened yet. */
export interface FoundDevice {
  readonly uri: string
  readonly family: string
  readonly product: string
  readonly roles: readonly Role[]
  /** Serial number where the bus tells it, else ''. */
  readonly serial: string
  readonly simulated: boolean
  readonly connector: Connector
  readonly driver: Driver
  /** Set when it is visible but cannot be opened (permission, driver). */
  readonly problem?: import('../contract/errors.ts').ProblemData
}

/** Somewhere devices appear: the serial ports, the USB bus, addresses typed by the user, the simulated bench. */
export interface DeviceSource {
  readonly name: string
  list(signal: AbortSignal): Promise<readonly FoundDevice[]>
  /** Calls `changed` when something was plugged or unplugged (event or polling); returns the unsubscribe. */
  watch(changed: () => void): () => void
}

/** Listener of everything that goes over a link, for the device page and recorded transcripts. */
export type TranscriptListener = (line: TranscriptLine) => void
