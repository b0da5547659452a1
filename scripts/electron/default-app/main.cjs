// What Electron's own default app does for `electron PATH`: a runtime taken out of a finished program lacks it.
const { app } = require('electron')
const { existsSync, readFileSync, statSync } = require('node:fs')
const { dirname, join, resolve } = require('node:path')

process.defaultApp = true
const named = process.argv.slice(1).find((argument) => !argument.startsWith('-') && existsSync(argument))
if (named === undefined) {
  process.stderr.write(
    'Usage: electron [flags] PATH, where PATH is a folder with a package.json or a script.\n',
  )
  app.exit(2)
} else {
  const path = resolve(named)
  const isFolder = statSync(path).isDirectory()
  const manifest = isFolder ? JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) : {}
  if (manifest.name !== undefined) app.setName(manifest.productName ?? manifest.name)
  app.setAppPath(isFolder ? path : dirname(path))
  require(isFolder ? join(path, manifest.main ?? 'index.js') : path)
}
