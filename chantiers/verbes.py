"""The verbs of the chantiers in the journal."""

from historique.registre import verbe

verbe("fonder", "a fondé {objet}")
verbe("ajouter", "a ajouté {objet}")
verbe("modifier", "a modifié {objet}")
verbe("changer_l_etat", "a changé l’état de {objet}")
verbe("ordonner", "a changé l’ordre de {objet}")
verbe("deplacer", "a déplacé {objet}")
verbe("archiver", "a archivé {objet}")
verbe("retablir", "a rétabli {objet}")
verbe("ouvrir_la_feuille", "a ouvert {objet}")
verbe("clore_la_feuille", "a clos {objet}")
verbe("inviter", "a invité {nom}")
verbe("accueillir", "a accueilli {nom}")
verbe("changer_de_role", "a changé le rôle de {objet}")
verbe("mettre_fin", "a mis fin à {objet}")
