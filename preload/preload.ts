import { ipcRenderer } from 'electron'

/**
 * Relays one MessagePort from the main process to the page and exposes nothing: no function, no
 * object. The page asks by posting to its own window once it can listen.
 */
const READY = 'isochrome:ready'
const CONNECT = 'isochrome:connect'
const PORT = 'isochrome:port'

ipcRenderer.on(PORT, (event) => {
  window.postMessage(PORT, window.location.origin, [...event.ports])
})

window.addEventListener('message', (event) => {
  if (event.source === window && event.data === READY) ipcRenderer.send(CONNECT)
})
