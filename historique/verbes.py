"""The journal's own verbs."""

from historique.registre import verbe

verbe("restaurer", "a rétabli un état antérieur de {objet}")
verbe("migrer", "a mis à jour {objet} avec le logiciel")
verbe("raconter", "a fini de charger la démonstration", sans_changement=True)
