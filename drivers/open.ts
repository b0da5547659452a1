import type { FoundDevice, OpenDevice, TranscriptListener } from './device.ts'
import { wrongDevice } from './problems.ts'
import { recordLink, transcriptLines } from './transports/transcript.ts'
import type { Io } from './transports/transport.ts'

/** What the caller knows and wants when it opens an instrument. */
export interface OpenOptions {
  readonly transcript?: TranscriptListener
  /** Serial number this instrument had before; another one at the same place is refused. */
  readonly expectedSerial?: string
  /** Called once when the instrument is unplugged while open. */
  readonly onLost?: () => void
}

/**
 * Connects, asks the instrument who it is and hands it over; on failure nothing stays open.
 * `io.deadlineMs` is for each exchange, not for the whole: a board that boots takes its time.
 * @throws Problem BUSY, PERMISSION, NO_DEVICE, DRIVER, WRONG_DEVICE, DEVICE_TIMEOUT, PROTOCOL_VIOLATION
 */
export async function openDevice(found: FoundDevice, io: Io, options: OpenOptions = {}): Promise<OpenDevice> {
  const { transcript, expectedSerial, onLost } = options
  const bare = await found.connector.open(io)
  if (onLost) bare.onLost(onLost)
  const link = transcript ? recordLink(bare, transcriptLines(transcript, found.driver.describe)) : bare
  const device = await found.driver.open(link, io)
  const { serial } = device.identity
  if (expectedSerial === undefined || expectedSerial === '' || serial === '' || serial === expectedSerial)
    return device
  await device.close()
  throw wrongDevice(`${found.product} ${expectedSerial}`, `${found.product} ${serial}`)
}
