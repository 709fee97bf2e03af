"""Faces made of signs: emoticons and kaomoji, which are felt and not spoken."""

from __future__ import annotations

from typing import Final

_ENDS: Final = r"(?![\w/])"

_WESTERN: Final = (
    rf"(?<!\S)[<>}}3O]?[:;=][-^o'’]?(?:[)(\]\[|\\DPpOoXxSs3*@$/]{{1,4}}){_ENDS}"
    rf"|[:;]['’]?-?[)(]+{_ENDS}"  # Also where it touches a word.
    rf"|(?<!\S)[8BxX]-?D+{_ENDS}|(?<!\S)[8B]-\)"
    rf"|</3|<3+(?![\d.%])(?=\s*(?:[.!?,;…]|$))"
)
"""``:)``, ``;-P``, ``xD``, ``B-)``, ``:'(``; ``<3`` where nothing follows: *I <3 you* is said."""

_UPRIGHT: Final = (
    r"(?<![\w^])\^[_.\-oO]?\^[;'\"]*|(?<!\w)[TQ;][_.][TQ;](?!\w)|(?<![\w.])(?!0\.0)[oO0Ou>~*@$=x][_.][oO0Ou<~*@$=x](?!\.?\w)"
    r"|(?<![\w-])-_+-[;']*|(?<!\w)>[_.]>|(?<!\w)<[_.]<|(?<!\w)[UuOo][wW][UuOo](?!\w)"
    r"|(?<!\w)m\(_ _\)m|(?<!\w)orz(?!\w)|\\[oO]/"
)
"""``^_^``, ``T_T``, ``o_O``, ``>_<``, ``-_-``, ``uwu``."""

_SIGNS: Final = (
    "°□■◕◔◉○●◇◆☆★♥♡♪‿⁀︵︶﹏ʘᴗ益´｀¯‾￣ーωДд∀▽△∇皿ᵕᴥ◡•・✿╥≧≦◠ಠಥಡツシ눈ㅠㅜ٩۶☞☜ღ◞◟꒰꒱˘˙⌣⇀↼\u0361\u035c\u0296ʖ"
)
"""Eyes and mouths of kaomoji, which stand in brackets otherwise only by chance."""

_ARMS: Final = r"\\/ヽヾノ╯╰ᕙᕗ凸┌┐└┘╭╮づつっ¯_oOd٩۶ง乁ㄏ彡シ"
_KAOMOJI: Final = (
    rf"[{_ARMS}]{{0,4}}[(（](?=[^()（）\n\d]{{0,15}}[{_SIGNS}])[^()（）\n\d]{{1,16}}[)）][{_ARMS}]{{0,4}}"
    r"(?:\s?[︵彡ﾐ]+\s?[┻━┬─○☆★♪]+)?"
    r"|[(（][;><^TQoOuU*@=~'\-]\s?[_.\-oOwv3~]{1,3}\s?[;><^TQoOuU*@=~'\-][;']?[)）]"
    r"|ʕ[^ʔ\n]{1,8}ʔ|[ಠಥ][_.﹏‿益][ಠಥ]|┻━+┻|┬─+┬|(?<!\S)[ツシ](?!\S)"
)
"""``(╯°□°)╯︵ ┻━┻``, ``¯\\_(ツ)_/¯``, ``(>_<)``, ``ಠ_ಠ``."""

FACE: Final = f"{_KAOMOJI}|{_WESTERN}|{_UPRIGHT}"
"""A pattern of any of them."""
