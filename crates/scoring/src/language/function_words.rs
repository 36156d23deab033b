//! Function words and other very frequent words of each language, chosen by the project. A word that is English as
//! well stands in both lists. Short forms of chats belong to English, so that slang stays English.

/// In the order of the languages' codes.
pub(super) const ALL: [&str; 7] = [ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH];

const ENGLISH: &str = "the of and to a in is it you that he was for on are with as i his they be at one have this \
    from or had by not but what all were we when your can said there an each which she do how their if will up \
    other about out many then them these so some her would make like him into time has look more go see no way \
    could my than been who its now did get come me over know just any because good does very think also here our \
    us am off don't i'm it's that's can't didn't i've you're doesn't won't isn't wasn't i'll he's she's there's \
    let's what's we're they're dont im cant thats didnt ive doesnt wont isnt wasnt ill theres lets whats please \
    thank thanks yes yeah yep nope okay ok hi hello hey sorry love hate great bad want need really too still well \
    why where should being after before only even back down never always man day people got lol lmao omg wtf u ur \
    r n y'all gonna wanna gotta pls plz thx ty tbh imo btw idk dude bro wow haha oh ah yup nah sure right much \
    same those such again first last old new work help call bill account order number money phone die war hat \
    rat art but son pour fin main mes sale chat ten two three four five six seven eight nine hundred dollars \
    dollar bucks may might must every something nothing someone anyone everyone thing things going doing having ha ho ya la hm man";

const GERMAN: &str = "der die das und ist ich nicht sie es mit ein eine zu den auf für auch von sich dem des im so \
    wie aber was noch nur wir ihr mir mich dich dir uns euch ihnen sind hat habe haben hatte wird werden wurde war \
    waren bin bist sein kann können könnte muss müssen soll will wollen möchte würde oder wenn weil dass daß als \
    bei nach aus um an am vor über unter durch gegen ohne schon sehr mehr hier da dann jetzt immer nie heute \
    gestern morgen ja nein bitte danke vielen dank guten tag einen einem einer eines kein keine keinen mein meine \
    meinen meiner dein ihre ihren ihrem unser diese dieser dieses diesen welche wer wo warum wann wieder leider \
    gut geht gibt alles etwas nichts man doch mal zum zur vom beim ob bis seit ganz viel viele nun also hallo \
    ihnen rechnung konto vertrag wieso hätte wäre gerne gern lassen machen macht fuer koennen moechte ihm";

const FRENCH: &str = "le la les de des du un une et est je tu il elle nous vous ils elles ne pas que qui dans pour \
    sur avec ce cette ces mon ma mes ton ta son sa ses notre nos votre vos leur au aux en par plus mais ou où donc \
    très bien suis es sont sommes êtes était étais avait ai as a avons avez ont être avoir fait faire peux peut \
    pouvez veux veut voulez dois doit c'est j'ai n'est d'un d'une qu'il qu'elle s'il n'ai m'a l'ai j'avais c'était \
    qu'on aujourd'hui merci beaucoup bonjour bonsoir oui non s'il plaît si tout tous toute rien jamais toujours \
    encore aussi comme quand comment pourquoi parce chez sans sous entre après avant depuis déjà ici là cela ça \
    moi toi lui y été deux facture compte voudrais aimerais cest jai on même trop peu alors voilà n'a l'on d'accord \
    j'aimerais qu'est je n'arrive ça depuis mois";

const SPANISH: &str = "el la los las de del que y en un una es no se por con para su sus lo le les como más pero \
    mi mis tu me te nos ya o este esta esto estos estas ese esa eso muy hay está están estoy estamos soy son era \
    fue ser estar tengo tiene tienen tenía he ha han había puedo puede pueden quiero quiere quería necesito si sí \
    al también cuando donde dónde qué cómo cuándo porque por qué entre sin sobre todo todos toda nada nunca \
    siempre ahora hoy ayer mañana gracias muchas hola buenos buenas días tardes noches favor usted ustedes yo él \
    ella nosotros ellos bien mal mucho poco otro otra hasta desde aquí ahí fue hace hacer hizo voy va vamos ni \
    factura cuenta señor señora pues entonces gustaría algo alguien mes meses llamada tan dos ayuda servicio";

const ITALIAN: &str = "il lo la i gli le di del della dei delle dello che e è un una uno in con per su non mi ti si \
    ci vi ho hai ha abbiamo avete hanno sono sei siamo siete era ero essere avere fare fatto al alla ai alle dal \
    dalla nel nella sul sulla da a ma anche più come quando dove perché cosa chi questo questa questi queste quello \
    quella mio mia miei tuo tua suo sua nostro vostro molto poco tutto tutti niente mai sempre ora oggi ieri domani \
    già ancora grazie prego buongiorno buonasera ciao sì no se io tu lui lei noi voi loro bene male posso può \
    potete vorrei voglio vuole devo deve qui lì c'è cos'è dell' l'ho un'altra po' stato stata due bolletta conto \
    fattura così allora quindi però senza dopo prima mese mesi nessuno qualcosa mille gentile dei sto sta stanno \
    l'ordine dell'ordine servizio signora signore";

const PORTUGUESE: &str = "o a os as de do da dos das que e é um uma em no na nos nas por para com não se eu você \
    vocês ele ela nós eles elas meu minha meus minhas seu sua seus suas este esta isto esse essa isso aquele mais \
    mas como quando onde porque por quê muito pouco tudo todos nada nunca sempre agora hoje ontem amanhã já ainda \
    também obrigado obrigada olá oi bom boa dia tarde noite sim ao à aos às pelo pela estou está estão estamos sou \
    são somos era foi ser estar tenho tem têm tinha ter fazer faz fiz posso pode podem quero quer queria preciso \
    vou vai vamos ou nem só bem mal favor conta fatura senhor senhora então até desde sem sobre depois antes aqui \
    ali lá me te lhe gostaria alguém algo mês meses muita dois ajuda serviço fiquei";

const DUTCH: &str = "de het een en van ik is dat niet je in te zijn op met voor er aan maar om ook als dan bij uit \
    nog wel naar heb hebt heeft hebben had was waren wordt worden werd kan kunnen kunt moet moeten wil willen zou \
    zal mijn jouw uw zijn haar ons onze hun wij we jullie u zij ze hij hem mij me jij dit deze die wat wie waar \
    waarom wanneer hoe geen nee ja goed goede goedemorgen goedemiddag dag bedankt dank alsjeblieft alstublieft \
    graag hallo meer veel weinig alles iets niets nooit altijd nu vandaag gisteren morgen al weer over door tegen \
    zonder tot sinds omdat dus want of toch heel erg gaat gaan doen doet gedaan rekening factuur abonnement maand \
    daar hier zo mag mee zeer twee helaas even gekregen";
