/** How a bot says, in the languages that can be measured, that it has no answer. */
const phrases = [
  // English
  ...[
    'not (?:entirely |completely |quite |really |fully )?sure',
    "(?:do not|don't) know",
    "(?:do not|don't) have (?:(?:that|this|any|enough|specific|the) )?information",
    "(?:could not|couldn't|cannot|can't|(?:was|am|i'm) unable to) find (?:any|anything|that|this|an answer|information)",
    'no information (?:about|on|regarding)',
  ],
  // German
  ...[
    'bin (?:ich )?(?:mir )?(?:\\p{L}+ )?(?:nicht (?:ganz |so |völlig )?sicher|unsicher)',
    'weiß (?:ich )?(?:(?:das|es|dazu|leider) )*nicht',
    '(?:keine|nicht genügend|nicht genug) (?:\\p{L}+ )?informationen',
    '(?:kann|konnte) (?:\\p{L}+ ){0,3}(?:nichts|keine antwort) (?:\\p{L}+ ){0,3}finden',
  ],
  // French
  ...[
    'pas (?:tout à fait |entièrement |vraiment |très |totalement )?sûre?',
    'ne sais (?:malheureusement )?pas',
    "n'ai pas (?:cette |l'|d'|assez d'|suffisamment d'|ces )informations?",
    "(?:n'ai rien trouvé|n'ai pas trouvé|n'ai (?:rien|pas) pu trouver|ne trouve (?:rien|pas))",
  ],
  // Spanish
  ...[
    'no estoy (?:del todo |completamente |muy |totalmente )?segur[oa]',
    'no (?:lo )?sé',
    'no (?:tengo|dispongo de|cuento con) (?:(?:esa|la|esta|suficiente|ninguna) )?información',
    'no (?:he podido encontrar|pude encontrar|encontré|he encontrado|encuentro)',
  ],
  // Italian
  ...[
    'non (?:ne )?sono (?:del tutto |completamente |molto |totalmente )?sicur[oa]',
    'non (?:lo )?so',
    'non (?:ho|dispongo di) (?:(?:queste|questa|abbastanza|alcuna|sufficienti) )?informazion[ei]',
    'non (?:ho trovato|sono riuscit[oa] a trovare|trovo)',
  ],
  // Portuguese
  ...[
    'não (?:tenho|estou) (?:a |com )?(?:certeza|(?:totalmente |bem )?(?:cert|segur)[oa])',
    'não sei',
    'não (?:tenho|disponho de|possuo) (?:(?:essa|esta|essas|nenhuma|a) )?informaç(?:ão|ões)',
    'não (?:encontrei|consegui encontrar)',
  ],
  // Dutch
  ...[
    '(?:ben|weet) (?:(?:ik|er|het|dat|daar|helaas) )*niet (?:helemaal )?zeker',
    'weet (?:(?:ik|het|dat|dit|helaas) )+niet',
    'geen (?:\\p{L}+ )?informatie',
    '(?:kan|kon) (?:\\p{L}+ ){0,4}niets (?:\\p{L}+ ){0,3}vinden',
  ],
  // Swedish
  ...[
    'inte (?:helt )?säker',
    'vet (?:tyvärr )?inte',
    'har (?:tyvärr )?ingen information',
    'kunde (?:tyvärr )?inte hitta',
  ],
  // Danish and Norwegian
  ...[
    'ikke (?:helt )?sikker',
    '(?:ved|vet) (?:(?:jeg|det|desværre|dessverre) )*ikke',
    'har (?:desværre |dessverre )?ingen (?:information|informasjon|oplysninger)',
    'kunne (?:desværre |dessverre )?ikke (?:finde|finne)',
  ],
  // Polish
  ...[
    'nie jestem (?:do końca )?pew(?:ien|na)',
    'nie wiem',
    'nie mam (?:(?:takich|tych|tej) )?informacji',
    'nie (?:udało mi się znaleźć|znalazł[ae]m)',
  ],
];

const unsure = new RegExp(`(?<!\\p{L})(?:${phrases.join('|')})(?!\\p{L})`, 'iu');

/** Whether a bot says in its answer that it has none. */
export function saysUnsure(text: string): boolean {
  return unsure.test(text.replaceAll('’', "'"));
}

/** Frequent words that tell the measured languages from others that are written alike. */
const commonWords: readonly ReadonlySet<string>[] = [
  'the is are you your we our of and for with can cannot this that have not it be to by please how will yes',
  'der die das ist sind sie wir unser unsere und für mit nicht ein eine ich von bei können ihre ihr im zu',
  'le les est sont vous nous notre nos et des pour avec pas une je dans sur que votre vos du au il',
  'el los las es son usted nuestro nuestra y del para con una que por puede no se lo su al',
  'gli è sono noi nostro nostra di della per con non che può il una si nel delle dei ed',
  'são você nosso nossa do da para com não um uma que por pode os dos em seu sua é',
  'het een zijn je wij we onze ons en van voor met niet ik dat kunt binnen bij de is u',
  'och är det att ett vi vår våra för med inte jag på som kan av till den',
  'og er det at et vi vores våre for med ikke jeg på som kan af av til den',
  'jest są nie się że nasz nasza nasze dla czy możesz oraz przez który możemy w ciągu proszę',
].map((words) => new Set(words.split(' ')));

/** The part of the words that must be common ones; of a text that is not short, at least two different ones. */
const minShare = 0.2;
const shortWords = 6;

/** Whether a text is in a language whose phrases are known, as far as its most frequent words tell. */
export function isMeasurable(text: string): boolean {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  return commonWords.some((known) => {
    const hits = words.filter((word) => known.has(word));
    const minDistinct = words.length < shortWords ? 1 : 2;
    return new Set(hits).size >= minDistinct && hits.length / words.length >= minShare;
  });
}
