# A scene to try `emogen import` with: two keepers of a lighthouse, one storm.

define e = Character("Eda")
define t = Character("Tomas")

label start:

    "The lamp has gone out. Somewhere below, a ship sounds its horn."

    e afraid "Tomas? Tomas, the light!"

    t "I know. I heard it die."

    t whispering "Listen. {w=0.5}They are closer than they think."

    e angry "Then stop listening and help me!"

    t relieved "There. It burns. It burns, Eda!"
