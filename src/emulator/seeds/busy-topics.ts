/** What customers of the busy account ask about, and how often the bot knows. */
export type Topic = {
  readonly language: 'en' | 'de' | 'es' | 'fr';
  readonly questions: readonly string[];
  /** What the bot says; without it, that it does not know. */
  readonly answer?: string;
};

/** What a bot says that does not know, by language. */
export const unsure: Readonly<Record<Topic['language'], string>> = {
  en: 'Hmm, I am not sure. Could you ask our team at help@harbor.example?',
  de: 'Das weiß ich leider nicht. Bitte schreiben Sie an hilfe@harbor.example.',
  es: 'Lo siento, no lo sé. Escriba a ayuda@harbor.example, por favor.',
  fr: 'Désolé, je ne sais pas. Écrivez à aide@harbor.example, s’il vous plaît.',
};

export const shopTopics: readonly Topic[] = [
  {
    language: 'en',
    questions: ['Do you ship to Norway?', 'How long does shipping take?', 'Is shipping free?'],
    answer:
      'Shipping within the country takes two to three working days and is free from 35 euros. Abroad it takes five to eight working days.',
  },
  {
    language: 'en',
    questions: ['Can I return a bag?', 'How do refunds work?', 'I ordered the wrong beans, what now?'],
    answer:
      'You can return unopened bags within 30 days of delivery. Write to returns@harbor.example and we send you a label.',
  },
  {
    language: 'en',
    questions: ['How do I pause my subscription?', 'Can I cancel any time?', 'Please change my subscription'],
    answer:
      'A subscription can be paused, changed or canceled at any time on your account page, up to one day before the next roast.',
  },
  {
    language: 'en',
    questions: ['When are you open on Saturday?', 'Are you open on Sunday?', 'What are your opening hours?'],
    answer:
      'Monday to Friday from 8 to 18, Saturday from 9 to 14. We are closed on Sundays and public holidays.',
  },
  {
    language: 'en',
    questions: [
      'Can I use two vouchers on one order?',
      'Does a voucher expire?',
      'My voucher code does not work',
    ],
  },
  {
    language: 'en',
    questions: ['Which grinder do you recommend?', 'Do you repair espresso machines?'],
  },
  {
    language: 'de',
    questions: ['Liefern Sie nach Österreich?', 'Wie lange dauert der Versand?'],
    answer: 'Ins Ausland dauert der Versand fünf bis acht Werktage.',
  },
  { language: 'de', questions: ['Gilt mein Gutschein auch im Laden?', 'Kann ich auf Rechnung zahlen?'] },
  {
    language: 'es',
    questions: ['¿Hacen envíos a España?', '¿Cuánto tarda el envío?'],
    answer: 'Al extranjero el envío tarda de cinco a ocho días laborables.',
  },
  { language: 'es', questions: ['¿Puedo pagar con Bizum?'] },
  {
    language: 'fr',
    questions: ['Livrez-vous en France ?', 'Quels sont les délais de livraison ?'],
    answer: 'À l’étranger, la livraison prend de cinq à huit jours ouvrés.',
  },
  { language: 'fr', questions: ['Puis-je payer en trois fois ?'] },
];

export const tradeTopics: readonly Topic[] = [
  {
    language: 'en',
    questions: ['What is the minimum order?', 'How does wholesale start?', 'Can I get a price list?'],
    answer: 'Wholesale starts at 10 kilograms a month. Write to trade@harbor.example for a price list.',
  },
  {
    language: 'en',
    questions: ['Do you deliver on pallets?', 'When is the next delivery day?'],
    answer: 'Wholesale orders leave on Wednesdays, on pallets from 200 kilograms.',
  },
  { language: 'en', questions: ['Do you offer net 60 payment?', 'Can you print our logo on the bags?'] },
  {
    language: 'de',
    questions: ['Ab welcher Menge beliefern Sie Cafés?', 'Gibt es eine Preisliste?'],
    answer: 'Der Großhandel beginnt bei 10 Kilogramm im Monat. Die Preisliste schickt trade@harbor.example.',
  },
  { language: 'de', questions: ['Bieten Sie Schulungen für Baristas an?'] },
];

export const staffTopics: readonly Topic[] = [
  {
    language: 'en',
    questions: ['Where is the roast plan?', 'Who has the key to the store room?'],
    answer: 'The roast plan hangs beside the drum. The key to the store room is with the shift lead.',
  },
  {
    language: 'en',
    questions: ['How do I report a broken bag sealer?', 'When is the machine serviced?'],
    answer: 'Write broken machines into the service book; the service comes on the first Monday of a month.',
  },
  { language: 'en', questions: ['How many days of leave do I have left?'] },
];
