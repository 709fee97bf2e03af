"""What the voices say for training: sentences of our own, and more of them put together at random."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np

_ENGLISH: Final = (
    "{who} {did} {what} {where}.",
    "{who} never {did} {what}, but {who2} always {did2} {what2}!",
    "Why would {who} have {done} {what} {where}?",
    "{when}, {who} {did} {what} and {did2} {what2}.",
    "Maybe {what} {where} was {how}, or maybe it was {how2}.",
    "Oh my god, {what} is {how}! Who {did} it?",
    "Please bring {who} {what} {when2}; I'm {how} about it.",
    "I don't believe you. {who} {did} {what} {number} times!",
    "{how}? No. It's {how2}, {how} and {number} miles away.",
    "Kids, dogs and {what} were {where}, {did} or not.",
)
_WORDS: Final = {
    "who": (
        *("my mother", "the boy", "Bob", "Peggy", "our neighbour", "a young nurse", "everybody"),
        *("Mr. Hughes", "that fisherman", "the judge", "Sophie", "Victor", "her aunt"),
        *("a zoo keeper", "Thelma", "Gwen", "the whole family", "your father", "an old wizard"),
        *("nobody", "Jim", "Sheila", "we both", "they"),
    ),
    "did": (
        *("pushed", "borrowed", "mentioned", "found", "threw away", "painted", "shaved", "put down", "hid"),
        *("remembered", "chewed", "caught", "washed", "loved", "bought", "measured", "gave up", "ignored"),
        *("played with", "broke", "swept", "enjoyed", "heard about", "jumped over", "squeezed", "poured"),
    ),
    "done": ("wrapped", "moved", "bitten", "chosen", "seen", "thanked", "forgiven", "dropped", "built"),
    "what": (
        *("a purple umbrella", "the map", "five fat pigs", "some apple jam", "my favourite film", "the moon"),
        *("a thick leather book", "the garage", "those shiny fish", "a rough old boat", "the television"),
        *("a cup of coffee", "her brother's drum", "the whole orchestra", "a yellow vase", "both thumbs"),
        *("this awful soup", "the choir", "a bag of beans", "good advice"),
        *("the evening paper", "a huge cage"),
        *("an orange towel", "his job", "the church bell", "fresh air", "a vague hope", "every wooden bowl"),
    ),
    "where": (
        *("by the door", "on the beach", "behind the hospital", "in a cheap pub", "up in the mountains"),
        *("at the airport", "through the woods", "under the bridge", "over there", "in the shower"),
        *("around the museum", "near the power house", "outside", "beyond the river", "in the front room"),
    ),
    "when": (
        *("Yesterday", "Before breakfast", "On Thursday", "One warm night", "In the beginning"),
        *("At half past four",),
        *("After the game", "Every February", "Years ago", "This morning", "Just now"),
        *("When the rain stopped",),
    ),
    "when2": ("at once", "tomorrow", "by Monday", "before lunch", "some other time", "as soon as you can"),
    "how": (
        *("beautiful", "horrible", "too small", "perfectly fine", "very warm", "foolish", "badly broken"),
        *("wonderful", "unfair", "smooth and heavy", "rather cheap", "quite amazing", "weird", "unusual"),
        *("ready to jump", "full of bees", "empty", "dangerous", "bright yellow", "enough for both of us"),
    ),
    "number": ("two", "seven", "forty-five", "a hundred", "nineteen", "thirty-three", "a million", "eight"),
}  # fmt: skip
"""All sounds of English in many neighbourhoods; lips meet often."""

_OTHERS: Final = {
    "es": (
        "Mi abuela vive en un pueblo muy pequeño.", "¿Por qué no me dijiste la verdad?",
        "El perro blanco corre por la playa.", "¡Qué barbaridad, ya son las ocho!",
        "Juan compró pan, fruta y queso.", "Nunca había visto un jardín tan bonito.",
        "La guitarra suena mejor por la noche.", "Cierra la puerta, por favor, hace frío.",
        "Mañana llueve otra vez en Zaragoza.", "Ese hombre me mira con una cara muy rara.",
        "Quiero beber un vaso de agua fresca.", "No te preocupes, todo va a salir bien.",
    ),
    "fr-fr": (
        "Ma petite sœur a peur du grand chien noir.", "Pourquoi tu ne m'as pas attendu hier soir ?",
        "Un bon vin blanc et du pain frais, s'il vous plaît.",
        "Il pleut beaucoup sur la Bretagne en automne.",
        "Je voudrais bien dormir encore une heure.", "Les enfants jouent au ballon dans la rue.",
        "C'est une chanson que personne ne connaît plus.", "Attention, la voiture bleue ne s'arrête pas !",
        "Mon oncle fabrique des meubles en bois.", "Tu veux du beurre ou de la confiture ?",
        "La lune brille au-dessus du pont.", "Quel jour sommes-nous ? Jeudi, je pense.",
    ),
    "hi": (
        "मेरा भाई कल बाज़ार से फल लाया था।", "आप मुझे बताइए कि पानी कहाँ मिलेगा?",
        "बारिश में बच्चे बहुत खुश होते हैं।", "यह किताब बहुत पुरानी और सुंदर है।",
        "मम्मी ने गरम रोटी और सब्ज़ी बनाई।", "तुम इतनी देर से क्यों आए?",
        "चाय में थोड़ी चीनी और डालो।", "घर के पीछे एक बड़ा पेड़ है।",
        "अब मुझे कुछ भी याद नहीं आता!", "भगवान करे सब ठीक हो जाए।",
    ),
    "de": (
        "Mein Vater trinkt jeden Morgen eine Tasse Kaffee.", "Warum hast du mich gestern nicht angerufen?",
        "Das Mädchen kauft ein hübsches blaues Kleid.", "Wie schön, endlich regnet es wieder!",
        "Der Hund des Nachbarn bellt die ganze Nacht.", "Ich möchte ein Glas Wasser und ein Stück Brot.",
        "Morgen früh fahren wir mit dem Zug ans Meer.", "Niemand weiß, wo der Schlüssel geblieben ist.",
        "Die alte Kirche steht oben auf dem Hügel.", "Mach bitte die Tür zu, mir ist kalt.",
        "Großmutter sitzt am Fenster und liest die Zeitung.", "Hör auf, das ist überhaupt nicht komisch!",
    ),
    "it": (
        "Mio padre beve un bel caffè ogni mattina.", "Perché non mi hai chiamato prima di partire?",
        "La bambina gioca con una palla gialla.", "Che meraviglia, il mare è proprio blu!",
        "Vorrei un po' di pane, formaggio e prosciutto.", "Gli zii abitano in una vecchia casa di campagna.",
        "Non ho mai sentito una musica così dolce.", "Domani forse piove, prendi l'ombrello.",
        "Il cameriere ha rovesciato il vino sul tappeto.", "Giulia sogna di viaggiare per il mondo.",
        "Basta, non ne posso più!", "Quanto costa questa maglia bianca?",
    ),
    "ja": (
        "明日の朝、早く起きて山に登ります。", "お母さんは台所で晩ご飯を作っています。",
        "どうしてもっと早く言ってくれなかったの?", "この部屋は少し寒いですね。",
        "猫が窓のそばで眠っている。", "本当に、ありがとうございます!",
        "新しい本を三冊買いました。", "バスはもう出てしまった。",
        "父は毎晩ビールを一本飲みます。", "桜の花がとてもきれいだった。",
    ),
    "pt-br": (
        "Meu pai trabalha numa fábrica perto do porto.", "Por que você não me falou nada ontem?",
        "A menina comprou um vestido verde muito bonito.", "Que bom, finalmente chegou a chuva!",
        "O cachorro do vizinho late a noite inteira.", "Quero um copo de água e um pão com manteiga.",
        "Amanhã a gente vai à praia bem cedo.", "Ninguém sabe onde ficou a chave da porta.",
        "A velha igreja fica no alto do morro.", "Não chore, meu bem, tudo vai passar.",
        "João tocou uma bela canção no violão.", "Vamos embora, já é quase meia-noite.",
    ),
    "zh": (
        "我妈妈每天早上喝一杯热牛奶。", "你为什么不早一点告诉我呢?", "外面下雨了,别忘了带雨伞。",
        "他们在公园里跑步、唱歌。", "这本书非常有意思!", "请把门关上,我有点冷。",
        "北京的冬天比上海冷得多。", "爷爷坐在窗户旁边看报纸。", "我不怕,我们一起去吧!",
        "朋友送给我一个漂亮的苹果。", "火车几点钟出发?", "她笑着说,没有问题。",
    ),
}  # fmt: skip

SOUNDS: Final = ("laugh", "chuckle", "sigh", "gasp", "sob", "cough", "groan", "hum")


def sentence(language: str, rng: np.random.Generator) -> str:
    """A sentence of about 3 seconds to say in ``language``, a voice's code; English ones hardly repeat."""
    if language.startswith("en"):
        return _filled(_ENGLISH[rng.integers(len(_ENGLISH))], rng)
    known = _OTHERS[language]
    return known[rng.integers(len(known))]


def _filled(template: str, rng: np.random.Generator) -> str:
    def drawn(slot: re.Match[str]) -> str:
        words = _WORDS[slot[1]] if slot[1] in _WORDS else _WORDS[slot[1][:-1]]
        return words[rng.integers(len(words))]

    text = re.sub(r"\{(\w+)\}", drawn, template)
    return text[0].upper() + text[1:]


def with_sound(text: str, rng: np.random.Generator) -> str:
    """The sentence with a laugh, a sigh or another sound that is no word before or after it."""
    sound = f"<{SOUNDS[rng.integers(len(SOUNDS))]}>"
    return f"{sound} {text}" if rng.random() < 0.5 else f"{text} {sound}"
