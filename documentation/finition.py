"""The last pass on a PDF: one set of metadata that says PDF/UA-1 and PDF/A-3a at once, and bytes that do not vary."""

from base64 import a85encode
from collections.abc import Mapping
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import pikepdf

PRODUCTEUR = "Chantiers coopératifs"
PAQUET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" \
xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{titre}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{auteur}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{sujet}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>fr</rdf:li></rdf:Bag></dc:language>
<pdf:Keywords>{mots_cles}</pdf:Keywords>
<pdf:Producer>{producteur}</pdf:Producer>
<xmp:CreateDate>{date}</xmp:CreateDate><xmp:ModifyDate>{date}</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def finir(brut: bytes, ordre: Mapping[str, Any], date: str) -> bytes:
    """`brut` with its metadata; `date` is the instant of the data, `AAAA-MM-JJTHH:MM:SSZ`."""
    with pikepdf.open(BytesIO(brut)) as pdf:
        paquet = PAQUET.format(
            titre=escape(ordre["titre"]),
            auteur=escape(ordre["auteur"]),
            sujet=escape(ordre["sujet"]),
            mots_cles=escape(ordre["mots_cles"]),
            producteur=PRODUCTEUR,
            date=date,
        )
        pdf.Root.Metadata = pdf.make_stream(paquet.encode(), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)
        instant = "D:" + "".join(signe for signe in date if signe.isdigit()) + "Z"
        pdf.trailer.Info = pdf.make_indirect(
            pikepdf.Dictionary(
                Title=ordre["titre"],
                Author=ordre["auteur"],
                Subject=ordre["sujet"],
                Keywords=ordre["mots_cles"],
                Producer=PRODUCTEUR,
                CreationDate=instant,
                ModDate=instant,
            )
        )
        _border_les_flux(pdf)
        sortie = BytesIO()
        pdf.save(
            sortie,
            deterministic_id=True,
            fix_metadata_version=False,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return sortie.getvalue()


def _border_les_flux(pdf: pikepdf.Pdf) -> None:
    """PDF/A wants a line end after each stream, not counted in it; the writer adds none after data that ends with one.

    Such data (one compressed stream in 256) is written in letters, which end with « ~> ».
    """
    for objet in pdf.objects:
        if not isinstance(objet, pikepdf.Stream):
            continue
        donnees = objet.read_raw_bytes()
        if not donnees.endswith((b"\n", b"\r")):
            continue
        filtres = [objet.Filter] if isinstance(objet.get("/Filter"), pikepdf.Name) else list(objet.get("/Filter", []))
        parametres = objet.get("/DecodeParms")
        objet.write(
            a85encode(donnees) + b"~>",
            filter=pikepdf.Array([pikepdf.Name.ASCII85Decode, *filtres]),
            decode_parms=pikepdf.Array([pikepdf.Dictionary(), parametres]) if parametres is not None else None,
        )
