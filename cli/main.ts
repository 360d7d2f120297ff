import { existsSync, readdirSync } from 'node:fs'
import { CannotStart } from '@holdfast/server/platform/cannot-start'
import { UsageError, type Command } from './command.ts'

const notCommands = ['main', 'command']

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    console.log(await overview())
    return name === undefined ? 2 : 0
  }
  if (!names().includes(name)) {
    console.error(`There is no command "${name}".\n\n${await overview()}`)
    return 2
  }
  const command = await load(name)
  if (args.includes('--help') || args.includes('-h')) {
    console.log(usageOf(name, command))
    return 0
  }
  try {
    return await command.run(args)
  } catch (error) {
    // The parser of node:util speaks of arguments with codes of its own.
    if (error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')) {
      console.error(`${(error as Error).message}\n\n${usageOf(name, command)}`)
      return 2
    }
    console.error(error instanceof CannotStart ? error.message : error)
    return 1
  }
}

/** Each file beside this one is a command. */
function names(): string[] {
  return readdirSync(import.meta.dirname)
    .map((file) => /^([a-z][a-z-]*)\.ts$/.exec(file)?.[1])
    .filter((name) => name !== undefined)
    .filter((name) => !notCommands.includes(name) && existsSync(`${import.meta.dirname}/${name}.ts`))
    .toSorted()
}

async function load(name: string): Promise<Command> {
  return (await import(`./${name}.ts`) as { default: Command }).default
}

async function overview(): Promise<string> {
  const all = await Promise.all(names().map(async (name) => ({ name, command: await load(name) })))
  const width = Math.max(...all.map(({ name }) => name.length))
  return ['npm run holdfast -- <command>', '', ...all.map(({ name, command }) => `  ${name.padEnd(width)}  ${command.summary}`), '', 'Each takes --help.'].join('\n')
}

function usageOf(name: string, command: Command): string {
  return [`npm run holdfast -- ${name} ${command.usage}`.trimEnd(), '', `  ${command.summary}`, ...(command.help === undefined ? [] : ['', command.help])].join('\n')
}

process.exitCode = await main(process.argv.slice(2))
