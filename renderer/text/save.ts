import type { FileResult } from '../../contract/session.ts'

/** Hands a text to the browser as a file; the person or the browser decides where it goes. Nothing is overwritten. */
export function saveText(name: string, text: string): void {
  saveBlob(name, new Blob([text], { type: 'text/plain;charset=utf-8' }))
}

/** The same with a file the bench has made: its text, or its bytes. */
export function saveFile(name: string, { text, encoding }: FileResult): void {
  if (encoding !== 'base64') {
    saveText(name, text)
    return
  }
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  saveBlob(name, new Blob([bytes], { type: 'application/octet-stream' }))
}

/** The same for anything else, a picture for example. */
export function saveBlob(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
