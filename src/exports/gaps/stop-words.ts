/** Words that say nothing about what a question is about, in the languages whose unsure answers can be measured. */
const lists = [
  // English
  'a an and any are as at be been but by can could did do does for from get got had has have hello hey hi how i if im in is it',
  'its just know like may me my need no not of on or our ok okay one please so some tell thank thanks that the their them then',
  'there these they this to us use want was we were what when where which who why will with would yes you your',
  // German
  'aber als am auch auf aus bei bin bis bitte da dann das dass dem den der des die doch du ein eine einem einen einer er es euch',
  'für gibt habe haben hallo hat ich ihr ihre ihren im in ist ja kann kannst können könnt man mein meine mich mir mit nach nein',
  'nicht noch nur oder ob sich sie sind so um und uns unter vom von vor wann war warum was welche wenn wer wie wir wird wo zu zum zur',
  // French
  'au aux avec bonjour c ce ces cette comment d dans de des du elle en est et être il ils j je l la le les leur ma mais merci mes',
  'moi mon n ne nous on ou où par pas peut peux pour pourquoi puis qu quand que quel quelle quels quelles qui s sa se si sont sur',
  'un une vos votre vous y',
  // Spanish
  'al algo con cómo cuál cuáles cuándo cuánto de del donde dónde el ella en es esta está este esto gracias hay hola la las le lo',
  'los me mi mis muy más necesito nos o para pero por porque puede puedo que qué quiero se si sin sobre son su sus tengo tiene un una usted y ya yo',
  // Italian and Portuguese
  'ai alla che chi ci ciao come con cosa da dal dei del della di dove e fa fare gli grazie ha ho i il io lo mi nei nel non o per',
  'perché posso può quale quali quando quanto si sono su sul una uno vi voi vorrei',
  'à ao aos as com como da das de do dos ela ele em então eu há isso já mais mas meu minha não na nas no nos obrigado o olá os ou para pode por posso',
  'qual quais quero são se sem seu sua também tem tenho um uma você vocês',
  // Dutch, Swedish, Danish, Norwegian, Polish
  'aan dan dat de deze dit een en er graag heb hebben heeft het hoe hoi ik in is ja je jullie kan kunnen kunt maar met mij mijn naar',
  'niet nog of om ook op over te tot u uw van voor waar waarom wanneer wat we welke wie wij wil zijn zo zou',
  'av att den det du där en ett från för går hej hos hur har i inte jag kan man med min mitt måste ni och om på som till tack var vad vi vill är',
  'af at de din dit er et fra får gør ha har hej hva hvad hvilke hvor hvordan hvornår ikke jeg kan med men mig min må nei nej og også på sig skal som til ved vi vil',
  'a albo ale co czy dla do gdzie i ile ja jak jaka jaki jakie jest kiedy lub ma mam mi mogę można na nie o od po proszę się są to w we z za że',
];

const stopWords: ReadonlySet<string> = new Set(lists.flatMap((list) => list.split(' ')));

export function isStopWord(word: string): boolean {
  return stopWords.has(word);
}
