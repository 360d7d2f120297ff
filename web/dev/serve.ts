import fastify from 'fastify'
import { pages } from '../../server/http/pages.ts'
const app = fastify({ routerOptions: { ignoreTrailingSlash: true } })
await pages(app)
app.setNotFoundHandler((request, reply) => request.url.startsWith('/v1') ? reply.code(404).send({ type: '/problems/not-found', title: 'no API' }) : reply.sendPage())
await app.listen({ port: Number(process.env.PORT ?? 4200), host: '127.0.0.1' })
console.log('ready')
