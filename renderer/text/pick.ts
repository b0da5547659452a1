/** Asks the person for one file; undefined when none was chosen. Must be called from a click or a key press. */
export const pickFile = async (accept: string): Promise<File | undefined> => (await chosen({ accept }))[0]

/** The same for several files; none when it was cancelled. */
export const pickFiles = (accept: string): Promise<File[]> => chosen({ accept, multiple: true })

/** Asks for a folder; its files, or none when it was not chosen. */
export const pickFolder = (): Promise<File[]> => chosen({ webkitdirectory: true })

function chosen(asked: { accept?: string; multiple?: boolean; webkitdirectory?: boolean }): Promise<File[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = asked.accept ?? ''
  input.multiple = asked.multiple ?? false
  input.webkitdirectory = asked.webkitdirectory ?? false
  return new Promise((resolve) => {
    input.addEventListener('change', () => resolve([...(input.files ?? [])]))
    input.addEventListener('cancel', () => resolve([]))
    input.click()
  })
}
