import type { Chance } from './random.ts'

// Invented people from many countries; any likeness is chance.
const given = ['Ana', 'João', 'Inês', 'Tomás', 'Marta', 'Yuki', '健太', '美咲', 'Haruto', 'Fatima', 'Youssef', 'سلمى', 'أمين', 'Khadija', 'Emma', 'Liam', 'Olivia', 'Noah', 'Chloé', 'Hugo', 'Léa', 'Giulia', 'Matteo', 'Sofía', 'Mateo', 'Anneke', 'Lars', 'Freja', 'Katarzyna', 'Piotr', 'Wei', '小明', 'Min-jun', 'Seo-yeon', 'Priya', 'Arjun', 'Amara', 'Kwame', 'Niamh', 'Oisín', 'Zeynep', 'Emre', 'Ingrid', 'Mikko', 'Dimitra', 'Nikos', 'Renata', 'Thiago', 'Leilani', 'Tane']
const family = ['Duarte', 'Pereira', 'Albuquerque', 'Sato', '田中', 'Yamamoto', '中村', 'El Idrissi', 'Benali', 'العلوي', 'التازي', 'Bennani', 'Smith', 'Smythe-Hargreaves', 'O’Brien', 'Johnson', 'Martin', 'Dubois', 'Rossi', 'Bianchi', 'García', 'Fernández', 'van Dijk', 'Sørensen', 'Lindqvist', 'Kowalska', 'Nowak', 'Chen', '王', 'Kim', 'Park', 'Raman', 'Iyer', 'Okafor', 'Mensah', 'Murphy', 'Yılmaz', 'Korhonen', 'Papadopoulou', 'Costa', 'Silva', 'Kahale', 'Ngata', 'Schneider', 'Müller', 'Weber']
const family0 = /[぀-ヿ一-鿿]/

/** A name as its bearer writes it: Chinese and Japanese family names stand first. */
export function somebody(by: Chance): { name: string; phone: string } {
  const [first, last] = [by.pick(given), by.pick(family)]
  const eastern = family0.test(first) && family0.test(last)
  return { name: eastern ? `${last} ${first}` : `${first} ${last}`, phone: `+${by.pick(['351', '81', '212', '44', '1', '33', '49', '34', '46', '86'])} ${by.whole(200, 999)} ${by.whole(100, 999)} ${by.whole(100, 999)}` }
}

export const wishes = ['Vegetarian, please', 'Allergic to nuts', 'Late arrival, about 23:00', 'It is her birthday: a candle would be kind', 'A quiet room, away from the lift', 'High chair for a child of two', 'Gluten-free', 'Arriving by bicycle; where can we leave them?', 'Anniversary', 'Needs an early breakfast on the last day']
export const accessNeed = 'Uses a wheelchair: step-free room and a shower without a step, please'
