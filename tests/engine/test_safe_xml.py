"""What is wrong with XML is said in Norwegian, with its place."""

from __future__ import annotations

import pytest

from engine import model, safe_xml


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"<a>\n<b></c></a>", "«b» i linje 2 slutter som «c» (linje 2, tegn"),
        (b"<a>" * 300, "elementer står mer enn 255 nivåer inni hverandre"),
        (b"<a><b>", "filen slutter midt i «b», som begynner i linje 1"),
        (b"<a x='1'", "et element mangler «>»"),
        (b"", "den er tom"),
        (b"hei", "begynner ikke med «<»"),
        (b"<a>x & y</a>", "«&» må skrives «&amp;»"),
        (b"<a>x &y z</a>", "«&» må skrives «&amp;»"),
        (b"<a>&nbsp;</a>", "«&nbsp;» finnes ikke"),
        (b"<a x='1 < 2'/>", "må skrives «&lt;»"),
        (b"<a>1 < 2</a>", "må skrives «&lt;»"),
        (b"<a x='1' x='2'/>", "attributten «x» står to ganger"),
        (b"<z:a/>", "navnerommet «z» er ikke deklarert"),
        (b"<z:a xmlns:z='u' y:b='1'/>", "navnerommet «y» er ikke deklarert"),
        (b"<a/><b/>", "noe etter slutten"),
        (b"<a x=1/>", "mangler anførselstegn"),
        (b"<a x/>", "attributten «x» mangler verdi"),
        (b"<a>\x01</a>", "tegn nummer 1 kan ikke stå i XML"),
        (b"<a>&#1;</a>", "tegn nummer 1 kan ikke stå i XML"),
        (b"<a x='\x01'/>", "en attributt har et tegn som ikke kan stå"),
        (b'<?xml version="1.0" encoding="UTF-8"?><a>\xe5</a>', "en annen tegnkoding enn den sier"),
        (b'<?xml version="1.0" encoding="UTF-16"?><a/>', "en annen tegnkoding enn den sier"),
        (b'<?xml version="1.0" encoding="finnes-ikke"?><a/>', "en annen tegnkoding enn den sier"),
        (b'\n<?xml version="1.0"?><a/>', "må stå aller først"),
        (b"<a><!-- x</a>", "en kommentar er ikke avsluttet"),
        (b"<a><![CDATA[ x</a>", "en CDATA-del er ikke avsluttet"),
        (b'<a $type="x"/>', "navnet på en attributt kan ikke leses"),
        (b"<a></a\n<b/>", "en slutt mangler «>»"),
        (b"<a><!-- 1 -- 2 --></a>", "«--» kan ikke stå i en kommentar"),
        (b"<a:b:c/>", "«a:b:c» er ikke et navn i XML"),
        (b'<?xml version="1.0" encoding=UTF-8?><a/>', "XML-linjen mangler version eller anførselstegn"),
        (b'<?xml encoding="UTF-8"?><a/>', "XML-linjen mangler version eller anførselstegn"),
        (b"<a>]]></a>", "«]]>» må skrives «]]&gt;»"),
        (b"<a><?x </a>", "noe som begynner med «<?», er ikke avsluttet"),
        (b"<a>&#xZ;</a>", "et tegn skrevet med nummer (&#…;) kan ikke leses"),
    ],
)
def test_what_is_wrong_is_said_in_norwegian_with_its_place(raw: bytes, says: str) -> None:
    found = safe_xml.parse(raw, file="a.bpmn")

    assert isinstance(found, model.Finding)
    assert found.code == "xml-broken"
    assert says in found.what
    assert "line" not in found.what
    assert found.what.startswith("Filen er ikke gyldig XML: ")
