import { describe, expect, test } from 'vitest';
import { isMeasurable, saysUnsure } from '../../src/base/unsure-words.js';

describe('a bot without an answer says so', () => {
  test.each([
    ['Hmm, I am not sure.'],
    ['I could not find anything about that in my source text. Could you rephrase your question?'],
    ['I don’t know, sorry.'],
    ['I was unable to find any information.'],
    ['Da bin ich mir nicht sicher.'],
    ['Das weiß ich leider nicht.'],
    ['Dazu habe ich leider keine weiteren Informationen.'],
    ['Ich kann dazu leider nichts finden.'],
    ['Je ne suis pas sûr.'],
    ['Je n’ai pas d’informations à ce sujet.'],
    ['No estoy segura.'],
    ['Lo siento, no lo sé.'],
    ['No tengo esa información.'],
    ['Non sono sicura.'],
    ['Non lo so.'],
    ['Não tenho certeza.'],
    ['Não sei.'],
    ['Ik weet het niet zeker.'],
    ['Daar heb ik geen informatie over.'],
    ['Jag är inte säker.'],
    ['Det ved jeg ikke.'],
    ['Nie jestem pewna.'],
  ])('%s', (text) => {
    expect(saysUnsure(text)).toBe(true);
  });

  test.each([
    ['Sure, it is open.'],
    ['You know what to do'],
    ['Das Gerät ist sicher.'],
    ['Wir haben keine Filiale in Köln.'],
    ['Non solo caffè.'],
    ['No se puede devolver.'],
    ['Não saiu ainda.'],
    ['Vous pouvez payer en toute sécurité.'],
  ])('%s does not', (text) => {
    expect(saysUnsure(text)).toBe(false);
  });
});

describe('a language whose phrases are known', () => {
  test.each([
    ['Five to eight working days.'],
    ['We deliver within 3 working days.'],
    ['Our decaf is made with mountain water, without solvents.'],
    ['Sie können die Ware innerhalb von 14 Tagen zurückgeben.'],
    ['Nous livrons en 3 jours ouvrables dans toute la France.'],
    ['Puede devolver su pedido en un plazo de 30 días.'],
    ['La nostra sede è aperta dalle 9 alle 18.'],
    ['Você pode devolver o produto em até 30 dias.'],
    ['Je kunt je bestelling binnen 30 dagen retourneren.'],
    ['Vi levererar inom tre dagar till hela landet.'],
    ['Zamówienie można zwrócić w ciągu 30 dni.'],
  ])('%s', (text) => {
    expect(isMeasurable(text)).toBe(true);
  });

  test.each([
    ['Сроки доставки 3 дня.'],
    ['営業日は三日です。'],
    ['Objednávku doručíme do 3 dnů na vaši adresu.'],
    ['Comanda dumneavoastră va fi livrată în trei zile lucrătoare la adresa indicată.'],
    ['Siparişiniz üç gün içinde teslim edilir.'],
    ['Tilauksesi saapuu kolmessa päivässä.'],
    ['A rendelése három napon belül megérkezik.'],
    ['No estic segur, però la comanda arriba en tres dies.'],
    [''],
    ['👍'],
  ])('%s is in another one, or in none', (text) => {
    expect(isMeasurable(text)).toBe(false);
  });
});
