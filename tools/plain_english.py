"""Makes tests/corpus/plain_english.tsv, 2,000 plain lines and what misaki alone says for them, and
english_tags.tsv, the first of them with spaCy's parts of speech.

Run it in an environment of its own, with ``misaki[en]==0.9.4``, spaCy 3.8 and the model ``en_core_web_sm``
3.8.0 at the path given: ``python tools/plain_english.py PATH``. The lines have no figures, no markup and no
names, so that nothing but pronunciation is compared; they are put together here by chance from our words.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path
from typing import Final

TARGET: Final = Path(__file__).parent.parent / "tests" / "corpus" / "plain_english.tsv"
TAGS: Final = TARGET.with_name("english_tags.tsv")
COUNT: Final = 2000

PEOPLE: Final = [
    "I",
    "you",
    "he",
    "she",
    "they",
    "we",
    "nobody",
    "everyone",
    "the captain",
    "my brother",
    "your mother",
    "an old sailor",
    "the youngest girl",
    "a stranger",
    "the king's daughter",
    "our neighbours",
    "two of the guards",
    "the whole crew",
    "some children",
    "her uncle",
    "the blacksmith",
    "a wizard",
    "the queen",
    "his worst enemy",
    "the innkeeper",
    "those soldiers",
    "that woman",
    "this thief",
]
DID: Final = [
    "found",
    "hid",
    "carried",
    "painted",
    "forgot",
    "never wanted",
    "will bring",
    "can't open",
    "didn't trust",
    "has broken",
    "had stolen",
    "would have sold",
    "couldn't remember",
    "was looking for",
    "were afraid of",
    "might burn",
    "should protect",
    "must follow",
    "used to own",
    "is going to need",
    "won't give back",
    "repaired",
    "admired",
    "swallowed",
    "dropped",
    "threatened",
    "promised",
    "accidentally destroyed",
    "almost noticed",
    "quietly removed",
    "ought to respect",
    "loves",
    "hates",
    "understands",
]
THINGS: Final = [
    "the keys",
    "a silver ring",
    "an apple",
    "that letter",
    "the broken sword",
    "three bottles of wine",
    "my favourite book",
    "his umbrella",
    "the secret passage",
    "a map of the islands",
    "their honour",
    "the last candle",
    "an hourglass",
    "all of the treasure",
    "her grandmother's necklace",
    "a pair of boots",
    "the engine room",
    "this ridiculous hat",
    "an ancient prophecy",
    "the kitchen table",
    "every single page",
    "enough bread",
    "a beautiful garden",
    "the dragon's egg",
    "some medicine",
    "a wooden bridge",
    "the lighthouse",
    "your coat",
    "the moon's reflection",
    "a hundred arrows",
]
WHERE: Final = [
    "in the cellar",
    "under the old oak",
    "before midnight",
    "after the storm",
    "at the edge of the forest",
    "on Thursday",
    "without a word",
    "for the first time",
    "by the river",
    "as quickly as possible",
    "during the winter",
    "near the harbour",
    "because of the rain",
    "until the morning came",
    "behind the curtain",
    "with great care",
    "in spite of everything",
    "between the walls",
    "on the other side",
    "just in time",
    "above the clouds",
    "for no reason at all",
    "again and again",
]
FIRST: Final = [
    "Listen,",
    "Well,",
    "Honestly,",
    "Oh no,",
    "To be fair,",
    "As far as I know,",
    "Last night",
    "Years ago",
    "Of course",
    "Perhaps",
    "Unfortunately,",
    "In the end",
    "By the way,",
    "Of all people,",
    "Believe me,",
    "Once again",
    "Before you go,",
    "So",
]
WHOLE: Final = [
    "What are you waiting for?",
    "Where does it hurt?",
    "Come in!",
    "I am, and so is he.",
    "Who told you that?",
    "That's what I was afraid of.",
    "It isn't over yet.",
    "How on earth did you do that?",
    "Give it to me.",
    "To whom?",
    "There must be another way.",
    "You are the one we have been looking for.",
    "What is it made of?",
    "Be careful!",
    "I'd rather not.",
    "They're almost here, aren't they?",
    "Let's get out of here.",
    "We'll see about that.",
    "Don't!",
    "Is anyone there?",
    "This is as far as I go.",
    "I used to be afraid of the dark.",
    "He has, she hasn't.",
    "At last!",
    "Whose idea was that?",
    "Which of you is it?",
    "I can, but I won't.",
    "Stay where you are!",
    "You should have been there.",
]


def lines() -> list[str]:
    """The lines, the same each time."""
    rng = random.Random(20261201)
    made: dict[str, None] = dict.fromkeys(WHOLE)
    while len(made) < COUNT:
        who, did, thing, where = (rng.choice(words) for words in (PEOPLE, DID, THINGS, WHERE))
        opening = rng.choice(FIRST) + " " if rng.random() < 0.3 else ""
        ending = rng.choice((".", ".", ".", "!", "?", ", didn't they?", f", but {rng.choice(PEOPLE)} knew."))
        line = f"{opening}{who} {did} {thing} {where}{ending}"
        made[line[0].upper() + line[1:]] = None
    return list(made)


def main() -> None:
    import spacy
    from misaki import en, espeak

    tagger = spacy.load(sys.argv[1], enable=["tok2vec", "tagger"])
    tags = ["text\ttags"]
    tags += [f"{line}\t{' '.join(token.tag_ for token in tagger(line))}" for line in lines()[:200]]
    TAGS.write_text("\n".join([*tags, ""]), encoding="utf-8")
    spacy.util.is_package = lambda _: True
    spacy.load = lambda *_, **__: tagger
    rows = ["language\ttext\tletters"]
    for british, part in ((False, slice(0, None, 3)), (True, slice(1, None, 3)), (False, slice(2, None, 3))):
        speaker = en.G2P(british=british, fallback=espeak.EspeakFallback(british=british), unk="")
        rows += [f"en-{'gb' if british else 'us'}\t{line}\t{speaker(line)[0]}" for line in lines()[part]]
    TARGET.write_text("\n".join([*rows, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
