export default {
  'guest.home.title': 'A room, a table, and somebody expecting you',
} as const
