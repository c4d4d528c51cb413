"""The journal's own verbs."""

from historique.registre import verbe

verbe("restaurer", "a rétabli un état antérieur de {objet}")
verbe("migrer", "a mis à jour {objet} avec le logiciel")
verbe("raconter", "a fini de charger la démonstration", sans_changement=True)
verbe("reprendre_le_journal", "a repris le journal après le retour d’une sauvegarde", sans_changement=True)
verbe("changer_la_cle", "a changé la clé qui signe le journal", sans_changement=True)
verbe("retirer_un_passage", "a retiré un passage de {objet}", sans_changement=True)
verbe("retirer_un_motif", "a retiré le motif d’une inscription", sans_changement=True)
verbe("rejouer_un_retrait", "a retiré de nouveau des passages, après le retour d’une sauvegarde", sans_changement=True)
