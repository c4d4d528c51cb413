"""The verbs of reports in the journal."""

from historique.registre import verbe

verbe("exporter", "a exporté {objet}", sans_changement=True)
