import {
  ipcMain,
  MessageChannelMain,
  type IpcMainEvent,
  type MessagePortMain,
  type WebContents,
} from 'electron'
import { originOf } from './security.ts'

/** The one channel each way between page and main process; it carries a port and nothing else. */
const CONNECT = 'isochrome:connect'
const PORT = 'isochrome:port'

/** Where the far end of a page's port goes: the bench process. */
export interface PortReceiver {
  accept(port: MessagePortMain): void
}

/**
 * Answers pages that ask for the bench: the sender must be the main frame of a window we opened,
 * on the one allowed origin (checklist 17). Anything else is ignored.
 */
export function answerPages(options: {
  readonly allowedOrigin: string
  readonly knows: (contents: WebContents) => boolean
  readonly receiver: () => PortReceiver | undefined
}): void {
  ipcMain.on(CONNECT, (event: IpcMainEvent) => {
    const frame = event.senderFrame
    if (frame === null || frame !== event.sender.mainFrame) return
    if (originOf(frame.url) !== options.allowedOrigin || !options.knows(event.sender)) return
    const receiver = options.receiver()
    if (receiver !== undefined) handOver(event.sender, receiver)
  })
}

/** A fresh channel: one end to the page, one to the bench. */
export function handOver(contents: WebContents, receiver: PortReceiver): void {
  const { port1, port2 } = new MessageChannelMain()
  receiver.accept(port1)
  contents.postMessage(PORT, null, [port2])
}
