export default {
  'guest.home.title': 'غرفة وطاولة ومن ينتظر قدومك',
} as const
