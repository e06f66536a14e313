"""Which language a message is in: by its letters, else by its little words.

Only to tell that it is not English, and which of the commonest it is. English is assumed until
another language has clearly more of the words, because a name or a "merci" makes no Frenchman.
"""

import unicodedata
from collections import Counter
from collections.abc import Sequence

from intents.words import Token

ENGLISH = "en"
_LITTLE_WORDS = {
    "en": """
        the a an i my is it and to of in on for with have has been do does can what how not but was are me you
        this that after when since from its i'm it's don't get got at be or if so just about any should would
        will your we no out up there as am had more like still really bit back pain sore run running hurts
        please help thanks hi hello who where could
    """,
    "es": """
        el la los las de que en un una me mi por para con no se es al del lo muy pero más mas desde hace tengo
        está esta estoy como cómo puedo cuando cuándo qué duele dolor espalda gracias hola después siento quiero
        bajo semanas hablar persona
    """,
    "fr": """
        le la les de des du un une et est je j'ai ai mon ma mes pas que qui en au dans pour avec sur ne plus
        depuis c'est suis très mal dos bonjour merci peux quand comment quoi bas après jours semaines puis moi
        avoir j' beaucoup bonne soirée vos données votre
    """,
    "de": """
        der die das und ich nicht ist ein eine mein meine mir mich zu mit auf für von den dem beim nach seit wie
        was kann habe bin es im am aber auch noch sehr schmerzen rücken hallo danke wochen tagen bitte möchte
        kein keine nur du bist dein neue jetzt hatte welche welcher hilft guten
    """,
    "it": """
        il la le lo gli di che e un una mi ho da per con non è sono del della al dopo quando come cosa posso ma
        più mia mio schiena dolore male ciao grazie giorni settimane fa anche molto corsa correre se questo
        mille vorrei sei parlare gamba
    """,
    "pt": """
        o os as de que e um uma me meu minha por para com não nao se é do da no na mas mais desde há estou está
        muito como posso quando costas dor dói olá obrigado obrigada dias semanas depois tenho lombar correr
        corrida tá perna hora toda obrigadaaa
    """,
    "nl": """
        de het een en ik niet is mijn van in op te met voor naar bij dat die wat hoe kan heb ben sinds maar ook
        nog erg rug pijn hallo dank bedankt weken dagen na als er geen wel graag mag onder mij moet hoeveel kost
        zijn al last wil
    """,
    "pl": """
        w z na i nie się sie jest mnie mam mi od do po jak co czy przy za ale to ból bol boli plecy pleców
        plecow krzyż krzyza dzień dzien dobry cześć czesc dziękuję dziekuje tygodni dni mogę moge bardzo
        biegania dolna chcę dzięki jestem człowiekiem super mój
    """,
    "hi": """
        hai hain mein mai ka ki ke ko se nahi nahin kya mera meri mere aur raha rahi ho hota hoti karna karu kar
        kamar dard pe par bhi kaise kab din hafte mahine namaste dhanyavad bahut tha thi kuch abhi liye baad
        karwa baat ji chahiye
    """,
    "ro": """
        și si în de la cu nu mă ma este sunt am o un pe din după dupa spate durere doare pot cum când cand
        mulțumesc
    """,
    "sv": """
        och jag att det är inte en ett på i med för har mitt ont ryggen rygg efter sedan hej tack kan när hur
    """,
    "tr": """
        ve bir bu çok ağrı ağrıyor belim sırtım var yok ne nasıl için değil merhaba teşekkürler sonra koşu
        koşmak
    """,
}
_SETS = {language: frozenset(words.split()) for language, words in _LITTLE_WORDS.items()}
# The scripts that tell a language, by how Unicode names their letters.
_SCRIPTS = {
    "ARABIC": "ar",
    "CJK": "zh",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "DEVANAGARI": "hi",
    "BENGALI": "bn",
    "GURMUKHI": "pa",
    "TAMIL": "ta",
    "TELUGU": "te",
    "CYRILLIC": "ru",
    "GREEK": "el",
    "HEBREW": "he",
    "THAI": "th",
}
_LOOKED_AT = 200  # letters and words beyond these change nothing


def find_language(text: str, tokens: Sequence[Token]) -> str:
    """The language's two letters; "en" when in doubt."""
    return _by_script(text) or _by_little_words(tokens)


def _by_script(text: str) -> str:
    letters = [letter for letter in text[: 5 * _LOOKED_AT] if letter.isalpha()][:_LOOKED_AT]
    foreign = Counter(_script(letter) for letter in letters if ord(letter) > 0x24F)
    foreign.pop("", None)
    if not foreign or 2 * foreign.total() < len(letters):
        return ""
    return "ja" if "ja" in foreign else foreign.most_common(1)[0][0]


def _script(letter: str) -> str:
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0].split("-")[0], "")


def _by_little_words(tokens: Sequence[Token]) -> str:
    words = [token.typed for token in tokens[:_LOOKED_AT]]
    words += [piece for word in words if "'" in word for piece in (word.split("'")[0] + "'", word.split("'")[1])]
    counts = {language: sum(word in listed for word in words) for language, listed in _SETS.items()}
    likeliest = max(counts, key=lambda language: (counts[language], language == "en"))
    enough = 2 if len(tokens) > 2 or max(map(len, words), default=0) < 4 else 1
    return likeliest if counts[likeliest] >= enough and counts[likeliest] > counts["en"] else "en"
