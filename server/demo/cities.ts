import type { Cuisine } from '#module/venues'

export interface City {
  key: 'lisbon' | 'kyoto' | 'marrakesh'
  name: string
  country: string
  timeZone: string
  currency: string
  languages: string[]
  phone: string
  /** Price of a plain double, in minor units. */
  double: number
  /** Of a deposit for one cover. */
  cover: number
  tax: { name: string; perPersonNight: number; maxNights: number | null } | null
  districts: { name: string; lat: number; lon: number; streets: string[]; about: string }[]
  hotels: { before: string[]; names: [string, string | null][]; local: (name: string, local: string | null) => string | null }
  restaurants: { before: [string, Cuisine[], string | null][]; names: [string, string | null][] }
}

/** Districts lie where they lie; the houses are invented. */
export const cities: City[] = [
  {
    key: 'lisbon', name: 'Lisbon', country: 'PT', timeZone: 'Europe/Lisbon', currency: 'EUR', languages: ['pt', 'en', 'es', 'fr'], phone: '+351 21 555 ', double: 11_800, cover: 1_000,
    tax: { name: 'City tax', perPersonNight: 400, maxNights: 7 },
    districts: [
      { name: 'Alfama', lat: 38.7121, lon: -9.1301, streets: ['Rua dos Remédios', 'Beco do Carneiro', 'Rua de São Miguel', 'Largo do Chafariz'], about: 'among the stairs and washing lines of Alfama' },
      { name: 'Chiado', lat: 38.7107, lon: -9.1427, streets: ['Rua Garrett', 'Rua Anchieta', 'Calçada do Sacramento', 'Rua Ivens'], about: 'in the Chiado, between bookshops and theatres' },
      { name: 'Bairro Alto', lat: 38.7139, lon: -9.1459, streets: ['Rua da Rosa', 'Rua do Norte', 'Travessa da Queimada'], about: 'on a quiet corner of the Bairro Alto' },
      { name: 'Príncipe Real', lat: 38.7168, lon: -9.1486, streets: ['Rua da Escola', 'Rua do Século', 'Calçada da Patriarcal'], about: 'by the cedar garden of Príncipe Real' },
      { name: 'Baixa', lat: 38.7108, lon: -9.1371, streets: ['Rua da Prata', 'Rua dos Sapateiros', 'Rua da Madalena'], about: 'in the straight streets of the Baixa, three minutes from the river' },
      { name: 'Graça', lat: 38.7165, lon: -9.1310, streets: ['Rua da Senhora do Monte', 'Largo da Graça', 'Rua Damasceno'], about: 'up in Graça, where the evening sun lasts longest' },
      { name: 'Belém', lat: 38.6970, lon: -9.2030, streets: ['Rua de Belém', 'Rua Vieira Portuense', 'Travessa dos Ferreiros'], about: 'in Belém, a walk along the river from the tower' },
      { name: 'Cais do Sodré', lat: 38.7061, lon: -9.1443, streets: ['Rua de São Paulo', 'Rua do Alecrim', 'Rua da Moeda'], about: 'behind the market at Cais do Sodré' },
    ],
    hotels: {
      before: ['Casa', 'Solar', 'Palacete', 'Pensão', 'Hotel', 'Residência'],
      names: [['do Miradouro', null], ['das Andorinhas', null], ['da Bica', null], ['do Limoeiro', null], ['da Varina', null], ['dos Azulejos', null], ['do Largo', null], ['da Alva', null], ['das Sete Colinas', null], ['do Carril', null], ['da Maré', null], ['do Alecrim', null], ['da Estrela do Rio', null], ['dos Poetas', null]],
      local: () => null,
    },
    restaurants: {
      before: [['Tasca', ['portuguese'], null], ['Marisqueira', ['seafood', 'portuguese'], null], ['Cervejaria', ['portuguese', 'grill'], null], ['Mesa', ['fusion', 'portuguese'], null], ['Taberna', ['portuguese'], null], ['Cantina', ['italian'], null], ['Jardim', ['vegetarian'], null], ['Padaria', ['bakery', 'cafe'], null]],
      names: [['do Tejo', null], ['da Avó Rosa', null], ['do Sardinheiro', null], ['das Flores', null], ['do Cais Velho', null], ['da Ginja', null], ['do Eléctrico', null], ['da Lua', null], ['dos Navegantes', null], ['do Pátio', null], ['da Esquina', null], ['do Polvo', null]],
    },
  },
  {
    key: 'kyoto', name: 'Kyoto', country: 'JP', timeZone: 'Asia/Tokyo', currency: 'JPY', languages: ['ja', 'en', 'zh'], phone: '+81 75 555 ', double: 19_800, cover: 1_500,
    tax: { name: 'Accommodation tax', perPersonNight: 400, maxNights: null },
    districts: [
      { name: 'Gion', lat: 35.0037, lon: 135.7751, streets: ['Hanamikoji-dori', 'Shinbashi-dori', 'Shirakawa-minami'], about: 'in Gion, where lanterns come on along the canal' },
      { name: 'Higashiyama', lat: 34.9981, lon: 135.7806, streets: ['Ninenzaka', 'Yasaka-dori', 'Kodaiji-kita'], about: 'on the stone lanes of Higashiyama' },
      { name: 'Pontocho', lat: 35.0052, lon: 135.7709, streets: ['Pontocho-dori', 'Kiyamachi-dori', 'Nishi-ishigaki'], about: 'between Pontocho and the Kamo river' },
      { name: 'Nishiki', lat: 35.0050, lon: 135.7649, streets: ['Nishiki-koji', 'Takoyakushi-dori', 'Fuyacho-dori'], about: 'a few doors from the Nishiki market' },
      { name: 'Arashiyama', lat: 35.0116, lon: 135.6778, streets: ['Saga-tenryuji', 'Togetsu-dori', 'Nonomiya'], about: 'in Arashiyama, where the bamboo begins' },
      { name: 'Okazaki', lat: 35.0136, lon: 135.7830, streets: ['Jingu-michi', 'Okazaki-dori', 'Reisen-dori'], about: 'by the canal and the museums of Okazaki' },
      { name: 'Nishijin', lat: 35.0290, lon: 135.7470, streets: ['Omiya-dori', 'Jofukuji-dori', 'Imadegawa'], about: 'among the weavers’ houses of Nishijin' },
    ],
    hotels: {
      before: ['Ryokan', 'Machiya', 'Hotel', 'Guesthouse'],
      names: [['Hinoki-tei', '檜亭'], ['Tsukimi', '月見'], ['Suzukaze', '涼風'], ['Momiji-an', '紅葉庵'], ['Kawasemi', '翡翠'], ['Shirakaba', '白樺'], ['Yamabuki', '山吹'], ['Kikyo', '桔梗'], ['Takenoko-ya', '筍屋'], ['Kazahana', '風花'], ['Hotaru', '蛍'], ['Usagi-ya', '兎屋'], ['Asagiri', '朝霧'], ['Matsukaze', '松風']],
      local: (name, local) => (local === null ? null : ({ Ryokan: `旅館 ${local}`, Machiya: `町家 ${local}`, Hotel: `ホテル${local}`, Guesthouse: `宿 ${local}` })[name] ?? local),
    },
    restaurants: {
      before: [['Kappo', ['kaiseki', 'japanese'], '割烹'], ['Sushi', ['sushi', 'japanese'], '鮨'], ['Ramen', ['ramen', 'japanese'], 'らーめん'], ['Izakaya', ['izakaya', 'japanese'], '居酒屋'], ['Soba', ['japanese', 'vegetarian'], '蕎麦'], ['Kissa', ['cafe', 'bakery'], '喫茶'], ['Bistro', ['french', 'fusion'], 'ビストロ']],
      names: [['Tsukimi', '月見'], ['Hanabi', '花火'], ['Akari', '灯'], ['Sazanami', '漣'], ['Tombo', '蜻蛉'], ['Hisago', '瓢'], ['Ume', '梅'], ['Kagami', '鏡'], ['Minato', '湊'], ['Yoi', '宵'], ['Kumo', '雲'], ['Shizuku', '雫']],
    },
  },
  {
    key: 'marrakesh', name: 'Marrakesh', country: 'MA', timeZone: 'Africa/Casablanca', currency: 'MAD', languages: ['ar', 'fr', 'en'], phone: '+212 524 55 ', double: 92_000, cover: 10_000,
    tax: { name: 'Tourist tax', perPersonNight: 2_500, maxNights: null },
    districts: [
      { name: 'Medina', lat: 31.6295, lon: -7.9862, streets: ['Derb Dabachi', 'Rue Bab Doukkala', 'Derb El Ferrane'], about: 'in the medina, five minutes from the square' },
      { name: 'Kasbah', lat: 31.6175, lon: -7.9889, streets: ['Rue de la Kasbah', 'Derb Chtouka', 'Derb Tabhirt'], about: 'in the Kasbah, under the storks' },
      { name: 'Mouassine', lat: 31.6310, lon: -7.9903, streets: ['Rue Mouassine', 'Derb Lakhdar', 'Derb Sidi Bouamar'], about: 'by the fountain of Mouassine' },
      { name: 'Mellah', lat: 31.6200, lon: -7.9815, streets: ['Rue Riad Zitoun', 'Place des Ferblantiers', 'Rue Talmud'], about: 'in the Mellah, near the spice sellers' },
      { name: 'Gueliz', lat: 31.6345, lon: -8.0100, streets: ['Rue de la Liberté', 'Boulevard Zerktouni', 'Rue Loubnane'], about: 'in Gueliz, among galleries and jacarandas' },
      { name: 'Hivernage', lat: 31.6220, lon: -8.0060, streets: ['Avenue Echouhada', 'Rue Haroun Errachid'], about: 'in the gardens of Hivernage' },
      { name: 'Palmeraie', lat: 31.6760, lon: -7.9560, streets: ['Route de Fès', 'Circuit de la Palmeraie'], about: 'out in the palm grove, with the Atlas behind' },
    ],
    hotels: {
      before: ['Riad', 'Dar', 'Hotel', 'Villa'],
      names: [['Zitoun', 'زيتون'], ['Yasmin', 'ياسمين'], ['Nour', 'نور'], ['El Khaima', 'الخيمة'], ['Tafraout', 'تافراوت'], ['Zahra', 'زهرة'], ['Nakhil', 'النخيل'], ['Warda', 'وردة'], ['Saffron', 'زعفران'], ['Al Qamar', 'القمر'], ['Rommane', 'رمان'], ['Tilila', 'تيليلا'], ['Laymoun', 'ليمون'], ['Atlas Blanc', 'الأطلس الأبيض']],
      local: (name, local) => (local === null ? null : ({ Riad: `رياض ${local}`, Dar: `دار ${local}`, Hotel: `فندق ${local}`, Villa: `فيلا ${local}` })[name] ?? local),
    },
    restaurants: {
      before: [['Table', ['moroccan'], 'مائدة'], ['Café', ['cafe', 'mediterranean'], 'مقهى'], ['Terrasse', ['mediterranean', 'moroccan'], 'شرفة'], ['Dar', ['moroccan'], 'دار'], ['Jardin', ['vegetarian', 'moroccan'], 'حديقة'], ['Grill', ['grill', 'middle_eastern'], 'مشواة'], ['Trattoria', ['italian'], null]],
      names: [['Zellige', 'الزليج'], ['Amandier', 'شجرة اللوز'], ['Argan', 'أركان'], ['Naâ Naâ', 'النعناع'], ['Safran', 'زعفران'], ['Tajine d’Or', 'الطاجين الذهبي'], ['Lune', 'القمر'], ['Cigogne', 'اللقلق'], ['Grenade', 'الرمان'], ['Menzeh', 'المنزه'], ['Souk', 'السوق'], ['Bahia', 'الباهية']],
    },
  },
]
