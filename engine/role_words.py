"""What a role is called when it is said to people: the sources' bokmål names, and their nynorsk (design 2).

Knows words only. A role that a municipality has named itself stays as it was written.
"""

from __future__ import annotations

from engine import phrases

NYNORSK = {
    "ansatt": "tilsett",
    "kontaktlærer": "kontaktlærar",
    "lærer": "lærar",
    "faglærer": "faglærar",
    "lærerteam": "lærarteam",
    "baseansvarlig": "baseansvarleg",
    "baseleder": "baseleiar",
    "SFO-ansatt": "SFO-tilsett",
    "AKS-ansatt": "AKS-tilsett",
    "avdelingsleder": "avdelingsleiar",
    "nærmeste leder": "næraste leiar",
    "trinnets nærmeste leder": "næraste leiar for trinnet",
    "assisterende rektor": "assisterande rektor",
    "fagleder": "fagleiar",
    "faglig leder for læringsmiljø": "fagleg leiar for læringsmiljø",
    "sosiallærer": "sosiallærar",
    "helsesykepleier": "helsesjukepleiar",
    "daglig leder": "dagleg leiar",
    "ledelse": "leiing",
    "ledelse i saken": "leiing i saka",
    "postfordeler": "postfordelar",
    "skoleeier": "skoleeigar",
    "rådgiver hos skoleeier": "rådgivar hos skoleeigar",
    "grunnskoledirektør": "grunnskoledirektør",
    "prosesseier": "prosesseigar",
}


def of(role: str) -> str:
    """Return the role's name as it can be said in both languages; also of several with a comma between."""
    parts = role.split(", ")
    spoken = ", ".join(NYNORSK.get(part, part) for part in parts)
    return phrases.both(role, spoken) if spoken != role else role
